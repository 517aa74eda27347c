// The status bar item: what the server and its loops are doing. Progress notifications are VS Code's own work.

import * as vscode from "vscode";
import { standing, verdictLabel, type StatusParams } from "./protocol";

/** Keeps the newest news of each loop and shows it. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("bowline.status", vscode.StatusBarAlignment.Left, 0);
  private readonly running = new Map<string, StatusParams>();
  private ended: StatusParams | undefined;
  private server: { state: "starting" | "ready" | "missing"; detail: string } = { state: "starting", detail: "" };

  constructor() {
    this.item.name = "Bowline";
    this.render();
    this.item.show();
  }

  /** Takes a `bowline/status` in. */
  onStatus(params: StatusParams): void {
    if (params.state === "running") {
      this.running.set(params.loop, params);
    } else {
      this.running.delete(params.loop);
      this.ended = params;
    }
    this.render();
  }

  /** Takes news of the server's process in; whatever ran in an older process is over. */
  onServer(state: "starting" | "ready" | "missing", detail: string): void {
    this.server = { state, detail };
    this.running.clear();
    this.render();
  }

  /** The loop that ended last. */
  get lastEnded(): string | undefined {
    return this.ended?.loop;
  }

  /** The loops that run. */
  get runningLoops(): StatusParams[] {
    return [...this.running.values()];
  }

  private render(): void {
    const view = this.view();
    this.item.text = view.text;
    this.item.tooltip = view.tooltip;
    this.item.command = view.command;
    this.item.accessibilityInformation = { label: view.label };
    this.item.backgroundColor = this.server.state === "missing" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
  }

  private view(): { text: string; tooltip: string; label: string; command: string } {
    const [loop, ...others] = this.runningLoops;
    if (loop !== undefined) {
      const more = others.length === 0 ? "" : ` (+${others.length})`;
      const what = `Bowline: ${standing(loop)}${more}`;
      const tooltip = `${loop.message}${spent(loop)}\nClick to stop.`;
      return { text: `$(sync~spin) ${what}`, tooltip, label: `${what}. ${loop.message}`, command: "bowline.stopLoop" };
    }
    switch (this.server.state) {
      case "missing":
        return { text: "$(error) Bowline", tooltip: `${this.server.detail}\nClick to start again.`, label: "Bowline did not start", command: "bowline.restartServer" };
      case "starting":
        return { text: "$(loading~spin) Bowline", tooltip: "The server is starting.", label: "Bowline starts", command: "bowline.showHistory" };
      case "ready":
        return this.idle();
    }
  }

  private idle(): { text: string; tooltip: string; label: string; command: string } {
    const ended = this.ended;
    if (ended === undefined) {
      return { text: "$(wand) Bowline", tooltip: `Server ${this.server.detail}. Click for the history.`, label: "Bowline is ready", command: "bowline.showHistory" };
    }
    const what = `Bowline: ${verdictLabel(ended.verdict)}`;
    const tooltip = `${ended.message}${spent(ended)}\n${seconds(ended.elapsedMillis)}. Click for the report.`;
    return { text: what, tooltip, label: `${what}. ${ended.message}`, command: "bowline.showReport" };
  }

  dispose(): void {
    this.item.dispose();
  }
}

function spent({ spend }: StatusParams): string {
  return spend === undefined || spend === null ? "" : `\n${spend}`;
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}
