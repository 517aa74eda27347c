// The custom methods and commands of the server, as types. `docs/protocol.md` is the description; no behaviour lives here.

/** A document by its URI, as LSP writes it. */
export interface DocumentId {
  uri: string;
}

/** What every command that starts a loop answers, at once. */
export interface Started {
  loop: string;
}

/** What a result is worth, strongest last. */
export type Verdict = "none" | "improved" | "scaffold" | "checked" | "proved";

/** `bowline/status`: where a loop stands. */
export interface StatusParams {
  loop: string;
  pattern: string;
  stage: string;
  attempt: number;
  message: string;
  elapsedMillis: number;
  /** What was asked of a model and what that used, for people. */
  spend?: string | null;
  /** The last part of it, where there is little room. */
  used?: string | null;
  state: "running" | "ended";
  stop?: string;
  verdict?: Verdict;
}

/** One hunk of a proposed edit. Lines are 0-based, the end is not included. */
export interface Hunk {
  index: number;
  beforeLines: [number, number];
  afterLines: [number, number];
  text: string;
}

/** One file of a proposed edit. */
export interface ReviewFile {
  uri: string;
  /** The version of the open document the loop took; null for a file that was not open. */
  version: number | null;
  before: string;
  after: string;
  hunks: Hunk[];
}

/** `bowline/review`: an edit to show to a person. */
export interface ReviewParams {
  loop: string;
  title: string;
  verdict: Verdict;
  stop: string;
  summary: string;
  cautions: string[];
  report: string;
  /** What was done, in the words of the accepted candidates. */
  does?: string;
  /** Other fixes of the same error that hold too. */
  others?: OtherFix[];
  files: ReviewFile[];
}

/** Another fix of the error under review, proved like it. */
export interface OtherFix {
  loop: string;
  title: string;
  verdict: Verdict;
  summary: string;
}

/** `bowline/others`: what was found beside a review since it was shown. */
export interface OthersParams {
  loop: string;
  others: OtherFix[];
}

/** The hunks a person picked in one file, or the whole text as they have rewritten it. */
export interface ChosenHunks {
  uri: string;
  indexes: number[];
  text?: string;
}

/** `bowline.server.apply`, answered after the editor took or refused the edit. */
export interface ApplyResult {
  state: "applied" | "partly" | "not_applied" | "stale";
  message: string;
}

/** `bowline.server.showReport`. */
export interface Report {
  uri: string;
  markdown: string;
}

/** One line of `bowline.server.history`. */
export interface HistoryEntry {
  id: string;
  started: string;
  stop: string;
  verdict: string;
  /** What a model used, for people. */
  used?: string | null;
  title: string;
  /** The workspace's directory. */
  root: string;
  /** The server's commands that fit the loop as it stands, without their prefix, the likeliest first. */
  can: string[];
}

/** `bowline.server.replay`. */
export interface Replayed {
  agrees: boolean;
  message: string;
}

/** The version of `docs/protocol.md` that this client relies on. */
export const PROTOCOL = 3;

/** The version that a server speaks, from the capabilities it answered with; 0 for one from before there was a number. */
export function protocolOf(capabilities: { experimental?: unknown } | undefined): number {
  const experimental = capabilities?.experimental as { bowline?: { protocol?: number } } | undefined;
  return experimental?.bowline?.protocol ?? 0;
}

/** The server's commands. The language client registers these ids by itself; the extension's own ids differ. */
export const Server = {
  fixAtCursor: "bowline.server.fixAtCursor",
  fixFile: "bowline.server.fixFile",
  fixPackage: "bowline.server.fixPackage",
  fixWorkspace: "bowline.server.fixWorkspace",
  stopLoop: "bowline.server.stopLoop",
  showReport: "bowline.server.showReport",
  review: "bowline.server.review",
  otherFix: "bowline.server.otherFix",
  apply: "bowline.server.apply",
  discard: "bowline.server.discard",
  history: "bowline.server.history",
  rerun: "bowline.server.rerun",
  replay: "bowline.server.replay",
  ask: "bowline.server.ask",
  makeTestPass: "bowline.server.makeTestPass",
  writeTest: "bowline.server.writeTest",
} as const;

/** How a verdict is called where people read it: a sign and a word, so that neither colour nor sign stands alone. */
export function verdictLabel(verdict: string | undefined): string {
  switch (verdict) {
    case "proved":
      return "✓ proved";
    case "checked":
      return "✓ checked";
    case "scaffold":
      return "◌ scaffold";
    case "improved":
      return "△ improved";
    case "none":
    case undefined:
      return "– no edit";
    default:
      return verdict;
  }
}

/** Where a loop stands: its stage, the attempt, the time, and what a model has used where one was asked. */
export function standing({ stage, attempt, elapsedMillis, used }: StatusParams): string {
  const round = attempt === 0 ? "" : `, attempt ${attempt}`;
  return `${stageLabel(stage)}${round}, ${Math.floor(elapsedMillis / 1000)} s${used ? `, ${used}` : ""}`;
}

/** What a loop is doing, in a word; a stage that is not known yet is shown as it is. */
function stageLabel(stage: string): string {
  const words: Record<string, string> = { context: "reading", action: "trying", observation: "checking", adjustment: "deciding", done: "done" };
  return words[stage] ?? stage;
}
