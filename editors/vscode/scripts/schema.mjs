// Rewrites `contributes.configuration` in package.json from the one schema the server holds.
//
//   BOWLINE_SERVER=path/to/bowline npm run schema            writes
//   BOWLINE_SERVER=path/to/bowline npm run schema -- --check fails when package.json is behind
//
// `bowline schema --vscode` prints either the whole `contributes.configuration` object or its `properties`.
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
const fromServer = printed.properties ?? printed;
// A repository's settings file must not loosen what the person allowed, so every setting is the person's alone: of the
// application, or of the machine where it names a path.
const scopeOf = (key) => (key === "bowline.log.file" ? "machine" : "application");
const scoped = Object.entries(fromServer).map(([key, value]) => [key, { ...value, scope: scopeOf(key) }]);
const properties = Object.fromEntries([...scoped, ...Object.entries(clientOnly)].sort(([a], [b]) => (a < b ? -1 : 1)));

const before = readFileSync(manifestFile, "utf8");
const manifest = JSON.parse(before);
manifest.contributes.configuration = { title: "Bowline", properties };
const after = `${JSON.stringify(manifest, null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(manifestFile, after);
} else if (JSON.stringify(JSON.parse(before)) !== JSON.stringify(manifest)) {
  console.error("editors/vscode/package.json is behind the server's schema: run `npm run schema`.");
  process.exit(1);
}
