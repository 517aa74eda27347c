// Steps of the VS Code suite: what a loop that asks a model has used so far, and a stop while the model is asked, while its
// candidate is tried, while the result is proved, while a review is open, and while it is applied. The model is a script on the
// loopback interface. They are run by `vscode_e2e.mjs`, with what it hands over.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { until } from "./vscode_workbench.mjs";

// No rule mends it: what the missing function is meant to do stands in a comment alone. Behind it is a constant that a compiler
// works on for ever: only what names it, and only a build for tests, comes to it. The proof builds those, because the name that the
// edit gives up stands there too.
const SOURCE = `#![allow(long_running_const_eval)]
/// The price with a fifth on top.
pub fn gross(net: u32) -> u32 {
    levied_upon_the_sum(net)
}
pub const fn forever() -> u32 {
    loop {}
}
`;
const FOR_TESTS = "#[cfg(test)]\nconst FOREVER: u32 = forever(); // for levied_upon_the_sum\n";
const RIGHT = "net + net / 5", ENDLESS = "{ const TAX: u32 = forever(); net + TAX }";
const edit = (to) => `src/words.rs\n<<<<<<< SEARCH\n    levied_upon_the_sum(net)\n=======\n    ${to}\n>>>>>>> REPLACE\n`;

/** A model that answers when it is told to; the questions are those that wait or waited for it. */
async function startModel() {
  const questions = [];
  const server = http.createServer((request, response) => {
    request.resume().once("end", () => {
      const question = { isGone: false, answer: (words) => response.end(chat(words)) };
      response.once("close", () => { question.isGone = true; });
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      questions.push(question);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, questions };
}

/** A chat completion with the tokens it used. */
function chat(words) {
  const events = [
    { choices: [{ delta: { content: words }, finish_reason: "stop" }] },
    { choices: [], usage: { prompt_tokens: 500, completion_tokens: 40 } },
  ];
  return `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`;
}

/** The steps, by name. */
export function modelSteps({ vs, check, holds, visible, lens, loopRow, reviewOpen, reviewGone, breakAgain, deadline, untouched, LIB, LINE }) {
  const { page } = vs;
  let questions;
  const asked = (count) => until(() => questions.length >= count, deadline, `question ${count}`);
  const compilers = () => vs.processes((program) => path.basename(program).startsWith("rustc"));
  const ended = (name) => holds(async () => /no edit/.test(await vs.statusText()), name);

  /** Starts a loop over the text that only a model can mend. */
  async function start(more = "") {
    questions.length = 0;
    fs.writeFileSync(path.join(vs.folder, "src/words.rs"), SOURCE + more);
    await vs.open("words.rs");
    await vs.run("File: Revert File");
    await vs.shows(more === "" ? "pub const fn forever" : "const FOREVER");
    await vs.run("Bowline: Fix and Prove This File");
    await asked(1);
  }

  return {
    async spend() {
      const model = await startModel();
      questions = model.questions;
      // Another path to the same binary: the server that comes up has the other settings too.
      vs.server = path.join(vs.scratch, "bowline-with-model");
      fs.symlinkSync(process.env.BOWLINE_SERVER, vs.server);
      vs.setServer(vs.server, { "bowline.background.fixes": false, "bowline.model.provider": "custom", "bowline.model.model": "scripted-1", "bowline.model.base_url": model.url, "bowline.model.price_input": 100, "bowline.model.price_output": 400 });
      await until(async () => vs.serverProcesses().length === 1 && !/starts|did not start/.test(await vs.statusLabel()), deadline, "the server with a model");
      fs.writeFileSync(path.join(vs.folder, LIB), untouched);
      await start();
      check("what no rule mends is asked of the model; nothing was used before its first answer", !/token/.test(await vs.statusText()), await vs.statusText());
      questions[0].answer("I would rather talk about it.");
      await asked(2);
      check("while it is asked again, the status bar says what was used so far", await holds(async () => /540 tokens, \$0\.0006/.test(await vs.statusText()), "spend"), await vs.statusText());
      await vs.focusLoops();
      check("and so does the view of loops", await visible(loopRow(/trying.*540 tokens, \$0\.0006.*began/)));
      await vs.shot("vscode-16-spend");
      const progress = page.locator(".statusbar-item[id='status.progress'] a, .statusbar-item", { hasText: "Bowline: fix" }).first();
      await progress.click();
      await page.locator(".notification-toast, .notifications-center").getByRole("button", { name: "Cancel" }).first().click();
      check("the cancel button of the progress stops it while the model is asked", await ended("cancelled"), await vs.statusText());
      check("and the model's connection is closed", await holds(() => questions[1].isGone, "hung up"));
      check("what it used stays in the view", await visible(loopRow(/no edit, 540 tokens/)));
      await vs.run("Notifications: Clear All Notifications");
    },

    async stopWhileTried() {
      await start();
      questions[0].answer(edit(ENDLESS));
      check("a candidate is tried by a compiler that does not come to an end", await holds(async () => /trying candidate/.test(await vs.statusLabel()) && compilers().length > 0, "trying"), await vs.statusLabel());
      await vs.run("Bowline: Stop the Running Loop");
      check("stopped while a candidate is tried, it ends, and the compiler with it", await ended("stopped") && await holds(() => compilers().length === 0, "gone"), await vs.statusText());
    },

    async stopWhileProved() {
      await start(FOR_TESTS);
      questions[0].answer(edit(RIGHT));
      check("the candidate holds, and the result is proved", await holds(async () => /proving the result/.test(await vs.statusLabel()) && compilers().length > 0, "proving"), await vs.statusLabel());
      await vs.statusItem().first().click();
      check("stopped while it is proved, it ends, and the compiler with it", await ended("stopped") && await holds(() => compilers().length === 0, "gone"), await vs.statusText());
      check("no review opened for any of them", (await vs.tab("Bowline: ").count()) === 0);
    },

    async writtenTest() {
      questions.length = 0;
      fs.writeFileSync(path.join(vs.folder, "src/words.rs"), "pub fn half(number: i32) -> i32 {\n    number / 3\n}\n");
      await vs.open("words.rs");
      await vs.run("File: Revert File");
      await vs.shows("number / 3");
      await vs.run("Bowline: Write a Failing Test…");
      await page.locator(".quick-input-widget .quick-input-title", { hasText: "Write a Failing Test" }).waitFor();
      await page.keyboard.type("half of eight is not four");
      await page.keyboard.press("Enter");
      await asked(1);
      const test = "#[test]\nfn of_eight() {\n    assert_eq!(half(8), 4);\n}";
      questions[0].answer(`src/words.rs\n<<<<<<< SEARCH\n    number / 3\n}\n=======\n    number / 3\n}\n\n${test}\n>>>>>>> REPLACE\n`);
      if (!check("a failing test is written for what goes wrong, and reviewed", await reviewOpen() && await visible(lens("Hunk 1 of 1 accepted")))) return;
      await vs.run("Bowline: Apply the Accepted Hunks");
      check("it is applied", await reviewGone());
      await vs.open("words.rs");
      check("and stands in the file", await vs.shows("fn of_eight").then(() => true, () => false));
      await vs.run("File: Revert File");
    },

    async stopWhileApplied() {
      fs.writeFileSync(path.join(vs.folder, "src/words.rs"), "\n");
      await vs.open("words.rs");
      await vs.run("File: Revert File");
      await vs.open("lib.rs");
      await breakAgain(LINE.total, LINE.best);
      await vs.run("Bowline: Fix and Prove This File");
      if (!check("a review with two hunks is open", await reviewOpen() && await visible(lens("Hunk 2 of 2 accepted")))) return;
      await vs.run("Bowline: Stop the Running Loop");
      check("a stop leaves an open review alone", await visible(lens("Hunk 2 of 2 accepted")));
      await vs.lens("Skip this hunk").nth(1).click();
      await visible(lens("Hunk 2 of 2 skipped"));
      await vs.held(async () => {
        await vs.run("Bowline: Apply the Accepted Hunks");
        await page.locator(".statusbar-item", { hasText: "proving again" }).first().waitFor();
        await vs.run("Bowline: Stop the Running Loop");
        const toast = vs.notification("The proof was stopped").first();
        check("stopped while the accepted part is proved again, it is not applied, which is said", await visible(toast), await toast.innerText().catch(() => ""));
      });
      await vs.run("Notifications: Clear All Notifications");
      check("the review stays", await visible(lens("Hunk 2 of 2 skipped")));
      await vs.run("Bowline: Apply the Accepted Hunks");
      check("and can be applied all the same", await reviewGone());
      await vs.open("lib.rs");
      check("with the accepted hunk alone", await vs.shows("let mut total").then(() => true, () => false) && (await vs.text()).includes("let best"));
    },
  };
}
