// The VS Code extension against a real server, in the real workbench. `run.sh vscode` prepares it:
//   BOWLINE_SERVER=…/bowline node vscode_e2e.mjs --editors DIR --vsix FILE --sample DIR [--shots DIR] [--light] [--only STEP,STEP]
// Prints «ok N …» or «not ok N …» for each check and «N passed, N failed» last; exits with 1 on a failure.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { discoverySteps, twoFolders } from "./vscode_discovery_steps.mjs";
import { meanwhileSteps } from "./vscode_meanwhile_steps.mjs";
import { modelSteps } from "./vscode_model_steps.mjs";
import { testSteps } from "./vscode_tests_steps.mjs";
import { OLD_SERVER, startWorkbench, until } from "./vscode_workbench.mjs";

const { values: options } = parseArgs({ options: {
  editors: { type: "string" },
  vsix: { type: "string" },
  sample: { type: "string" },
  shots: { type: "string" },
  chromium: { type: "string", default: "/usr/bin/chromium" },
  only: { type: "string" },
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
const visible = (locator) => locator.waitFor().then(() => true, () => false);
/** Opens the menu of code actions until one with this title is in it. */
async function offered(name, title) {
  const row = page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
  const is = await holds(async () => {
    await page.keyboard.press("Control+.");
    if (await row.waitFor({ timeout: 3000 }).then(() => true, () => false)) return true;
    await page.keyboard.press("Escape");
    return false;
  }, name);
  return check(name, is, is ? await row.innerText() : "");
}
/** The rows of a pick list, once the one with this title is open: the palette's own rows are there a moment longer. */
async function pickList(title) {
  await page.locator(".quick-input-widget .quick-input-title", { hasText: title }).waitFor();
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await rows.first().waitFor();
  return rows;
}
/** The rows of the view of loops, by what a screen reader says. */
const loopRow = (name) => page.getByRole("treeitem", { name }).first();
const TWO_WAYS = "pub mod metric {\n    pub struct Length(pub u32);\n}\n\npub mod imperial {\n    pub struct Length(pub u32);\n}\n\npub fn none() -> u32 {\n    Length(0).0\n}\n";
/** What the steps in other files work with. */
const hands = { vs, check, holds, visible, lens, loopRow, offered, pickList, proposed, reviewOpen, reviewGone, breakAgain, deadline, untouched, options, LIB, LINE };

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
    // The fix may be ready by now: its title says so then.
    if (!(await offered("the code action is offered", /Fix and prove|✓ checked/i))) return;
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
    await vs.wideShot("vscode-4-hunks");
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
    await vs.held(async () => {
      await vs.run("Bowline: Fix and Prove the Workspace");
      await until(async () => RUNNING.test(await vs.statusText()), deadline, "the loop runs");
      await vs.statusItem().first().click();
      check("a click on the status bar item stops the loop", await holds(async () => /no edit/.test(await vs.statusText()), "stopped"), await vs.statusText());
    });
    check("no review opens for it", (await review().count()) === 0);
  },

  async history() {
    await vs.run("Bowline: Show History");
    const rows = await pickList("Bowline: History");
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

  // From here on the project is changed on disk: it has one error, which was just saved.
  async ready() {
    await vs.caret(LINE.total + 2, 9);
    if (!(await offered("after a save the code action says that the fix is checked, and no more than that", /✓ checked: /))) return;
    await vs.shot("vscode-10-ready");
    await page.keyboard.press("Enter");
    check("its review opens", await reviewOpen() && await holds(async () => (await proposed()).includes("let mut total"), "proposal"));
    await vs.titleButton("Apply").click();
    check("and is applied like any other", await reviewGone() && await vs.shows("let mut total").then(() => true, () => false));
    await page.keyboard.press("Control+s");
    await until(() => vs.read(LIB).includes("let mut total"), deadline, "saved");
  },

  async liveDiagnostics() {
    const squiggle = page.locator(".squiggly-error");
    vs.setServer(server, { "bowline.background.diagnostics": true, "bowline.background.after_typing": true, "bowline.background.fixes": false });
    await breakAt(LINE.total);
    check("where asked for, the borrow checker speaks of unsaved text", await visible(squiggle.first()));
    check("a change of settings keeps the server", vs.serverProcesses().length === 1);
    await vs.caret(LINE.total, 9);
    await page.keyboard.type("mut ");
    check("the next keystroke withdraws it", await holds(async () => (await squiggle.count()) === 0, "withdrawn"));
    await page.keyboard.press("Control+s");
    vs.setServer(server);
  },

  // Before the next step leaves an error in the other file.
  ...testSteps(hands),
  ...meanwhileSteps(hands),
  ...discoverySteps(hands),

  async others() {
    fs.writeFileSync(path.join(vs.folder, "src/words.rs"), TWO_WAYS);
    await vs.open("words.rs");
    await vs.run("File: Revert File");
    await vs.shows("pub mod imperial");
    await vs.caret(10, 6);
    await vs.run("Bowline: Fix and Prove at Cursor");
    if (!check("an error that two edits mend has a review", await reviewOpen())) return;
    check("a lens counts the other fix", await visible(lens(/1 other fix/)));
    await vs.shot("vscode-11-other");
    const first = await proposed();
    await vs.run("Bowline: Show Another Fix of the Same Error");
    const rows = await pickList("Bowline: Other Fixes");
    check("they can be picked from a list, each with its worth", await holds(async () => /checked|proved/.test((await rows.allInnerTexts()).join(" ")), "rows"), (await rows.allInnerTexts()).join(" | "));
    await page.keyboard.press("Enter");
    check("picking one opens another edit", await holds(async () => { const now = await proposed(); return now.includes("use ") && now !== first; }, "other"));
    await vs.titleButton("Discard").click();
    await vs.run("Bowline: Discard the Proposed Edit");
    check("both can be dropped", await reviewGone());
  },

  async loops() {
    await vs.focusLoops();
    check("the view lists the loops, each with a label that says what it is", await visible(loopRow(/no edit, began/)), await loopRow(/began/).getAttribute("aria-label").catch(() => ""));
    await vs.shot("vscode-12-loops");
    await vs.run("Bowline: Ask an Earlier Loop's Question Again");
    await pickList("Bowline: History");
    await page.keyboard.type("fix the workspace");
    await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "fix the workspace" }).waitFor();
    await page.keyboard.press("Enter");
    check("an earlier question is asked again", await reviewOpen());
    await vs.focusLoops();
    check("and its loop waits in the view", await visible(loopRow(/fix the workspace.*waits for review/)));
    await vs.titleButton("Discard").click();
    check("until it is decided", await reviewGone() && await holds(async () => (await page.getByRole("treeitem", { name: /fix the workspace.*waits for review/ }).count()) === 0, "decided"));
    await vs.run("Bowline: Replay an Earlier Loop");
    await pickList("Bowline: History");
    await page.keyboard.press("Enter");
    check("an earlier record is stepped through again", await visible(vs.notification("every effect is as recorded")));
    await vs.run("Notifications: Clear All Notifications");
    await vs.held(async () => {
      await vs.run("Bowline: Fix and Prove the Workspace");
      await vs.focusLoops();
      const running = loopRow(/(reading|trying|checking|deciding|running).*began/);
      check("a loop that runs is in the view", await visible(running));
      await running.click();
      await running.locator("[aria-label^='Stop the Running Loop']").click();
      check("and can be stopped there", await holds(async () => /no edit/.test(await vs.statusText()), "stopped"), await vs.statusText());
    });
  },

  async doctor() {
    await vs.run("Bowline: Run Doctor");
    check("the doctor's words open as a document", await visible(vs.tab("doctor").first()));
    await vs.run("View: Close Editor");
  },

  async crash() {
    const [old] = vs.serverProcesses();
    process.kill(old, "SIGKILL");
    check("a server that dies is started again", await holds(async () => vs.serverProcesses().some((one) => one !== old), "another process"));
    await vs.open("words.rs");
    await vs.caret(10, 6);
    check("and works", await holds(async () => /Bowline/.test(await vs.statusText()) && !RUNNING.test(await vs.statusText()), "ready"), await vs.statusText());
    await vs.run("Bowline: Fix and Prove at Cursor");
    check("as before", await reviewOpen());
    await vs.titleButton("Discard").click();
    await reviewGone();
  },

  async tooOld() {
    const old = path.join(vs.scratch, "old-bowline");
    fs.writeFileSync(old, OLD_SERVER, { mode: 0o755 });
    vs.setServer(old);
    const toast = vs.notification("too old");
    check("a server that is too old is named, with a way out", await visible(toast) && await toast.getByRole("button", { name: "Choose the Binary" }).count() > 0, await toast.innerText().catch(() => ""));
    await vs.run("Notifications: Clear All Notifications");
    vs.setServer(server);
    check("naming a good one brings it back", await holds(async () => vs.serverProcesses().length === 1, "ready"));
  },

  // Last, for its server is another one, with a model.
  ...modelSteps(hands),
};

