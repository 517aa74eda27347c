// What stands over and beside each hunk of a proposed text: code lenses, and a marking whose hover offers the same choices
// where lenses are switched off. Which hunks are accepted is in `reviews.ts`.

import * as vscode from "vscode";
import { verdictLabel, type Hunk, type ReviewFile } from "./protocol";
import { PROPOSED, type Review, type Reviews } from "./reviews";

/** The argument of the two hunk commands when a lens or a hover calls them. */
export interface HunkArgument {
  loop: string;
  uri: string;
  index: number;
}

/** Provides the lenses and keeps the markings of visible proposed texts. */
export class HunkLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly refresh = new vscode.EventEmitter<void>();
  private readonly accepted = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: "solid",
    borderWidth: "0 0 0 3px",
    borderColor: new vscode.ThemeColor("gitDecoration.addedResourceForeground"),
    overviewRulerColor: new vscode.ThemeColor("gitDecoration.addedResourceForeground"),
  });
  private readonly skipped = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    opacity: "0.55",
    borderStyle: "dotted",
    borderWidth: "0 0 0 3px",
    borderColor: new vscode.ThemeColor("disabledForeground"),
  });
  private readonly registrations: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.refresh.event;

  constructor(private readonly reviews: Reviews) {
    this.registrations = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ scheme: PROPOSED }, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.mark()),
      reviews.onDidChangeReview(() => {
        this.refresh.fire();
        this.mark();
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const found = this.reviews.find(document.uri);
    if (found === undefined) {
      return [];
    }
    const { review, file } = found;
    if (review.isRewritten(file)) {
      return this.rewrittenLenses(review);
    }
    const hunks = file.hunks.flatMap((hunk) => this.hunkLenses(review, file, hunk, document.lineCount));
    return [...this.headLenses(review, file), ...hunks];
  }

  /** Hunks do not count in a text that a person has changed: it is taken as it stands, after a proof of its own. */
  private rewrittenLenses(review: Review): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, { title: "$(check) Apply as Rewritten", tooltip: "It is proved again first", command: "bowline.apply", arguments: [review.loop] }),
      new vscode.CodeLens(top, { title: "$(discard) Discard", command: "bowline.discard", arguments: [review.loop] }),
      new vscode.CodeLens(top, { title: "$(edit) Rewritten by you, not proved yet", command: "" }),
      new vscode.CodeLens(top, { title: "Back to the Proposed Text", command: "bowline.undoRewriting" }),
    ];
  }

  private headLenses(review: Review, file: ReviewFile): vscode.CodeLens[] {
    // The multi-file diff folds what is unchanged, but for three lines around a hunk.
    const line = Math.max(0, (file.hunks[0]?.afterLines[0] ?? 0) - 3);
    const top = new vscode.Range(line, 0, line, 0);
    const { verdict, summary, cautions } = review.params;
    const warning = cautions.length === 0 ? "" : ` · $(warning) ${cautions.join(" ")}`;
    return [
      new vscode.CodeLens(top, {
        title: `$(check) Apply ${review.acceptedCount} of ${review.hunkCount}`,
        command: "bowline.apply",
        arguments: [review.loop],
      }),
      new vscode.CodeLens(top, { title: "$(discard) Discard", command: "bowline.discard", arguments: [review.loop] }),
      ...this.otherLenses(review, top),
      new vscode.CodeLens(top, {
        title: `${verdictLabel(verdict)} · ${summary}${warning}`,
        tooltip: "Show the report: what ran and what it said",
        command: "bowline.showReport",
        arguments: [review.loop],
      }),
    ];
  }

  private otherLenses(review: Review, top: vscode.Range): vscode.CodeLens[] {
    const count = review.params.others?.length ?? 0;
    if (count === 0) {
      return [];
    }
    const title = `$(lightbulb) ${count} other ${count === 1 ? "fix" : "fixes"}`;
    return [new vscode.CodeLens(top, { title, tooltip: "Fixes of the same error that hold too", command: "bowline.otherFix", arguments: [review.loop] })];
  }

  private hunkLenses(review: Review, file: ReviewFile, hunk: Hunk, lineCount: number): vscode.CodeLens[] {
    const line = Math.min(hunk.afterLines[0], lineCount - 1);
    const range = new vscode.Range(line, 0, line, 0);
    const argument: HunkArgument = { loop: review.loop, uri: file.uri, index: hunk.index };
    const number = `Hunk ${file.hunks.indexOf(hunk) + 1} of ${file.hunks.length}`;
    if (review.isAccepted(file, hunk)) {
      return [
        new vscode.CodeLens(range, { title: `$(pass-filled) ${number} accepted`, command: "" }),
        new vscode.CodeLens(range, { title: "Skip this hunk", command: "bowline.skipHunk", arguments: [argument] }),
      ];
    }
    return [
      new vscode.CodeLens(range, { title: `$(circle-slash) ${number} skipped`, command: "" }),
      new vscode.CodeLens(range, { title: "Accept this hunk", command: "bowline.acceptHunk", arguments: [argument] }),
    ];
  }

  private mark(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const found = editor.document.uri.scheme === PROPOSED ? this.reviews.find(editor.document.uri) : undefined;
      if (found === undefined) {
        continue;
      }
      const { review, file } = found;
      const hunks = review.isRewritten(file) ? [] : file.hunks;
      const marks = (want: boolean) =>
        hunks.filter((hunk) => review.isAccepted(file, hunk) === want).map((hunk) => this.markOf(review, file, hunk, want));
      editor.setDecorations(this.accepted, marks(true));
      editor.setDecorations(this.skipped, marks(false));
    }
  }

  private markOf(review: Review, file: ReviewFile, hunk: Hunk, isAccepted: boolean): vscode.DecorationOptions {
    const [start, end] = hunk.afterLines;
    const argument: HunkArgument = { loop: review.loop, uri: file.uri, index: hunk.index };
    const link = (command: string, title: string) => `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
    const hover = new vscode.MarkdownString(
      isAccepted ? `Accepted · ${link("bowline.skipHunk", "Skip this hunk")}` : `Skipped · ${link("bowline.acceptHunk", "Accept this hunk")}`,
    );
    hover.isTrusted = { enabledCommands: ["bowline.skipHunk", "bowline.acceptHunk"] };
    return { range: new vscode.Range(start, 0, Math.max(start, end - 1), 0), hoverMessage: hover };
  }

  dispose(): void {
    vscode.Disposable.from(this.registrations, this.refresh, this.accepted, this.skipped).dispose();
  }
}
