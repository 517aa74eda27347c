// Steps of the VS Code suite: what happens meanwhile. A fix that was ready is outdated by typing, the file of a review is closed,
// another editor works on the same workspace. They are run by `vscode_e2e.mjs`, with what it hands over.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { until } from "./vscode_workbench.mjs";

/** The steps, by name. */
export function meanwhileSteps({ vs, check, holds, lens, visible, offered, reviewOpen, reviewGone, breakAgain, deadline, untouched, options, LIB, LINE }) {
  const { page } = vs;
  const broken = untouched.replace("let mut total", "let total");

  /** Breaks the library in its buffer and saves it. */
  async function breakOnDisk() {
    await vs.open("lib.rs");
    await breakAgain(LINE.total);
    await page.keyboard.press("Control+s");
    await until(() => vs.read(LIB) === broken, deadline, "saved");
  }
  /** The library as it was, on disk and in its buffer. */
  async function mend() {
    fs.writeFileSync(path.join(vs.folder, LIB), untouched);
    await vs.open("lib.rs");
    await vs.run("File: Revert File");
    await vs.shows("let mut total");
  }

  return {
    async outdated() {
      await breakOnDisk();
      await vs.caret(LINE.total + 2, 9);
      if (!(await offered("after a save a fix is ready", /✓ checked: /))) return;
      await page.keyboard.press("Escape");
      await vs.caret(LINE.total, 5);
      await page.keyboard.press("End");
      await page.keyboard.type(" // typed meanwhile");
      await vs.caret(LINE.total + 2, 9);
      await offered("typing outdates it: the action offers a loop again", /Fix and prove/);
      const titles = await page.locator(".action-widget .monaco-list-row").allInnerTexts();
      check("and none claims a proof", !titles.some((title) => title.includes("✓")), titles.join(" | "));
      await page.keyboard.press("Escape");
      await mend();
    },

    async closedFile() {
      await breakOnDisk();
      await vs.run("Bowline: Fix and Prove This File");
      if (!check("a review of a saved file is open", await reviewOpen() && await visible(lens("Hunk 1 of 1 accepted")))) return;
      await vs.open("lib.rs");
      await vs.run("View: Close Editor");
      await until(async () => (await vs.tab("lib.rs").count()) === (await vs.tab("Bowline: ").count()), deadline, "its file is closed");
      await vs.run("Bowline: Apply the Accepted Hunks");
      check("the edit of a file that was closed meanwhile is applied", await reviewGone());
      await vs.open("lib.rs");
      check("it is in a buffer that is not saved, and the disk is as it was", await vs.shows("let mut total").then(() => true, () => false) && vs.read(LIB) === broken);
      await mend();
    },

    async twoEditors() {
      const nvim = path.join(options.editors, "nvim/bin/nvim");
      if (!check("Neovim is there for a second editor", fs.existsSync(nvim), nvim)) return;
      await vs.open("lib.rs");
      await breakAgain(LINE.total);
      const suite = path.resolve(import.meta.dirname, "nvim_second.lua");
      const home = Object.fromEntries(["STATE", "CACHE", "CONFIG"].map((kind) => [`XDG_${kind}_HOME`, path.join(vs.scratch, "second-editor", kind)]));
      const second = spawn(nvim, ["--clean", "--headless", "-l", suite], { env: { ...process.env, ...home, BOWLINE_SAMPLE: vs.folder }, stdio: ["ignore", "pipe", "ignore"] });
      let said = "";
      second.stdout.on("data", (data) => { said += data; });
      const gone = new Promise((resolve) => second.once("exit", resolve));
      await vs.run("Bowline: Fix and Prove This File");
      check("this editor has its review, of its own text", await reviewOpen() && await visible(lens("Hunk 1 of 1 accepted")));
      await gone;
      check("and the other one its own, on the same workspace", said.includes("second: applied fixed"), said);
      await vs.titleButton("Apply").click();
      check("each takes its own edit", await reviewGone() && await vs.shows("let mut total").then(() => true, () => false));
      await mend();
    },
  };
}
