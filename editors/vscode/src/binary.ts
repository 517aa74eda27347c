// Finds the server's binary and asks it for its version. Starting it is the client's business.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

/** A binary that answered `--version`. */
export interface Binary {
  command: string;
  version: string;
  /** Where it was named: for messages. */
  origin: string;
}

/** A binary that cannot be used, and why, in one sentence. */
export class BinaryError extends Error {}

const FILE_NAME = process.platform === "win32" ? "bowline.exe" : "bowline";
const VERSION_DEADLINE_MILLIS = 10_000;

/**
 * The first place that names a binary is the one that counts: environment, setting, the one packed with the extension, PATH.
 * A place that names a broken binary is an error; going on to the next would run something the person did not mean.
 */
export async function findBinary(context: vscode.ExtensionContext): Promise<Binary> {
  const { command, origin } = candidate(context);
  return { command, origin, version: await versionOf(command, origin) };
}

function candidate(context: vscode.ExtensionContext): { command: string; origin: string } {
  const fromEnvironment = process.env["BOWLINE_SERVER"];
  if (fromEnvironment) {
    return { command: fromEnvironment, origin: "the environment variable BOWLINE_SERVER" };
  }
  // Only the person's own settings count: a repository must not name what is run.
  const configured = vscode.workspace.getConfiguration("bowline").inspect<string>("server.path")?.globalValue?.trim();
  if (configured) {
    return { command: expandHome(configured), origin: "the setting bowline.server.path" };
  }
  const bundled = context.asAbsolutePath(path.join("server", FILE_NAME));
  if (existsSync(bundled)) {
    return { command: bundled, origin: "the extension's own folder" };
  }
  return { command: FILE_NAME, origin: "PATH" };
}

function expandHome(file: string): string {
  const home = process.env["HOME"] ?? process.env["USERPROFILE"];
  return home !== undefined && /^~[\\/]/.test(file) ? path.join(home, file.slice(2)) : file;
}

function versionOf(command: string, origin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, ["--version"], { timeout: VERSION_DEADLINE_MILLIS, windowsHide: true }, (error, stdout) => {
      const match = /^bowline (\S+)/.exec(stdout);
      if (error !== null && "code" in error && error.code === "ENOENT") {
        reject(new BinaryError(`The server binary «${command}» (from ${origin}) was not found.`));
      } else if (error !== null) {
        reject(new BinaryError(`The server binary «${command}» (from ${origin}) does not run: ${firstLine(error.message)}`));
      } else if (match?.[1] === undefined) {
        reject(new BinaryError(`«${command}» (from ${origin}) is not Bowline: it answered «${firstLine(stdout)}» to --version.`));
      } else {
        resolve(match[1]);
      }
    });
  });
}

/** What `bowline doctor` prints in the first folder of the workspace; it ends with an error where something is missing. */
export function askDoctor(binary: Binary): Promise<string> {
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return new Promise((resolve) => {
    execFile(binary.command, ["doctor"], { cwd, timeout: 60_000, windowsHide: true, env: { ...process.env, NO_COLOR: "1" } }, (_, stdout, stderr) => {
      resolve(`${stdout}${stderr}`.trim());
    });
  });
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

/** Tells a person what is wrong with the binary, and offers the one step that mends it: a change of the setting starts the server again. */
export async function offerRemedy(error: BinaryError): Promise<void> {
  const choose = "Choose the Binary…";
  const settings = "Open Setting";
  const answer = await vscode.window.showErrorMessage(`Bowline cannot start. ${error.message}`, choose, settings);
  if (answer === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "bowline.server.path");
  }
  if (answer !== choose) {
    return;
  }
  const [picked] = (await vscode.window.showOpenDialog({ title: "The bowline binary", canSelectMany: false, openLabel: "Use This Binary" })) ?? [];
  if (picked !== undefined) {
    await vscode.workspace.getConfiguration("bowline").update("server.path", picked.fsPath, vscode.ConfigurationTarget.Global);
  }
}
