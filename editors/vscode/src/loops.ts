// The view of loops: which run, which wait for a decision, which are over. What can be done with each is the server's word, and
// the menus in `package.json` hang on it; nothing is decided here.

import * as vscode from "vscode";
import type { Connection } from "./client";
import { Server, standing, verdictLabel, type HistoryEntry, type StatusParams } from "./protocol";

/** The view's id in `package.json`. */
export const LOOPS_VIEW = "bowline.loops";

/** Lists the loops and follows them. */
export class Loops implements vscode.TreeDataProvider<HistoryEntry>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<HistoryEntry | undefined>();
  private readonly stages = new Map<string, string>();
  private entries: HistoryEntry[] = [];
  private readonly view: vscode.TreeView<HistoryEntry>;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly connection: () => Connection | undefined) {
    this.view = vscode.window.createTreeView(LOOPS_VIEW, { treeDataProvider: this });
  }

  /** Takes a `bowline/status` in: the whole list is asked for again only when a loop came or went. */
  onStatus(params: StatusParams): void {
    const known = this.entries.find((one) => one.id === params.loop && one.stop === "running");
    if (params.state === "running") {
      this.stages.set(params.loop, standing(params));
    } else {
      this.stages.delete(params.loop);
    }
    this.changes.fire(params.state === "running" ? known : undefined);
  }

  /** Asks the server again: a decision was made, or the server is another one. */
  refresh(): void {
    this.changes.fire(undefined);
  }

  async getChildren(parent?: HistoryEntry): Promise<HistoryEntry[]> {
    if (parent !== undefined) {
      return [];
    }
    const answer = await this.connection()
      ?.call<{ loops: HistoryEntry[] }>(Server.history, {})
      .catch(() => undefined);
    this.entries = answer?.loops ?? [];
    return this.entries;
  }

  getTreeItem(one: HistoryEntry): vscode.TreeItem {
    const state = this.stateOf(one);
    const item = new vscode.TreeItem(one.title);
    item.id = one.id;
    item.description = state;
    item.tooltip = `${one.title}\n${state} · ${one.stop}\n${one.started} · ${one.root}`;
    item.contextValue = one.can.join(" ");
    item.iconPath = new vscode.ThemeIcon(iconOf(one));
    item.accessibilityInformation = { label: `${one.title}, ${state}, began ${one.started}` };
    const command = one.can[0] === "review" ? "bowline.review" : one.can[0] === "showReport" ? "bowline.showReport" : undefined;
    if (command !== undefined) {
      item.command = { command, title: "Open", arguments: [one.id] };
    }
    return item;
  }

  private stateOf(one: HistoryEntry): string {
    if (one.stop === "running") {
      return this.stages.get(one.id) ?? "running";
    }
    return verdictLabel(one.verdict) + (one.can.includes("review") ? ", waits for review" : "") + (one.used ? `, ${one.used}` : "");
  }

  dispose(): void {
    vscode.Disposable.from(this.view, this.changes).dispose();
  }
}

function iconOf(one: HistoryEntry): string {
  if (one.stop === "running") {
    return "sync";
  }
  if (one.can.includes("review")) {
    return "diff";
  }
  return one.verdict === "none" ? "circle-slash" : "check";
}
