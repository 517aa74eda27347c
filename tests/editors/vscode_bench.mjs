// What the extension costs in the real workbench: for the documentation, no test. `run.sh EDITORS bench` prepares it:
//   BOWLINE_SERVER=…/bowline node vscode_bench.mjs --editors DIR --vsix FILE --sample DIR [--starts N] [--idle SECONDS]
// Prints one JSON object: the activation times as VS Code tells them (the server has answered `initialize` by then), and the
// share of one processor that the server takes while nobody does anything.
import fs from "node:fs";
import { parseArgs } from "node:util";
import { startWorkbench, until } from "./vscode_workbench.mjs";

const { values: options } = parseArgs({ options: {
  editors: { type: "string" },
  vsix: { type: "string" },
  sample: { type: "string" },
  chromium: { type: "string", default: "/usr/bin/chromium" },
  starts: { type: "string", default: "5" },
  idle: { type: "string", default: "20" },
} });
const deadline = 120000;
const server = process.env.BOWLINE_SERVER;
if (!server) throw new Error("BOWLINE_SERVER is not set");

/** The processor time of a process and of all its children that have ended, in milliseconds, as Linux counts it. */
function processorMillis(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

/** The activation time in VS Code's own list of running extensions, which shows what there was when it was opened. */
async function activation(vs) {
  const row = vs.page.locator(".runtime-extensions-editor .monaco-list-row, .runtime-extensions-editor .extension", { hasText: "Bowline" }).first();
  let millis;
  await until(async () => {
    await vs.run("Developer: Show Running Extensions");
    millis = /Activation: (\d+)\s?ms/.exec(await row.innerText({ timeout: 10000 }).catch(() => ""))?.[1];
    if (millis === undefined) await vs.run("View: Close Editor");
    return millis !== undefined;
  }, deadline, "the activation time");
  return Number(millis);
}

/** The share of one processor that the server takes in some seconds in which nothing happens, once its first check is over. */
async function idle(vs, seconds) {
  const [pid] = vs.serverProcesses();
  const isQuiet = () => vs.processes((program) => /(^|\/)(cargo|rustc|bwrap)$/.test(program)).length === 0;
  await until(isQuiet, deadline, "the first check is over");
  const before = processorMillis(pid);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  return (processorMillis(pid) - before) / (1000 * seconds);
}

const result = { activationMillis: [], idleSeconds: Number(options.idle), idleShareOfOneProcessor: undefined };
for (let start = 0; start < Number(options.starts); start++) {
  const vs = await startWorkbench({ ...options, server, deadline, settings: {} });
  try {
    await vs.open("lib.rs");
    await until(async () => /is ready/.test(await vs.statusLabel()), deadline, "the server is ready");
    result.activationMillis.push(await activation(vs));
    result.idleShareOfOneProcessor ??= await idle(vs, result.idleSeconds);
  } finally {
    await vs.stop();
  }
}
result.activationMillis.sort((a, b) => a - b);
result.activationMedianMillis = result.activationMillis[Math.floor(result.activationMillis.length / 2)];
console.log(JSON.stringify(result));
