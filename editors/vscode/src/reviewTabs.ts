// The review's tabs: opening the native diff, knowing which review is in front, closing it. What a review holds is in `reviews.ts`.

import * as vscode from "vscode";
import { ORIGINAL, PROPOSED, type Review, type Reviews } from "./reviews";

/** Opens reviews as diff editors and keeps the context key `bowline.reviewActive`, on which the title buttons hang. */
export class ReviewTabs implements vscode.Disposable {
  private readonly registrations: vscode.Disposable;

  constructor(private readonly reviews: Reviews) {
    const refresh = () => void vscode.commands.executeCommand("setContext", "bowline.reviewActive", this.inFront() !== undefined);
    this.registrations = vscode.Disposable.from(
      vscode.window.tabGroups.onDidChangeTabs(refresh),
      vscode.window.tabGroups.onDidChangeTabGroups(refresh),
      reviews.onDidChangeReview(refresh),
    );
  }

  /** Shows a review: one file in the diff editor, several in the multi-file diff editor. */
  async open(review: Review): Promise<void> {
    const files = review.params.files;
    const [first] = files;
    if (first === undefined) {
      void vscode.window.showInformationMessage(`${review.title}: nothing to change.`);
      return;
    }
    if (files.length === 1) {
      await vscode.commands.executeCommand(
        "vscode.diff",
        review.documentOf(first, ORIGINAL),
        review.documentOf(first, PROPOSED),
        review.title,
        { preview: false },
      );
      return;
    }
    const resources = files.map((file) => [vscode.Uri.parse(file.uri), review.documentOf(file, ORIGINAL), review.documentOf(file, PROPOSED)]);
    await vscode.commands.executeCommand("vscode.changes", review.title, resources);
  }

  /** Closes whatever shows this review. */
  async close(review: Review): Promise<void> {
    // What was rewritten is kept by the review, or dropped with it: nobody is asked to save it.
    const shown = review.params.files.map((file) => review.documentOf(file, PROPOSED).toString());
    const dirty = vscode.workspace.textDocuments.filter((one) => one.isDirty && shown.includes(one.uri.toString()));
    await Promise.all(dirty.map((one) => one.save()));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => this.reviewOf(tab) === review);
    await vscode.window.tabGroups.close(tabs, true);
  }

  /** The review in the active tab. */
  inFront(): Review | undefined {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab === undefined ? undefined : this.reviewOf(tab);
  }

  private reviewOf(tab: vscode.Tab): Review | undefined {
    if (tab.input instanceof vscode.TabInputTextDiff) {
      return this.reviews.find(tab.input.modified)?.review;
    }
    if (tab.input instanceof vscode.TabInputText) {
      return this.reviews.find(tab.input.uri)?.review;
    }
    // The multi-file diff has no stable type for its input: its title tells it.
    return this.reviews.all.find((review) => review.params.files.length > 1 && tab.label.startsWith(review.title));
  }

  dispose(): void {
    this.registrations.dispose();
  }
}
