// Screenshots of the Neovim client in a real terminal (tmux) with a real server: for the documentation, no test.
//   BOWLINE_SERVER=…/bowline node nvim_shots.mjs --editors DIR --sample DIR --shots DIR [--light]
// Waits for what the screen shows before each key; ends with 1 where something did not come.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { until } from "./vscode_workbench.mjs";

const { values: options } = parseArgs({ options: {
  editors: { type: "string" },
  sample: { type: "string" },
  shots: { type: "string" },
  chromium: { type: "string", default: "/usr/bin/chromium" },
  light: { type: "boolean", default: false },
} });
const COLUMNS = 172, ROWS = 30;
const client = path.resolve(import.meta.dirname, "../../editors/nvim");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "bowline-shots-"));
const project = path.join(scratch, "sample");
fs.cpSync(options.sample, project, { recursive: true });
fs.mkdirSync(options.shots, { recursive: true });

const init = path.join(scratch, "init.lua");
fs.writeFileSync(init, `
vim.opt.runtimepath:prepend('${client}')
vim.opt.termguicolors, vim.opt.number, vim.opt.swapfile, vim.opt.shada = true, true, false, ''
vim.opt.hlsearch = false
vim.opt.background = '${options.light ? "light" : "dark"}'
vim.opt.fillchars = { diff = '╱', eob = ' ' }
vim.opt.statusline = "%t %m %=%{v:lua.require'bowline'.status()} "
vim.api.nvim_create_autocmd('User', { pattern = 'BowlineStatus', command = 'redrawstatus' })
vim.lsp.enable('bowline')
`);

// A tmux server of its own, so that no other session is touched.
const socket = `bowline-shots-${process.pid}`;
const tmux = (...words) => execFileSync("tmux", ["-L", socket, ...words], { encoding: "utf8" });
const keys = (...words) => tmux("send-keys", ...words);
const screen = () => tmux("capture-pane", "-p");
const shows = (pattern) => until(() => pattern.test(screen()), 120000, `the screen shows ${pattern}`);

const { chromium } = createRequire(path.resolve(options.editors, "playwright", "x.js"))("playwright-core");
const browser = await chromium.launch({ executablePath: options.chromium, headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ deviceScaleFactor: 1.25 });

async function shot(name) {
  await page.setContent(toHtml(tmux("capture-pane", "-e", "-p"), options.light));
  await page.locator("pre").screenshot({ path: path.join(options.shots, `${name}.png`) });
}

/** The screen with its SGR sequences as HTML. */
function toHtml(text, isLight) {
  const [back, front] = isLight ? ["#e0e2ea", "#14161b"] : ["#14161b", "#e0e2ea"];
  const style = {};
  const spans = text.replace(/\n+$/, "").split(/(\x1b\[[0-9;:]*m)/).map((part) => {
    const code = /^\x1b\[([0-9;:]*)m$/.exec(part);
    if (code) {
      select(style, code[1].replaceAll(":", ";").split(";").map(Number));
      return "";
    }
    const [fg, bg] = style.reverse ? [style.bg ?? back, style.fg ?? front] : [style.fg ?? front, style.bg ?? back];
    const css = `color:${fg};background:${bg}${style.bold ? ";font-weight:bold" : ""}${style.italic ? ";font-style:italic" : ""}${style.underline ? ";text-decoration:underline" : ""}`;
    return `<span style="${css}">${part.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</span>`;
  });
  return `<body style="margin:0"><pre style="display:inline-block;margin:0;padding:10px;width:${COLUMNS}ch;background:${back};font:14px/1.3 'DejaVu Sans Mono',monospace">${spans.join("")}</pre></body>`;
}

function select(style, codes) {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) for (const key of Object.keys(style)) delete style[key];
    else if (code === 1) style.bold = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.reverse = true;
    else if (code === 22) style.bold = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.reverse = false;
    else if (code === 39) delete style.fg;
    else if (code === 49) delete style.bg;
    else if (code === 38 || code === 48) {
      const side = code === 38 ? "fg" : "bg";
      if (codes[i + 1] === 2) {
        style[side] = `rgb(${codes.slice(i + 2, i + 5).join()})`;
        i += 4;
      } else if (codes[i + 1] === 5) {
        style[side] = indexed(codes[i + 2]);
        i += 2;
      }
    } else if ((code >= 30 && code <= 37) || (code >= 40 && code <= 47)) style[code < 40 ? "fg" : "bg"] = indexed(code % 10);
    else if ((code >= 90 && code <= 97) || (code >= 100 && code <= 107)) style[code < 100 ? "fg" : "bg"] = indexed((code % 10) + 8);
  }
}

function indexed(n) {
  const basic = ["#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5", "#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff"];
  if (n < 16) return basic[n];
  if (n >= 232) return `rgb(${Array(3).fill(8 + (n - 232) * 10).join()})`;
  const level = (k) => (k === 0 ? 0 : 55 + k * 40);
  const m = n - 16;
  return `rgb(${level(Math.floor(m / 36))},${level(Math.floor(m / 6) % 6)},${level(m % 6)})`;
}

let code = 0;
try {
  const nvim = path.resolve(options.editors, "nvim/bin/nvim");
  const environment = ["XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"].map((key) => `${key}=${path.join(scratch, key)}`);
  tmux("-f", "/dev/null", "new-session", "-d", "-x", String(COLUMNS), "-y", String(ROWS), "-c", project, "env", ...environment,
    `BOWLINE_SERVER=${process.env.BOWLINE_SERVER}`, "COLORTERM=truecolor", "TERM=tmux-256color", nvim, "-u", init, "src/lib.rs");
  tmux("set", "-s", "terminal-overrides", "*:RGB");
  await shows(/Sums the numbers/);
  keys(":%s/let mut /let /", "Enter");
  await shows(/let best/);
  keys(":9", "Enter");
  // Asked again until the check that follows the write has found the errors.
  keys(":w", "Enter");
  await until(async () => {
    keys("gra");
    await until(() => /Fix and prove|No code actions/.test(screen()), 10000, "an answer");
    if (/Fix and prove/.test(screen())) return true;
    keys(":echo", "Enter");
    await until(() => !/No code actions/.test(screen()), 10000, "a clean command line");
    return false;
  }, 60000, "the code action is offered");
  await shot("nvim-1-actions");
  // Enter without a number picks nothing. (Escape and what follows it would be read as one key.)
  keys("Enter");
  await until(() => !/Fix and prove/.test(screen()), 10000, "the menu is gone");
  keys(":Bowline fix-file", "Enter");
  await shows(/Bowline: (reading|trying|checking|deciding)/);
  await shot("nvim-2-running");
  await shows(/hunk 2 of 2 accepted/);
  keys("]c");
  keys("x");
  await shows(/1 of 2 hunks accepted/);
  await shot("nvim-3-review");
  keys("K");
  await shows(/What changes/);
  await shot("nvim-4-report");
  keys("q");
  keys("Enter");
  await shows(/Applied to 1 file/);
  await shot("nvim-5-applied");
} catch (error) {
  console.error(String(error));
  console.error(screen());
  code = 1;
} finally {
  try {
    tmux("kill-server");
  } catch {
    // It is gone already: Neovim was its last window.
  }
  await browser.close();
  fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
process.exit(code);
