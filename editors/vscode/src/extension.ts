// Where the parts are put together. Each part lives in its own file; nothing is decided here.

import * as vscode from "vscode";
import { Connection } from "./client";
import { registerCommands } from "./commands";
import { HunkLenses } from "./hunkLenses";
import { Loops } from "./loops";
import { Reports } from "./report";
import { Reviews } from "./reviews";
import { ReviewTabs } from "./reviewTabs";
import { Status } from "./status";

let connection: Connection | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = new Status();
  const reviews = new Reviews();
  const tabs = new ReviewTabs(reviews);
  const reports = new Reports();
  const loops = new Loops(() => connection);
  connection = new Connection(context, {
    onStatus: (params) => {
      status.onStatus(params);
      loops.onStatus(params);
    },
    onServer: (state, detail) => {
      status.onServer(state, detail);
      loops.refresh();
    },
    onReady: () => loops.refresh(),
    onAnswer: (params) => void reports.show(params),
    onReview: (params) => void tabs.open(reviews.add(params)),
    onOthers: (params) => reviews.addOthers(params),
  });
  const commands = registerCommands({ connection, status, reviews, tabs, reports, loops });
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("bowline.server.path")) {
      void connection?.restart();
    }
  });
  const decisions = reviews.onDidChangeReview(() => loops.refresh());
  context.subscriptions.push(settings, decisions, loops, status, reviews, tabs, reports, new HunkLenses(reviews), connection, ...commands);
  await connection.start();
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}
