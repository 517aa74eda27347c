// A real VS Code workbench (code-server) in Chromium: starting it on a scratch copy of a project, and the moves a person makes.
// What is checked is in `vscode_e2e.mjs`.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "files.autoSave": "off",
  "files.hotExit": "off",
  "editor.stickyScroll.enabled": false, // it covers lines
  "editor.minimap.enabled": false,
  "git.openRepositoryInParentFolders": "never",
};
const CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

/** A server that answers as one did before there was a protocol number. */
export const OLD_SERVER = `#!${process.execPath}
if (process.argv[2] === "--version") { console.log("bowline 0.0.1"); process.exit(0); }
let input = "";
process.stdin.on("data", (data) => {
  for (input += data; ; ) {
    const head = /Content-Length: (\\d+)/.exec(input), from = input.indexOf("\\r\\n\\r\\n") + 4;
    if (!head || from < 4) return;
    const length = Number(head[1]);
    if (input.length < from + length) return;
    const message = JSON.parse(input.slice(from, from + length));
    input = input.slice(from + length);
    if (message.method === "exit") process.exit(0);
    if (message.id === undefined) continue;
    const answer = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: message.method === "initialize" ? { capabilities: {} } : null });
    process.stdout.write("Content-Length: " + answer.length + "\\r\\n\\r\\n" + answer);
  }
});
`;

/** Starts everything. `options`: editors, vsix, sample, shots?, server (the binary), deadline (ms), trust? (it is asked for), second?
 * (files of another folder beside the sample, by name). */
export async function startWorkbench(options) {
  const workbench = new Workbench(options);
  try {
    await workbench.start();
    return workbench;
  } catch (error) {
    await workbench.stop();
    throw error;
  }
}

class Workbench {
  constructor(options) {
    Object.assign(this, options);
    this.scratch = fs.mkdtempSync(path.join(os.tmpdir(), "bowline-vscode-"));
    this.folder = path.join(this.scratch, "sample");
    this.profile = path.join(this.scratch, "profile");
    this.ran = new Set();
  }

  async start() {
    fs.cpSync(this.sample, this.folder, { recursive: true, preserveTimestamps: true });
    for (const name of ["User", "Machine"]) fs.mkdirSync(path.join(this.profile, name), { recursive: true });
    fs.writeFileSync(path.join(this.profile, "User", "settings.json"), JSON.stringify({ ...SETTINGS, ...this.settings }));
    if (this.shots) fs.mkdirSync(this.shots, { recursive: true });
    this.setServer(this.server);
    this.logFile = path.join(this.scratch, "code-server.log");
    const node = path.join(this.editors, "node/bin/node");
    const base = [path.join(this.editors, "code-server/node_modules/code-server/out/node/entry.js"),
      "--user-data-dir", this.profile, "--extensions-dir", path.join(this.scratch, "extensions")];
    const env = this.environment();
    const installed = spawnSync(node, [...base, "--install-extension", this.vsix], { env, encoding: "utf8" });
    if (installed.status !== 0) throw new Error(`the VSIX does not install: ${installed.stdout}${installed.stderr}`);
    const port = await freePort();
    this.process = spawn(node, [...base, "--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-telemetry",
      "--disable-update-check", ...(this.trust ? [] : ["--disable-workspace-trust"])], { env, stdio: ["ignore", fs.openSync(this.logFile, "w"), fs.openSync(this.logFile, "a")] });
    await this.openPage(`http://127.0.0.1:${port}`);
  }

