// Rewrites `contributes.configuration` in package.json from the one schema the server holds.
//
//   BOWLINE_SERVER=path/to/bowline npm run schema            writes
//   BOWLINE_SERVER=path/to/bowline npm run schema -- --check fails when package.json is behind
//
// `bowline schema --vscode` prints the object, without the settings that steer the extension alone.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const manifestFile = fileURLToPath(new URL("../package.json", import.meta.url));
const binary = process.env.BOWLINE_SERVER ?? "bowline";

// Settings that steer the extension alone; the server knows nothing of them.
const clientOnly = {
  "bowline.server.path": {
    type: "string",
    default: "",
    scope: "machine",
    markdownDescription: "The `bowline` binary. Empty: the one packed with the extension, or the one on `PATH`.",
  },
  "bowline.trace.server": {
    type: "string",
    enum: ["off", "messages", "verbose"],
    default: "off",
    scope: "window",
    description: "Writes the messages between VS Code and the server into the output channel.",
  },
};

const printed = JSON.parse(execFileSync(binary, ["schema", "--vscode"], { encoding: "utf8" }));
const entries = Object.entries({ ...printed.properties, ...clientOnly });
const properties = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));

const before = readFileSync(manifestFile, "utf8");
const manifest = JSON.parse(before);
manifest.contributes.configuration = { ...printed, properties };
const after = `${JSON.stringify(manifest, null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(manifestFile, after);
} else if (JSON.stringify(JSON.parse(before)) !== JSON.stringify(manifest)) {
  console.error("editors/vscode/package.json is behind the server's schema: run `npm run schema`.");
  process.exit(1);
}
