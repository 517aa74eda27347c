// What the person set by hand, as the server reads it. Defaults live in the server alone.

import * as vscode from "vscode";

/** Settings that steer the extension and mean nothing to the server. */
const CLIENT_ONLY = ["bowline.server.path", "bowline.trace.server"];

/** A settings object with the keys nested, without the leading `bowline`. */
export type Settings = { [key: string]: unknown };

/**
 * The settings a person set in the user's (or the remote machine's) settings. Values that were not set are left out, or the
 * editor's defaults would cover the person's `bowline.toml`. A workspace's own settings file comes with the repository and is
 * left out too: what a repository may say stands in its `bowline.toml`, where the server lets it tighten only.
 */
export function explicitSettings(extension: vscode.Extension<unknown>): Settings {
  const settings: Settings = {};
  for (const key of declaredKeys(extension)) {
    const value = vscode.workspace.getConfiguration().inspect(key)?.globalValue;
    if (value !== undefined) {
      nest(settings, key.split(".").slice(1), value);
    }
  }
  return settings;
}

function declaredKeys(extension: vscode.Extension<unknown>): string[] {
  const manifest = extension.packageJSON as { contributes?: { configuration?: { properties?: object } } };
  const keys = Object.keys(manifest.contributes?.configuration?.properties ?? {});
  return keys.filter((key) => key.startsWith("bowline.") && !CLIENT_ONLY.includes(key));
}

function nest(into: Settings, path: string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) {
    return;
  }
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const inner = (into[head] ??= {}) as Settings;
  nest(inner, rest, value);
}