  /** A home of its own, while cargo keeps the real one's toolchains and registry. */
  environment() {
    const home = process.env.HOME ?? os.homedir();
    const env = { ...process.env, HOME: this.scratch, CARGO_HOME: process.env.CARGO_HOME ?? path.join(home, ".cargo"), RUSTUP_HOME: process.env.RUSTUP_HOME ?? path.join(home, ".rustup") };
    for (const key of ["BOWLINE_SERVER", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"]) delete env[key];
    return env;
  }

  async openPage(url) {
    const { chromium } = createRequire(path.join(this.editors, "playwright", "x.js"))("playwright-core");
    await until(async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok, 30000, "code-server answers");
    this.browser = await chromium.launch({ executablePath: this.chromium, headless: true, args: CHROMIUM_FLAGS });
    this.page = await this.browser.newPage({ viewport: { width: 1400, height: 850 } });
    this.page.setDefaultTimeout(this.deadline);
    const opened = this.second ? `workspace=${encodeURIComponent(this.writeFolders())}` : `folder=${encodeURIComponent(this.folder)}`;
    await this.page.goto(`${url}/?${opened}`, { waitUntil: "domcontentloaded" });
    await this.page.waitForSelector(".monaco-workbench .part.editor");
  }

  /** Writes the other folder and a workspace of both; gives the workspace's file. */
  writeFolders() {
    const other = path.join(this.scratch, "second");
    for (const [name, text] of Object.entries(this.second)) {
      fs.mkdirSync(path.dirname(path.join(other, name)), { recursive: true });
      fs.writeFileSync(path.join(other, name), text);
    }
    const file = path.join(this.scratch, "both.code-workspace");
    fs.writeFileSync(file, JSON.stringify({ folders: [{ path: this.folder }, { path: other }] }));
    return file;
  }

  async stop() {
    await this.browser?.close();
    if (this.process && this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      await gone;
    }
    if (!this.keep) fs.rmSync(this.scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Names the server's binary in the settings of the machine: code-server is a remote, whose paths are its own. */
  setServer(binary, more = {}) {
    fs.writeFileSync(path.join(this.profile, "Machine", "settings.json"), JSON.stringify({ "bowline.server.path": binary, ...more }));
  }

  /** The person's own cargo in the project, with a target directory of its own. */
  cargo(...args) {
    const env = { ...this.environment(), CARGO_TARGET_DIR: path.join(this.scratch, "target") };
    return spawnSync("cargo", args, { cwd: this.folder, env, encoding: "utf8" });
  }

  /** The processes of the extension's server: those of our binary below code-server's own process. */
  serverProcesses() {
    return this.processes((program, verb) => program === this.server && verb === "lsp");
  }

  /** The processes below code-server's own, of which the beginning of the command line fits. */
  processes(fits) {
    const all = spawnSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).stdout.split("\n").map((line) => line.trim().split(/\s+/));
    const parents = new Map(all.map(([pid, parent]) => [pid, parent]));
    const isOurs = (pid) => pid !== undefined && pid !== "0" && (pid === String(this.process.pid) || isOurs(parents.get(pid)));
    return all.filter(([pid, , program, verb]) => program !== undefined && fits(program, verb) && isOurs(pid)).map(([pid]) => Number(pid));
  }

  shot(name) {
    return this.shots ? this.page.screenshot({ path: path.join(this.shots, `${name}.png`) }) : undefined;
  }

  /** The same without the side bar, so that both sides of a diff have room. */
  async wideShot(name) {
    if (!this.shots) return;
    await this.run("View: Toggle Primary Side Bar Visibility");
    await this.page.locator(".part.sidebar").waitFor({ state: "hidden" });
    await this.shot(name);
    await this.run("View: Toggle Primary Side Bar Visibility");
    await this.page.locator(".part.sidebar").waitFor();
  }

  read(name) {
    return fs.readFileSync(path.join(this.folder, name), "utf8");
  }

  /** Keeps every check of the sample from ending while the body runs; see the sample's build script. */
  async held(body) {
    const say = (word) => fs.writeFileSync(path.join(this.folder, "hold"), `${word}\n`);
    say("yes");
    try {
      return await body();
    } finally {
      say("no");
    }
  }

  /** Runs a command of the palette by its title. */
  async run(title) {
    this.ran.add(title);
    await until(async () => {
      await this.quickInput("F1", `>${title}`);
      return this.pick(title, { timeout: 10000 }).then(() => true, () => false);
    }, this.deadline, `the command «${title}»`);
  }

  /** Opens a file by name through «go to file». */
  async open(name) {
    const input = await this.quickInput("Control+p", name);
    const tab = this.page.locator(".tabs-container .tab.active", { hasText: path.basename(name) });
    // A click is lost on a row that the list replaces at that moment; the input stays open then.
    do await this.pick(path.basename(name));
    while (!(await input.waitFor({ state: "hidden", timeout: 5000 }).then(() => true, () => false)));
    // The tab of before stays active for a moment, and keys would go to its editor.
    await tab.waitFor();
    await this.page.locator(".editor-instance .monaco-editor .view-lines:visible").first().waitFor();
  }

  /** Takes the row of the quick input with exactly this name: Enter would take whichever is first while the list still filters. */
  pick(name, options) {
    const exactly = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
    return this.page.locator(".quick-input-list .monaco-list-row", { has: this.page.locator(".label-name", { hasText: exactly }) }).first().click(options);
  }

  /** Puts the caret at `line:column`, 1-based; by keyboard, for a click meets whatever floats over the text. */
  async caret(line, column) {
    const input = await this.quickInput("Control+g", `:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** A key that opens the quick input, and a text into it; once more where a view took the focus, and closed it, at that moment. */
  async quickInput(key, text) {
    const input = this.page.locator(".quick-input-widget input").first();
    for (let i = 0; i < 8; i++) {
      await this.page.keyboard.press(key);
      const isOpen = await input.waitFor({ timeout: 4000 }).then(() => true, () => false);
      if (isOpen && (await input.fill(text, { timeout: 4000 }).then(() => true, () => false))) return input;
    }
    throw new Error(`${key} opens no quick input`);
  }

  /** Puts the focus on the newest row of the view of loops: a row that is scrolled away is not there. */
  async focusLoops() {
    const isIn = () => this.page.evaluate(() => document.activeElement?.closest(".monaco-list") !== null);
    // The first time the view is only opened by it.
    do await this.run("Explorer: Focus on Bowline Loops View");
    while (!(await until(isIn, 3000, "focus").then(() => true, () => false)));
    await this.page.keyboard.press("Home");
  }

  /** Takes an entry of the menu that is open, by keyboard: a click right behind the one that opened it is not heard. */
  async pickFromMenu(title) {
    const entries = this.page.locator(".monaco-menu .action-item");
    await entries.first().waitFor();
    const focused = this.page.locator(".monaco-menu .action-item.focused", { hasText: title });
    await until(async () => {
      if ((await focused.count()) > 0) return true;
      await this.page.keyboard.press("ArrowDown");
      return false;
    }, this.deadline, `«${title}» in the menu`);
    await this.page.keyboard.press("Enter");
    await entries.first().waitFor({ state: "hidden" });
  }

  tab(name) {
    return this.page.locator(".tabs-container .tab", { hasText: name });
  }

  /** The text of the active group's editor; of a diff, that of the proposed side. */
  async text() {
    const all = await this.page.locator(".part.editor .editor-instance .monaco-editor .view-lines").allInnerTexts();
    return all.join("\n").replaceAll("\u00a0", " ");
  }

  /** Waits for a condition on the shown text. */
  shows(wanted) {
    return until(async () => (await this.text()).includes(wanted), this.deadline, `the editor shows «${wanted}»`);
  }

  lens(title) {
    return this.page.locator(".codelens-decoration a, .codelens-decoration span", { hasText: title });
  }

  /** A button of the editor's title bar. */
  titleButton(title) {
    return this.page.locator(".editor-actions .action-label, .title-actions .action-label").and(this.page.locator(`[aria-label^="${title}"]`)).first();
  }

  statusItem() {
    return this.page.locator(".statusbar-item[id*='bowline.status']");
  }

  statusText() {
    return this.statusItem().first().innerText().then((text) => text.replace(/\s+/g, " ").trim(), () => "");
  }

  /** What a screen reader says of the status bar item. */
  statusLabel() {
    return this.statusItem().first().locator("a").first().getAttribute("aria-label").then((text) => text ?? "", () => "");
  }

  notification(text) {
    return this.page.locator(".notification-toast", { hasText: text });
  }
}

/** Waits until a condition holds; there is no fixed wait anywhere. */
export async function until(condition, deadline, what) {
  const end = Date.now() + deadline;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${deadline / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
