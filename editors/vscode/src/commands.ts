// The palette's commands: each asks the server for one thing and shows the answer.

import * as vscode from "vscode";
import type { Connection } from "./client";
import type { HunkArgument } from "./hunkLenses";
import type { Loops } from "./loops";
import { Server, verdictLabel, type ApplyResult, type HistoryEntry, type Replayed, type Report, type ReviewParams, type Started } from "./protocol";
import type { Reports } from "./report";
import { PROPOSED, type HunkAt, type Review, type Reviews } from "./reviews";
import type { ReviewTabs } from "./reviewTabs";
import type { Status } from "./status";

/** What the commands work with. */
export interface Parts {
  connection: Connection;
  status: Status;
  reviews: Reviews;
  tabs: ReviewTabs;
  reports: Reports;
  loops: Loops;
}

/** Registers every command of `package.json`. */
export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { connection, reviews } = parts;
  const handlers: Record<string, (argument: unknown) => Promise<void>> = {
    "bowline.fixAtCursor": () => fixAtCursor(connection),
    "bowline.fixFile": () => start(connection, Server.fixFile, documentArgument(connection)),
    "bowline.fixPackage": () => start(connection, Server.fixPackage, documentArgument(connection)),
    "bowline.fixWorkspace": () => start(connection, Server.fixWorkspace, documentArgument(connection) ?? {}),
    "bowline.makeTestPass": () => makeTestPass(connection),
    "bowline.fixTestsOfFile": () => start(connection, Server.makeTestPass, testScope(connection, "file")),
    "bowline.fixTestsOfPackage": () => start(connection, Server.makeTestPass, testScope(connection, "package")),
    "bowline.fixTestsOfWorkspace": () => start(connection, Server.makeTestPass, { ...documentArgument(connection), scope: "workspace" }),
    "bowline.fixTestsNamed": () => fixTestsNamed(connection),
    "bowline.writeTest": () => writeTest(connection),
    "bowline.stopLoop": (argument) => connection.call<void>(Server.stopLoop, loopOf(argument) === undefined ? {} : { loop: loopOf(argument) }),
    "bowline.showReport": (argument) => showReport(parts, loopOf(argument)),
    "bowline.review": (argument) => openReview(parts, loopOf(argument)),
    "bowline.apply": (argument) => apply(parts, reviewOf(parts, argument)),
    "bowline.discard": (argument) => discard(parts, reviewOf(parts, argument)),
    "bowline.otherFix": (argument) => otherFix(parts, reviewOf(parts, argument)),
    "bowline.undoRewriting": async () => undoRewriting(reviews),
    "bowline.acceptHunk": async (argument) => toggle(reviews, argument, ({ review, file, hunk }) => review.accept(file, hunk)),
    "bowline.skipHunk": async (argument) => toggle(reviews, argument, ({ review, file, hunk }) => review.skip(file, hunk)),
    "bowline.showHistory": () => showHistory(parts),
    "bowline.rerun": (argument) => rerun(parts, loopOf(argument)),
    "bowline.replay": (argument) => replay(parts, loopOf(argument)),
    "bowline.discardLoop": (argument) => discardLoop(parts, loopOf(argument)),
    "bowline.refreshLoops": async () => parts.loops.refresh(),
    "bowline.ask": () => ask(connection),
    "bowline.doctor": async () => parts.reports.show({ uri: "doctor.md", markdown: await connection.doctor() }),
    "bowline.restartServer": async () => void (await connection.restart()),
  };
  return Object.entries(handlers).map(([id, run]) =>
    vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        await complain(connection, error);
      }
    }),
  );
}

async function complain(connection: Connection, error: unknown): Promise<void> {
  const log = "Show Log";
  const message = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(`Bowline: ${message}`, log)) === log) {
    connection.showLog();
  }
}

async function start(connection: Connection, command: string, argument: object | undefined): Promise<void> {
  if (argument === undefined) {
    throw new Error("no file of the project is open; open one and try again.");
  }
  await connection.call<Started>(command, argument);
}

function documentArgument(connection: Connection): { textDocument: { uri: string } } | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === "file" ? { textDocument: { uri: connection.uriOf(document.uri) } } : undefined;
}

async function fixAtCursor(connection: Connection): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const target = documentArgument(connection);
  const converter = connection.converter;
  if (editor === undefined || target === undefined) {
    throw new Error("no Rust file has the focus.");
  }
  const diagnostic = diagnosticAt(editor.document.uri, editor.selection);
  await connection.call<Started>(Server.fixAtCursor, {
    ...target,
    range: converter?.asRange(editor.selection) ?? editor.selection,
    ...(diagnostic === undefined || converter === undefined ? {} : { diagnostic: converter.asDiagnostic(diagnostic) }),
  });
}

