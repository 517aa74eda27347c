// The edits that wait for a person: their texts as virtual documents and which hunks are accepted. How they are shown is
// in `reviewTabs.ts` and `hunkLenses.ts`.

import * as vscode from "vscode";
import type { ChosenHunks, Hunk, OthersParams, ReviewFile, ReviewParams } from "./protocol";

/** The scheme of proposed texts; menus and lenses hang on it. */
export const PROPOSED = "bowline-proposed";
/** The scheme of the texts the loop started from. */
export const ORIGINAL = "bowline-original";

/** One hunk, where it stands in which review. */
export interface HunkAt {
  review: Review;
  file: ReviewFile;
  hunk: Hunk;
}

/** One proposed edit and what the person picked of it. Every hunk starts accepted. */
export class Review {
  private readonly skipped = new Set<string>();
  /** What the person saved of a proposed text that they have rewritten. */
  private readonly saved = new Map<string, string>();

  constructor(readonly params: ReviewParams) {}

  get loop(): string {
    return this.params.loop;
  }

  /** The title of the review's tab. */
  get title(): string {
    return `Bowline: ${this.params.title}`;
  }

  get hunkCount(): number {
    return this.params.files.reduce((sum, file) => sum + file.hunks.length, 0);
  }

  get acceptedCount(): number {
    return this.hunkCount - this.skipped.size;
  }

  isAccepted(file: ReviewFile, hunk: Hunk): boolean {
    return !this.skipped.has(keyOf(file, hunk));
  }

  accept(file: ReviewFile, hunk: Hunk): void {
    this.skipped.delete(keyOf(file, hunk));
  }

  skip(file: ReviewFile, hunk: Hunk): void {
    this.skipped.add(keyOf(file, hunk));
  }

  /** The proposed text as it stands: in the editor, else as it was saved, else as the loop proposed it. */
  proposed(file: ReviewFile): string {
    const shown = this.documentOf(file, PROPOSED).toString();
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === shown);
    return open?.getText() ?? this.stored(file);
  }

  /** The proposed text as it was saved, else as the loop proposed it. */
  stored(file: ReviewFile): string {
    return this.saved.get(file.uri) ?? file.after;
  }

  /** Whether the person has changed the proposed text: then it counts as it stands, and hunks do not. */
  isRewritten(file: ReviewFile): boolean {
    return linesOf(this.proposed(file)) !== linesOf(file.after);
  }

  /** Keeps what was saved of a proposed text; no file of the person is touched by that. */
  keep(file: ReviewFile, text: string): void {
    this.saved.set(file.uri, text);
  }

  /** What `bowline.server.apply` takes as `hunks`; undefined where every hunk is accepted as proposed. */
  chosen(): ChosenHunks[] | undefined {
    const rewritten = this.params.files.filter((file) => this.isRewritten(file));
    if (this.skipped.size === 0 && rewritten.length === 0) {
      return undefined;
    }
    return this.params.files
      .map((file) => ({
        uri: file.uri,
        indexes: file.hunks.filter((hunk) => this.isAccepted(file, hunk)).map((hunk) => hunk.index),
        ...(rewritten.includes(file) ? { text: this.proposed(file) } : {}),
      }))
      .filter((file) => file.indexes.length > 0 || "text" in file);
  }

  /** The virtual document of a file's proposed or original text. The path keeps the file's name, so its language is known. */
  documentOf(file: ReviewFile, scheme: typeof PROPOSED | typeof ORIGINAL): vscode.Uri {
    const real = vscode.Uri.parse(file.uri);
    return vscode.Uri.from({ scheme, path: real.path, query: new URLSearchParams({ loop: this.loop, of: file.uri }).toString() });
  }
}

/** A text without the difference that line endings make. */
function linesOf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function keyOf(file: ReviewFile, hunk: Hunk): string {
  return `${hunk.index} ${file.uri}`;
}

/** Every review that is neither applied nor discarded, and the texts that are shown of it. Proposed texts can be written. */
export class Reviews implements vscode.TextDocumentContentProvider, vscode.FileSystemProvider, vscode.Disposable {
  private readonly byLoop = new Map<string, Review>();
  private readonly texts = new vscode.EventEmitter<vscode.Uri>();
  private readonly files = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly changes = new vscode.EventEmitter<Review>();
  private readonly registrations: vscode.Disposable[];
  /** Counts what was saved, as the time of every proposed text. */
  private written = 1;

