// Steps of the VS Code suite: proposals rewritten by hand, failing tests from lens to green, and the rest of the palette. They are
// run by `vscode_e2e.mjs`, with what it hands over.
import fs from "node:fs";
import path from "node:path";
import { until } from "./vscode_workbench.mjs";

/** The steps, by name. */
export function testSteps({ vs, check, holds, visible, lens, loopRow, proposed, reviewOpen, reviewGone, breakAgain, deadline, untouched, LIB, LINE }) {
  const { page } = vs;
  return {
    async editInPlace() {
      fs.writeFileSync(path.join(vs.folder, LIB), untouched);
      await vs.open("lib.rs");
      await breakAgain(LINE.total);
      await vs.run("Bowline: Fix and Prove This File");
      if (!check("a review to be changed by hand is open", await reviewOpen() && await visible(lens("Hunk 1 of 1 accepted")))) return;
      const rewrite = async (to) => {
        await page.locator(".editor.modified .view-line", { hasText: "let" }).first().waitFor();
        await page.locator(".editor.modified textarea, .editor.modified .native-edit-context").first().focus();
        await vs.caret(LINE.total, 5);
        await page.keyboard.press("Shift+End");
        await page.keyboard.type(to);
      };
      await rewrite('let mut total = "no number";');
      check("the proposed text can be changed in place", await holds(async () => (await proposed()).includes("no number"), "typed"), await proposed());
      check("and is said to be unproved then", await visible(lens("Rewritten by you, not proved yet")) && await visible(lens("Apply as Rewritten")));
      await vs.shot("vscode-13-rewritten");
      await lens("Apply as Rewritten").click();
      const toast = vs.notification("does not hold").or(vs.notification("clears nothing")).first();
      check("what does not hold is not applied", await visible(toast), await toast.innerText().catch(() => ""));
      await vs.run("Notifications: Clear All Notifications");
      await vs.run("Bowline: Back to the Proposed Text");
      check("the proposed text can be had back", await visible(lens("Hunk 1 of 1 accepted")));
      await rewrite("let mut total = 0_i32; // by hand");
      await visible(lens("Apply as Rewritten"));
      await vs.run("Bowline: Apply the Accepted Hunks");
      check("a change that holds is proved and applied", await reviewGone());
      await vs.open("lib.rs");
      check("as the person wrote it", await vs.shows("0_i32; // by hand").then(() => true, () => false));
      check("and nothing is written", vs.read(LIB) === untouched);
      await vs.run("File: Revert File");
    },

    async failingTests() {
      const cargoTest = () => vs.cargo("test", "--offline", "--test", "totals");
      fs.writeFileSync(path.join(vs.folder, LIB), untouched.replace("total += number", "total -= number"));
      await vs.open("lib.rs");
      await vs.run("File: Revert File");
      await vs.shows("total -= number");
      const before = cargoTest();
      check("the person's own cargo test is red", before.status !== 0 && before.stdout.includes("all_numbers_are_summed ... FAILED"), before.stdout);
      await vs.open("totals.rs");
      const make = vs.lens("make this test pass");
      check("over each test stands a lens", await holds(async () => (await make.count()) === 2, "lenses"), (await vs.lens("").allInnerTexts()).join(" | "));
      await vs.shot("vscode-14-tests");
      await make.first().click();
      if (!check("it starts a loop, and a review opens", await reviewOpen() && await holds(async () => (await proposed()).includes("total += number"), "proposal"))) return;
      check("the evidence tells of the tests", await visible(lens(/only with it|failed again without it/)));
      await vs.wideShot("vscode-15-test-review");
      await vs.titleButton("Apply").click();
      check("it is applied", await reviewGone());
      await vs.open("lib.rs");
      await vs.shows("total += number");
      await page.keyboard.press("Control+s");
      await until(() => vs.read(LIB).includes("total += number"), deadline, "saved");
      const after = cargoTest();
      check("and the person's own cargo test is green", after.status === 0 && after.stdout.includes("2 passed"), after.stdout + after.stderr);
    },

    async testPalette() {
      await vs.open("totals.rs");
      const done = async (name, title, after = async () => undefined) => {
        await vs.run("Notifications: Clear All Notifications");
        await vs.run(title);
        await after();
        const toast = vs.notification("pass").first();
        check(name, await visible(toast), await toast.innerText().catch(() => ""));
      };
      await vs.caret(5, 10);
      await done("the test at the cursor passes already, and that is said", "Bowline: Make the Test at the Cursor Pass");
      await done("so do those of the file", "Bowline: Fix All Failing Tests of This File");
      await done("those of the package", "Bowline: Fix All Failing Tests of This Package");
      await done("those of the workspace", "Bowline: Fix All Failing Tests of the Workspace");
      await done("and those of a name that is asked for", "Bowline: Make Tests of a Name Pass…", async () => {
        await page.locator(".quick-input-widget .quick-input-title", { hasText: "Make Tests Pass" }).waitFor();
        await page.keyboard.type("largest");
        await page.keyboard.press("Enter");
      });
      await vs.run("Notifications: Clear All Notifications");
    },

    async palette() {
      await vs.open("lib.rs");
      await breakAgain(LINE.best, LINE.total);
      await vs.run("Bowline: Fix and Prove This Package");
      if (!check("the package's errors have a review", await reviewOpen() && await visible(lens("Hunk 2 of 2 accepted")))) return;
      await page.locator(".editor.modified textarea, .editor.modified .native-edit-context").first().focus();
      await vs.caret(LINE.best, 5);
      await vs.run("Bowline: Skip the Hunk at the Cursor");
      check("the hunk at the cursor can be skipped", await visible(lens("Hunk 2 of 2 skipped")));
      await vs.run("Bowline: Accept the Hunk at the Cursor");
      check("and accepted", await visible(lens("Hunk 2 of 2 accepted")));
      await vs.run("View: Close Editor");
      await vs.run("Bowline: Review the Proposed Edit");
      check("a review that was closed can be opened again", await reviewOpen());
      await vs.run("View: Close Editor");
      await vs.focusLoops();
      await loopRow(/fix package.*waits for review/).click({ button: "right" });
      await vs.pickFromMenu("Discard the Edit of This Loop");
      vs.ran.add("Bowline: Discard the Edit of This Loop");
      check("or dropped from the view of loops", await holds(async () => (await page.getByRole("treeitem", { name: /fix package.*waits for review/ }).count()) === 0, "dropped"));
      await page.locator(".pane-header", { hasText: /Loops/ }).hover();
      await page.locator(".pane-header .action-label[aria-label^='Refresh the Loops']").click();
      vs.ran.add("Bowline: Refresh the Loops");
      await vs.run("Bowline: Stop the Running Loop");
      await vs.open("totals.rs");
      await vs.run("Bowline: Ask About the Cursor or Selection");
      await page.locator(".quick-input-widget .quick-input-title", { hasText: "Bowline: Ask" }).waitFor();
      await page.keyboard.press("Enter");
      check("what is known of the cursor's place is shown", await visible(vs.tab("Preview").first()));
      await vs.run("View: Close Editor");
      const [old] = vs.serverProcesses();
      await vs.run("Bowline: Restart Server");
      check("the server can be restarted", await holds(async () => vs.serverProcesses().length === 1 && vs.serverProcesses()[0] !== old, "another process"));
      await vs.open("lib.rs");
      await vs.run("File: Revert File");
    },
  };
}