/** Asks about the cursor or the selection; the answer comes as a notification. */
async function ask(connection: Connection): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const question = await vscode.window.showInputBox({ title: "Bowline: Ask", prompt: "A question about the code at the cursor; leave it empty to have it explained" });
  if (question !== undefined) {
    const range = editor && (connection.converter?.asRange(editor.selection) ?? editor.selection);
    await connection.call<{ ask: string }>(Server.ask, { ...documentArgument(connection), range, question });
  }
}

async function makeTestPass(connection: Connection): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const target = documentArgument(connection);
  if (editor === undefined || target === undefined) {
    throw new Error("no Rust file has the focus.");
  }
  const position = connection.converter?.asPosition(editor.selection.active) ?? editor.selection.active;
  await connection.call<Started>(Server.makeTestPass, { ...target, position });
}

function testScope(connection: Connection, scope: "file" | "package"): object | undefined {
  const target = documentArgument(connection);
  return target === undefined ? undefined : { ...target, scope };
}

async function fixTestsNamed(connection: Connection): Promise<void> {
  const filter = await vscode.window.showInputBox({ title: "Bowline: Make Tests Pass", prompt: "A part of their names, as `cargo test` takes it", placeHolder: "parser::" });
  if (filter !== undefined && filter !== "") {
    await connection.call<Started>(Server.makeTestPass, { ...documentArgument(connection), filter });
  }
}

/** Has a failing test written for what a person says goes wrong, beside the tests of the file in front. */
async function writeTest(connection: Connection): Promise<void> {
  const target = documentArgument(connection);
  if (target === undefined) {
    throw new Error("no Rust file has the focus.");
  }
  const report = await vscode.window.showInputBox({ title: "Bowline: Write a Failing Test", prompt: "What goes wrong, in a sentence or a bug report; a model writes a test that shows it, and no fix", ignoreFocusOut: true });
  if (report !== undefined && report.trim() !== "") {
    await connection.call<Started>(Server.writeTest, { ...target, report });
  }
}

/** The diagnostic that a person means, of any source: on the selection before on its line, worst before least, smallest first. */
function diagnosticAt(uri: vscode.Uri, selection: vscode.Selection): vscode.Diagnostic | undefined {
  const onLine = vscode.languages.getDiagnostics(uri).filter(({ range }) => range.start.line <= selection.end.line && range.end.line >= selection.start.line);
  const miss = (one: vscode.Diagnostic) => (one.range.intersection(selection) === undefined ? 1 : 0);
  const lines = (one: vscode.Diagnostic) => one.range.end.line - one.range.start.line;
  return onLine.sort((a, b) => miss(a) - miss(b) || a.severity - b.severity || lines(a) - lines(b))[0];
}

/** The loop a command means: by its id, or by its row in the view of loops. */
function loopOf(argument: unknown): string | undefined {
  if (typeof argument === "object" && argument !== null && "id" in argument && typeof argument.id === "string") {
    return argument.id;
  }
  return typeof argument === "string" ? argument : undefined;
}

/** The review a command means: the one it names, the one in front, or the newest. Title buttons pass a URI, which names none. */
function reviewOf({ reviews, tabs }: Parts, argument: unknown): Review {
  const loop = loopOf(argument);
  const review = loop === undefined ? (tabs.inFront() ?? reviews.latest) : reviews.get(loop);
  if (review === undefined) {
    throw new Error("there is no proposed edit to decide on.");
  }
  return review;
}

async function showReport(parts: Parts, named: string | undefined): Promise<void> {
  const loop = named ?? parts.tabs.inFront()?.loop ?? parts.status.lastEnded;
  await parts.reports.show(await parts.connection.call<Report>(Server.showReport, loop === undefined ? {} : { loop }));
}

async function openReview(parts: Parts, named: string | undefined): Promise<void> {
  const loop = named ?? parts.reviews.latest?.loop ?? parts.status.lastEnded;
  if (loop === undefined) {
    throw new Error("no loop has ended yet.");
  }
  // One that is open already keeps what was picked in it.
  const review = parts.reviews.get(loop) ?? parts.reviews.add(await parts.connection.call<ReviewParams>(Server.review, { loop }));
  await parts.tabs.open(review);
}

async function apply(parts: Parts, review: Review): Promise<void> {
  const hunks = review.chosen();
  if (hunks?.length === 0) {
    throw new Error("every hunk is skipped. Accept one, or discard the edit.");
  }
  const result = await parts.connection.call<ApplyResult>(Server.apply, { loop: review.loop, ...(hunks === undefined ? {} : { hunks }) });
  if (result.state === "applied") {
    await forget(parts, review);
    vscode.window.setStatusBarMessage(`$(check) Bowline: ${result.message}`, 8000);
    return;
  }
  if (result.state === "partly") {
    await forget(parts, review);
  }
  const report = "Show Report";
  if ((await vscode.window.showWarningMessage(`Bowline: ${result.message}`, report)) === report) {
    await showReport(parts, review.loop);
  }
}