  readonly onDidChange = this.texts.event;
  readonly onDidChangeFile = this.files.event;
  /** Fires when a hunk was accepted or skipped, and when a review came or went. */
  readonly onDidChangeReview = this.changes.event;

  constructor() {
    this.registrations = [
      vscode.workspace.registerTextDocumentContentProvider(ORIGINAL, this),
      vscode.workspace.registerFileSystemProvider(PROPOSED, this, { isCaseSensitive: true }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        const found = document.uri.scheme === PROPOSED ? this.find(document.uri) : undefined;
        if (found !== undefined) {
          this.changed(found.review);
        }
      }),
    ];
  }

  /** Takes a review in; an older one of the same loop is replaced. */
  add(params: ReviewParams): Review {
    const review = new Review(params);
    this.byLoop.delete(params.loop);
    this.byLoop.set(params.loop, review);
    for (const file of params.files) {
      this.files.fire([{ type: vscode.FileChangeType.Changed, uri: review.documentOf(file, PROPOSED) }]);
      this.texts.fire(review.documentOf(file, ORIGINAL));
    }
    this.changed(review);
    return review;
  }

  /** Takes in other fixes of the error that a review is about. */
  addOthers({ loop, others }: OthersParams): void {
    const review = this.byLoop.get(loop);
    if (review !== undefined) {
      review.params.others = others;
      this.changed(review);
    }
  }

  remove(review: Review): void {
    if (this.byLoop.get(review.loop) === review) {
      this.byLoop.delete(review.loop);
      this.changed(review);
    }
  }

  get(loop: string): Review | undefined {
    return this.byLoop.get(loop);
  }

  /** The review that came last. */
  get latest(): Review | undefined {
    return [...this.byLoop.values()].at(-1);
  }

  get all(): Review[] {
    return [...this.byLoop.values()];
  }

  /** The review and file of a virtual document. */
  find(document: vscode.Uri): { review: Review; file: ReviewFile } | undefined {
    const query = new URLSearchParams(document.query);
    const review = this.byLoop.get(query.get("loop") ?? "");
    const file = review?.params.files.find((one) => one.uri === query.get("of"));
    return review !== undefined && file !== undefined ? { review, file } : undefined;
  }

  /** The hunk at a 0-based line of a proposed text; a pure deletion counts at the line it stands before. */
  hunkAt(document: vscode.Uri, line: number): HunkAt | undefined {
    const found = this.find(document);
    const hunk = found?.file.hunks.find(({ afterLines: [start, end] }) => start <= line && line < Math.max(end, start + 1));
    return found !== undefined && hunk !== undefined ? { ...found, hunk } : undefined;
  }

  /** Says that something of a review is shown differently now. */
  changed(review: Review): void {
    void vscode.commands.executeCommand("setContext", "bowline.reviewOpen", this.byLoop.size > 0);
    this.changes.fire(review);
  }

  provideTextDocumentContent(document: vscode.Uri): string {
    return this.find(document)?.file.before ?? "";
  }

  stat(document: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: this.written, size: this.readFile(document).length };
  }

  readFile(document: vscode.Uri): Uint8Array {
    const { review, file } = this.expect(document);
    return new TextEncoder().encode(review.stored(file));
  }

  writeFile(document: vscode.Uri, content: Uint8Array): void {
    const { review, file } = this.expect(document);
    review.keep(file, new TextDecoder().decode(content));
    this.written += 1;
    this.changed(review);
  }

  // There is nothing to watch and no folder: the texts are those of the reviews.
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory(document: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(document);
  }
  delete(document: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(document);
  }
  rename(document: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(document);
  }

  private expect(document: vscode.Uri): { review: Review; file: ReviewFile } {
    const found = this.find(document);
    if (found === undefined) {
      throw vscode.FileSystemError.FileNotFound(document);
    }
    return found;
  }

  dispose(): void {
    vscode.Disposable.from(...this.registrations, this.texts, this.files, this.changes).dispose();
  }
}
