// Packs the extension.
//
//   npm run package                                                     bowline.vsix, without a server
//   BOWLINE_BINARY=path/to/bowline npm run package -- --target linux-x64 bowline-linux-x64.vsix, with it
//
// The binary lies in `server/` while it is packed, where the extension looks for it, and is taken away again.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({ options: { target: { type: "string" } } });
const root = fileURLToPath(new URL("..", import.meta.url));
const binary = process.env.BOWLINE_BINARY;
const folder = `${root}server`;

if (options.target === undefined && binary) {
  console.error("a package with a binary is for one platform: name it with --target, such as linux-x64.");
  process.exit(1);
}
if (binary && !existsSync(binary)) {
  console.error(`BOWLINE_BINARY names no file: ${binary}`);
  process.exit(1);
}
const out = options.target === undefined ? "bowline.vsix" : `bowline-${options.target}.vsix`;
const target = options.target === undefined ? [] : ["--target", options.target];
try {
  if (binary) {
    mkdirSync(folder, { recursive: true });
    const inside = `${folder}/${options.target.startsWith("win32") ? "bowline.exe" : "bowline"}`;
    copyFileSync(binary, inside);
    chmodSync(inside, 0o755);
  }
  execFileSync("npx", ["vsce", "package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", out, ...target], { cwd: root, stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