const wanted = options.only?.split(",");
for (const [name, step] of Object.entries(steps).filter(([name]) => wanted === undefined || wanted.includes(name))) {
  try {
    await step();
  } catch (error) {
    check(`${name} runs to its end`, false, error);
    await page.screenshot({ path: path.join(options.shots ?? vs.scratch, `failure-${name}.png`) }).catch(() => undefined);
    await page.keyboard.press("Escape").catch(() => undefined);
  }
}
const commands = JSON.parse(fs.readFileSync(new URL("../../editors/vscode/package.json", import.meta.url), "utf8")).contributes.commands;
const idle = commands.map((one) => `${one.category}: ${one.title}`).filter((one) => !vs.ran.has(one));
if (!options.only) check("every command of the palette and of the views was run", idle.length === 0, idle.join(", "));
vs.keep = failed > 0;
await vs.stop();

/** A workbench in which the folder is not trusted: nothing of ours may run. */
async function untrusted() {
  const other = await startWorkbench({ ...options, server, deadline, trust: true, settings: { ...settings, "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "always" } });
  try {
    await other.open("lib.rs");
    await other.shows("pub fn sum");
    const banner = other.page.getByText(/Restricted Mode/).first();
    check("a folder that nobody trusts is opened in restricted mode", await visible(banner));
    check("no server runs in it, and nothing of Bowline shows", other.serverProcesses().length === 0 && (await other.statusItem().count()) === 0);
    await other.run("Workspaces: Manage Workspace Trust");
    await other.page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ }).first().click();
    check("trusting it starts the server", await holds(async () => other.serverProcesses().length === 1 && (await other.statusItem().count()) === 1, "trusted"));
  } catch (error) {
    check("the untrusted workspace runs to its end", false, error);
    await other.page.screenshot({ path: path.join(options.shots ?? "/tmp", "failure-untrusted.png") }).catch(() => undefined);
  }
  await other.stop();
}
if (!options.only) await untrusted();
if (!options.only || wanted.includes("folders")) await twoFolders({ options, server, deadline, check, holds });
if (failed > 0) console.log(`kept for a look: ${vs.scratch}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
