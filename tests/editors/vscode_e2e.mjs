// The VS Code extension against a real server, in the real workbench. `run.sh vscode` prepares it:
//   BOWLINE_SERVER=…/bowline node vscode_e2e.mjs --editors DIR --vsix FILE --sample DIR [--shots DIR] [--light]
// Prints «ok N …» or «not ok N …» for each check and «N passed, N failed» last; exits with 1 on a failure.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { startWorkbench, until } from "./vscode_workbench.mjs";

const { values: options } = parseArgs({ options: {
  editors: { type: "string" },
  vsix: { type: "string" },
  sample: { type: "string" },
  shots: { type: "string" },
  chromium: { type: "string", default: "/usr/bin/chromium" },
  light: { type: "boolean", default: false },
} });
const deadline = 1000 * Number(process.env.BOWLINE_WAIT ?? 120);
const server = process.env.BOWLINE_SERVER;
if (!server) throw new Error("BOWLINE_SERVER is not set");

let passed = 0, failed = 0;
const started = Date.now();
const check = (name, ok, extra = "") => {
  ok ? passed++ : failed++;
  const note = String(extra).replace(/\s+/g, " ").trim().slice(0, 200);
  console.log(`${ok ? "ok" : "not ok"} ${passed + failed} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)${note ? `  # ${note}` : ""}`);
  return ok;
};
const holds = (condition, what, millis = deadline) => until(condition, millis, what).then(() => true, () => false);

const settings = { "workbench.colorTheme": options.light ? "Default Light Modern" : "Default Dark Modern" };
const vs = await startWorkbench({ ...options, server, deadline, settings });
const { page } = vs;
const LIB = "src/lib.rs";
const untouched = vs.read(LIB);

/** Takes a `mut ` away at 1-based line and column of the file in front: an error that only the buffer has. */
async function breakAt(line) {
  await vs.caret(line, 9);
  for (let i = 0; i < 4; i++) await page.keyboard.press("Delete");
}
/** Back to the text on disk, then broken anew. */
async function breakAgain(...lines) {
  await vs.run("File: Revert File");
  for (const line of lines) await breakAt(line);
  await until(async () => !(await vs.text()).includes("let mut total"), deadline, "the buffer is broken");
}
/** What the status bar item shows of a running loop. */
const RUNNING = /reading|trying|checking|deciding/;
const LINE = { total: 7, best: 16, words: 5 };
const review = () => vs.tab("Bowline: ");
const reviewOpen = () => review().first().waitFor().then(() => true, () => false);
const reviewGone = () => holds(async () => (await review().count()) === 0, "the review's tab is gone");
const proposed = () => page.locator(".editor.modified .view-lines").allInnerTexts().then((all) => all.join("\n").replaceAll("\u00a0", " "));
/** Waits until what an element shows has stopped moving. */
const settle = (locator) => locator.evaluate((element) => Promise.allSettled(element.getAnimations({ subtree: true }).map((one) => one.finished))).catch(() => undefined);
const lens = (text) => vs.lens(text).first();

const steps = {
  async attach() {
    await vs.open("lib.rs");
    await vs.shows("pub fn sum");
    check("the status bar item says that the server is ready", await holds(async () => /Bowline/.test(await vs.statusText()), "status"), await vs.statusText());
  },

  async fixAndDiscard() {
    await breakAt(LINE.total);
    await vs.caret(LINE.total + 2, 9);
    await vs.run("Bowline: Fix and Prove at Cursor");
    check("the status bar tells the stage while it runs", await holds(async () => RUNNING.test(await vs.statusText()), "running"), await vs.statusText());
    await vs.shot("vscode-1-running");
    if (!check("a diff opens", await reviewOpen())) return;
    check("it shows the proposed text", await holds(async () => (await proposed()).includes("let mut total"), "proposal"));
    check("each hunk has its lenses", await lens("Skip this hunk").waitFor().then(() => true, () => false), (await vs.lens("").allInnerTexts()).join(" | "));
    check("the evidence stands above it", (await lens(/✓ (checked|proved)/).count()) > 0);
    check("the status bar says what it is worth", await holds(async () => /checked|proved/.test(await vs.statusText()), "verdict"), await vs.statusText());
    await vs.shot("vscode-2-review");
    await vs.titleButton("Discard").click();
    check("Discard closes it", await reviewGone());
    check("and changes nothing", (await vs.text()).includes("let total"));
  },

  async codeActionAndApply() {
    await vs.caret(LINE.total + 2, 9);
    const row = page.locator(".action-widget .monaco-list-row", { hasText: /Fix and prove/i }).first();
    const offered = await holds(async () => {
      await page.keyboard.press("Control+.");
      if (await row.waitFor({ timeout: 3000 }).then(() => true, () => false)) return true;
      await page.keyboard.press("Escape");
      return false;
    }, "the code action is offered");
    if (!check("the code action is offered", offered, offered ? await row.innerText() : "")) return;
    await vs.shot("vscode-3-action");
    await page.keyboard.press("Enter");
    if (!check("a diff opens for it", await reviewOpen())) return;
    await vs.titleButton("Apply").click();
    check("Apply closes the review", await reviewGone());
    check("the buffer holds the fix", await vs.shows("let mut total").then(() => true, () => false));
    check("the file on disk does not change", vs.read(LIB) === untouched);
    await page.keyboard.press("Control+z");
    check("one undo takes it back", await vs.shows("let total").then(() => true, () => false));
  },

  async hunks() {
    await breakAgain(LINE.total, LINE.best);
    await vs.run("Bowline: Fix and Prove This File");
    if (!check("a diff with both hunks opens", await reviewOpen() && await lens("Hunk 2 of 2 accepted").waitFor().then(() => true, () => false))) return;
    await vs.lens("Skip this hunk").nth(1).click();
    check("a click on a lens skips its hunk", await lens("Hunk 2 of 2 skipped").waitFor().then(() => true, () => false));
    check("the count above follows", await lens("Apply 1 of 2").waitFor().then(() => true, () => false));
    await vs.shot("vscode-4-hunks");
    await lens("Accept this hunk").click();
    check("and accepts it again", await lens("Hunk 2 of 2 accepted").waitFor().then(() => true, () => false));
    await vs.lens("Skip this hunk").nth(1).click();
    await lens("Apply 1 of 2").click();
    check("applying closes the review", await reviewGone());
    check("the accepted hunk is in the buffer, the skipped one is not", await vs.shows("let mut total").then(() => true, () => false) && (await vs.text()).includes("let best"));
  },

  async severalFiles() {
    await vs.open("words.rs");
    await vs.shows("pub fn count");
    await breakAt(LINE.words);
    await vs.open("lib.rs");
    await breakAgain(LINE.total);
    await vs.run("Bowline: Fix and Prove the Workspace");
    if (!check("a diff of several files opens", await reviewOpen())) return;
    const both = await holds(async () => { const text = await proposed(); return text.includes("let mut total") && text.includes("let mut words"); }, "both files");
    check("it shows both files", both);
    check("with lenses", await lens("Skip this hunk").waitFor().then(() => true, () => false), (await vs.lens("").allInnerTexts()).join(" | "));
    await vs.shot("vscode-5-files");
    await vs.titleButton("Apply").click();
    check("Apply closes it", await reviewGone());
    await vs.open("lib.rs");
    const inLib = await vs.shows("let mut total").then(() => true, () => false);
    await vs.open("words.rs");
    check("both buffers hold the fix", inLib && await vs.shows("let mut words").then(() => true, () => false));
    check("neither file is written", vs.read(LIB) === untouched && vs.read("src/words.rs").includes("let mut words"));
    await vs.run("File: Revert File");
  },

  async report() {
    await vs.run("Bowline: Show Report");
    check("the report opens as a rendered document", await vs.tab("Preview").first().waitFor().then(() => true, () => false), await vs.tab("Preview").allInnerTexts());
    const body = page.frameLocator("iframe.webview").last().frameLocator("iframe").locator("body");
    let text = "";
    const said = await holds(async () => /check/.test((text = await body.innerText({ timeout: 1000 }).catch(() => ""))), "the report's text");
    check("and says what ran", said, text);
    await vs.shot("vscode-6-report");
    await vs.run("View: Close Editor");
    await vs.open("lib.rs");
  },

  async drift() {
    await breakAgain(LINE.total);
    await vs.caret(LINE.total + 2, 9);
    await vs.run("Bowline: Fix and Prove at Cursor");
    if (!check("a review is open before the person types", await reviewOpen())) return;
    await vs.open("lib.rs");
    await vs.caret(LINE.total, 9);
    await page.keyboard.press("Shift+End");
    await page.keyboard.type("sum_so_far = 7; let total = sum_so_far;");
    await vs.run("Bowline: Apply the Accepted Hunks");
    const toast = page.locator(".notification-toast", { hasText: "Bowline" }).first();
    check("an edit under which the person typed is not forced, and says so", await toast.waitFor().then(() => true, () => false), await toast.innerText().catch(() => ""));
    await settle(toast);
    await vs.shot("vscode-7-stale");
    check("what was typed stands", (await vs.text()).includes("let sum_so_far = 7; let total = sum_so_far;"));
    await vs.run("Notifications: Clear All Notifications");
    await vs.run("Bowline: Discard the Proposed Edit");
    check("the review can be discarded from the palette", await reviewGone());
  },

  async stop() {
    await breakAgain(LINE.total);
    await vs.run("Bowline: Fix and Prove the Workspace");
    await until(async () => RUNNING.test(await vs.statusText()), deadline, "the loop runs");
    await vs.statusItem().first().click();
    check("a click on the status bar item stops the loop", await holds(async () => /no edit/.test(await vs.statusText()), "stopped"), await vs.statusText());
    check("no review opens for it", (await review().count()) === 0);
  },

  async history() {
    await vs.run("Bowline: Show History");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    check("the history lists the loops", await holds(async () => (await rows.count()) >= 4, "rows"), (await rows.allInnerTexts()).join(" | "));
    await vs.shot("vscode-8-history");
    await page.keyboard.press("Escape");
  },

  async missingBinary() {
    vs.setServer(path.join(vs.scratch, "nothing-here"));
    const toast = vs.notification("Bowline cannot start");
    check("a binary that is missing is named, with a way out", await toast.waitFor().then(() => true, () => false) && await toast.getByRole("button", { name: "Choose the Binary" }).count() > 0,
      await toast.innerText().catch(() => ""));
    check("the status bar item says so", await holds(async () => (await vs.statusItem().first().getAttribute("aria-label").catch(() => ""))?.includes("did not start") || /did not start/.test(await vs.statusItem().innerHTML()), "missing"));
    await settle(toast);
    await vs.shot("vscode-9-missing");
    await vs.run("Notifications: Clear All Notifications");
    vs.setServer(server);
    check("naming a good one brings it back", await holds(async () => !/did not start/.test(await vs.statusItem().innerHTML()), "ready"));
  },

  async disk() {
    check("nothing of all this was written", vs.read(LIB) === untouched && fs.readdirSync(vs.folder).sort().join() === fs.readdirSync(options.sample).sort().join());
    await vs.open("lib.rs");
    await page.keyboard.press("Control+s");
    check("saving is what writes", await holds(async () => vs.read(LIB) !== untouched, "saved", 10000));
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
  } catch (error) {
    check(`${name} runs to its end`, false, error);
    await page.screenshot({ path: path.join(options.shots ?? vs.scratch, `failure-${name}.png`) }).catch(() => undefined);
    await page.keyboard.press("Escape").catch(() => undefined);
  }
}
vs.keep = failed > 0;
await vs.stop();
if (failed > 0) console.log(`kept for a look: ${vs.scratch}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