async function discard(parts: Parts, review: Review): Promise<void> {
  await forget(parts, review);
  await parts.connection.call<void>(Server.discard, { loop: review.loop });
}

/** Offers the other fixes that are known; where there is none yet, the server looks for one. */
async function otherFix(parts: Parts, review: Review): Promise<void> {
  const others = review.params.others ?? [];
  if (others.length === 0) {
    await parts.connection.call<Started>(Server.otherFix, { loop: review.loop });
    return;
  }
  const items = others.map((one) => ({ label: one.title, description: verdictLabel(one.verdict), detail: one.summary, loop: one.loop }));
  const picked = await vscode.window.showQuickPick(items, { title: "Bowline: Other Fixes", placeHolder: "Review another fix of the same error" });
  if (picked !== undefined) {
    await openReview(parts, picked.loop);
  }
}

/** Tabs go first: they are known by their review. */
async function forget({ reviews, tabs }: Parts, review: Review): Promise<void> {
  await tabs.close(review);
  reviews.remove(review);
}

function toggle(reviews: Reviews, argument: unknown, change: (at: HunkAt) => void): void {
  const at = isHunkArgument(argument) ? named(reviews, argument) : underCursor(reviews);
  if (at === undefined) {
    throw new Error("there is no hunk at the cursor.");
  }
  change(at);
  reviews.changed(at.review);
}

/** Puts the proposed text of the file in front back to what the loop proposed. */
async function undoRewriting(reviews: Reviews): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const found = editor === undefined ? undefined : reviews.find(editor.document.uri);
  if (editor === undefined || found === undefined || editor.document.uri.scheme !== PROPOSED) {
    throw new Error("no proposed text has the focus.");
  }
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  await editor.edit((edit) => edit.replace(whole, found.file.after));
}

function isHunkArgument(argument: unknown): argument is HunkArgument {
  return typeof argument === "object" && argument !== null && "loop" in argument && "index" in argument;
}

function named(reviews: Reviews, { loop, uri, index }: HunkArgument): HunkAt | undefined {
  const review = reviews.get(loop);
  const file = review?.params.files.find((one) => one.uri === uri);
  const hunk = file?.hunks.find((one) => one.index === index);
  return review !== undefined && file !== undefined && hunk !== undefined ? { review, file, hunk } : undefined;
}

function underCursor(reviews: Reviews): HunkAt | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor === undefined ? undefined : reviews.hunkAt(editor.document.uri, editor.selection.active.line);
}

async function showHistory(parts: Parts): Promise<void> {
  const picked = await pickLoop(parts, "showReport", "Show the report of…");
  if (picked !== undefined) {
    await showReport(parts, picked);
  }
}

async function rerun(parts: Parts, named: string | undefined): Promise<void> {
  const loop = named ?? (await pickLoop(parts, "rerun", "Ask again what was asked by…"));
  if (loop !== undefined) {
    await parts.connection.call<Started>(Server.rerun, { loop });
  }
}

async function replay(parts: Parts, named: string | undefined): Promise<void> {
  const loop = named ?? (await pickLoop(parts, "replay", "Step through the record of…"));
  if (loop === undefined) {
    return;
  }
  const { agrees, message } = await parts.connection.call<Replayed>(Server.replay, { loop });
  const say = agrees ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void say(`Bowline: ${message}`);
}

/** Drops the edit of a loop that may be of a review which was never opened here. */
async function discardLoop(parts: Parts, loop: string | undefined): Promise<void> {
  const review = loop === undefined ? undefined : parts.reviews.get(loop);
  if (review !== undefined) {
    await discard(parts, review);
  } else if (loop !== undefined) {
    await parts.connection.call<void>(Server.discard, { loop });
  }
  parts.loops.refresh();
}

/** Lets the person pick one of the loops that a command fits. */
async function pickLoop(parts: Parts, command: string, placeHolder: string): Promise<string | undefined> {
  const answer = await parts.connection.call<{ loops: HistoryEntry[] }>(Server.history, {});
  const loops = answer.loops.filter((one) => one.can.includes(command));
  if (loops.length === 0) {
    void vscode.window.showInformationMessage("Bowline: no loop has run yet.");
    return undefined;
  }
  const items = loops.map((one) => ({ label: one.title, description: `${verdictLabel(one.verdict)} · ${one.stop}`, detail: `${one.started} · ${one.id}`, id: one.id }));
  const picked = await vscode.window.showQuickPick(items, { title: "Bowline: History", placeHolder, matchOnDescription: true, matchOnDetail: true });
  return picked?.id;
}
