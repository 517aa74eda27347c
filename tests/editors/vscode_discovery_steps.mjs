// Steps of the VS Code suite: how a person finds what there is. Hover, walkthrough, and the view of loops by keyboard alone; and a
// window with two folders. They are run by `vscode_e2e.mjs`, with what it hands over.
import { startWorkbench, until } from "./vscode_workbench.mjs";

/** The steps, by name. */
export function discoverySteps({ vs, check, holds, visible, loopRow, reviewOpen, reviewGone, breakAgain, deadline, LINE }) {
  const { page } = vs;
  return {
    async hover() {
      await vs.open("lib.rs");
      await breakAgain(LINE.total);
      await vs.caret(LINE.total + 2, 9);
      await vs.run("Bowline: Fix and Prove at Cursor");
      if (!check("a loop ends with a review", await reviewOpen())) return;
      await vs.titleButton("Discard").click();
      await reviewGone();
      await vs.open("lib.rs");
      await vs.caret(LINE.total + 2, 9);
      await vs.run("Show or Focus Hover");
      const hover = page.locator(".monaco-hover", { hasText: "Bowline" }).first();
      // A fix that is ready for the same error by then is what the loops know best.
      check("a hover on the error says what the loops know of it, with a link to the report", await visible(hover) && /discarded|opens its review/.test(await hover.innerText()) && (await hover.locator("a", { hasText: "Report" }).count()) > 0, await hover.innerText().catch(() => ""));
      await page.keyboard.press("Escape");
    },

    async keyboard() {
      await vs.open("lib.rs");
      await breakAgain(LINE.total);
      await vs.run("Bowline: Fix and Prove This File");
      if (!check("a review is open", await reviewOpen())) return;
      await vs.run("View: Close Editor");
      await reviewGone();
      const waits = loopRow(/fix src\/lib.rs.*waits for review/);
      const focus = async () => {
        await vs.focusLoops();
        await waits.waitFor();
        // The list may be drawn anew between two keys.
        await until(async () => {
          if (/focused/.test((await waits.getAttribute("class")) ?? "")) return true;
          await page.keyboard.press("ArrowDown");
          return false;
        }, deadline, "the row has the focus");
      };
      await focus();
      await page.keyboard.press("Enter");
      check("by keyboard alone, Enter in the view of loops opens the review that waits", await reviewOpen());
      await vs.run("View: Close Editor");
      await reviewGone();
      await focus();
      await page.keyboard.press("Shift+F10");
      await vs.pickFromMenu("Discard the Edit of This Loop");
      check("and its menu has what else can be done with it", await holds(async () => (await page.getByRole("treeitem", { name: /fix src\/lib.rs.*waits for review/ }).count()) === 0, "discarded"));
      await vs.open("lib.rs");
      await vs.run("File: Revert File");
    },

    async walkthrough() {
      await vs.run("Welcome: Open Walkthrough...");
      await vs.pick("Fix and prove Rust errors");
      const step = page.locator(".getting-started-step", { hasText: "See that everything is there" }).first();
      check("the walkthrough begins with what is needed", await visible(step));
      const steps = await page.locator(".getting-started-step .step-title").allInnerTexts();
      check("and goes on to a fix, its review and the record", steps.length === 4, steps.join(" | "));
      await vs.shot("vscode-17-walkthrough");
      await vs.run("View: Close Editor");
    },
  };
}

const SECOND = {
  "Cargo.toml": '[package]\nname = "second"\nversion = "0.1.0"\nedition = "2021"\npublish = false\n\n[workspace]\n',
  "src/lib.rs": "pub mod only_here;\n",
  "src/only_here.rs": "//! In the second folder alone.\n\npub fn twice(text: &str) -> String {\n    let doubled = String::new();\n    doubled.push_str(text);\n    doubled.push_str(text);\n    doubled\n}\n",
};

/** A window with two folders: one server, and loops that stay in the folder of the file in front. */
export async function twoFolders({ options, server, deadline, check, holds }) {
  const vs = await startWorkbench({ ...options, server, deadline, second: SECOND, settings: {} });
  try {
    const proposed = () => vs.page.locator(".editor.modified .view-lines").allInnerTexts().then((all) => all.join("\n").replaceAll("\u00a0", " "));
    const reviewOf = async (name, wanted) => check(name, await holds(async () => (await proposed()).includes(wanted), name));
    const drop = async () => {
      await vs.titleButton("Discard").click();
      await until(async () => (await vs.tab("Bowline: ").count()) === 0, deadline, "the review is gone");
    };
    await vs.open("only_here.rs");
    await vs.shows("let doubled");
    await until(async () => /is ready/.test(await vs.statusLabel()), deadline, "the server is ready");
    await vs.run("Bowline: Fix and Prove the Workspace");
    await reviewOf("of two folders, the workspace of the file in front is fixed", "let mut doubled");
    check("by one server for both", vs.serverProcesses().length === 1);
    await drop();
    await vs.open("words.rs");
    await vs.caret(5, 9);
    for (let i = 0; i < 4; i++) await vs.page.keyboard.press("Delete");
    await vs.run("Bowline: Fix and Prove the Workspace");
    await reviewOf("and then that of the other", "let mut words");
    check("without the first one's errors", !(await proposed()).includes("doubled"));
    await drop();
  } catch (error) {
    check("the two folders run to their end", false, error);
    await vs.page.screenshot({ path: `${options.shots ?? "/tmp"}/failure-folders.png` }).catch(() => undefined);
  }
  await vs.stop();
}
