// Reports as rendered Markdown: a virtual document and VS Code's own preview of it.

import * as vscode from "vscode";
import type { Report } from "./protocol";

const SCHEME = "bowline-report";

/** Keeps the reports that were asked for, by loop. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;

  readonly onDidChange = this.changes.event;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** Shows a report beside nothing: a preview tab of its own. */
  async show(report: Report): Promise<void> {
    const name = vscode.Uri.parse(report.uri).path.split("/").at(-1) ?? "report.md";
    const document = vscode.Uri.from({ scheme: SCHEME, path: `/${name.endsWith(".md") ? name : `${name}.md`}` });
    this.texts.set(document.path, report.markdown);
    this.changes.fire(document);
    await vscode.commands.executeCommand("markdown.showPreview", document);
  }

  provideTextDocumentContent(document: vscode.Uri): string {
    return this.texts.get(document.path) ?? "";
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changes).dispose();
  }
}
