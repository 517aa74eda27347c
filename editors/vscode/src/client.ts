// The language client: how the server is started, what is announced to it, and how its commands are called.

import * as vscode from "vscode";
import {
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ClientCapabilities,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import { askDoctor, BinaryError, findBinary, offerRemedy, type Binary } from "./binary";
import { PROTOCOL, protocolOf, type OthersParams, type Report, type ReviewParams, type StatusParams } from "./protocol";
import { explicitSettings } from "./settings";

/** What the extension does with the server's notifications. */
export interface Listener {
  onStatus(params: StatusParams): void;
  onReview(params: ReviewParams): void;
  onOthers(params: OthersParams): void;
  onReady(): void;
  onAnswer(params: Report): void;
  onServer(state: "starting" | "ready" | "missing", detail: string): void;
}

/** Tells the server which notifications this client understands. */
class Announcement implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), bowline: { status: true, review: true } };
  }
  initialize(): void {}
  getState(): { kind: "static" } {
    return { kind: "static" };
  }
  clear(): void {}
}

/** Owns the one language client. */
export class Connection implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private restarting: Promise<boolean> = Promise.resolve(true);
  private readonly output = vscode.window.createOutputChannel("Bowline", { log: true });

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly listener: Listener,
  ) {}

  /** Starts the server. Answers false where no usable binary was found; the person has been told then. */
  async start(): Promise<boolean> {
    this.listener.onServer("starting", "");
    try {
      const binary = await findBinary(this.context);
      this.output.info(`server ${binary.version} from ${binary.origin}: ${binary.command}`);
      const client = this.makeClient(binary);
      this.client = client;
      await client.start();
      await this.greet(client, binary);
      this.listener.onServer("ready", binary.version);
      client.onDidChangeState(({ newState }) => this.onState(client, newState, binary));
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.output.error(message);
      this.listener.onServer("missing", message);
      if (error instanceof BinaryError) {
        // Not awaited: activation must not hang on a message that a person leaves open.
        void offerRemedy(error);
      } else {
        void vscode.window.showErrorMessage(`Bowline's server did not start: ${message}`);
      }
      return false;
    }
  }

  /** Refuses a server that is too old for this client, with a sentence that says how to mend it. */
  private async greet(client: LanguageClient, binary: Binary): Promise<void> {
    const protocol = protocolOf(client.initializeResult?.capabilities);
    if (protocol < PROTOCOL) {
      await this.stop();
      throw new BinaryError(
        `The server binary «${binary.command}» (${binary.version}, from ${binary.origin}) is too old: it speaks protocol ${protocol}, and ${PROTOCOL} is needed. Choose the binary of the same release as the extension.`,
      );
    }
  }

  /** A server that dies is started again by the client itself, a few times; what ran in it is over. */
  private onState(client: LanguageClient, state: State, binary: Binary): void {
    if (client !== this.client) {
      return;
    }
    if (state === State.Running) {
      this.listener.onServer("ready", binary.version);
    } else {
      this.listener.onServer(state === State.Starting ? "starting" : "missing", "The server's process ended.");
    }
  }

  /** Runs `bowline doctor` and answers what it printed. */
  async doctor(): Promise<string> {
    const binary = await findBinary(this.context);
    return `# Bowline doctor\n\n${binary.version}, ${binary.command} (from ${binary.origin})\n\n\`\`\`text\n${await askDoctor(binary)}\n\`\`\`\n`;
  }

  /** Ends the server's process and starts it again; the binary is looked for anew. One restart at a time, each after the last. */
  restart(): Promise<boolean> {
    this.restarting = this.restarting.then(async () => {
      await this.stop();
      return this.start();
    });
    return this.restarting;
  }

  /** Ends the server's process. */
  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // A client that never came up rejects; there is nothing left to stop then.
    await client?.dispose().catch((error: unknown) => this.output.warn(String(error)));
  }

  /** Calls one of the server's commands with its one argument. Rejects with a sentence for people where the server refuses. */
  async call<Answer>(command: string, argument: object): Promise<Answer> {
    if (this.client === undefined || !this.client.isRunning()) {
      throw new Error("Bowline's server is not running. «Bowline: Restart Server» starts it.");
    }
    return (await this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] })) as Answer;
  }

  /** The LSP form of a document's URI. */
  uriOf(uri: vscode.Uri): string {
    return this.client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  /** The LSP forms of a range and of a diagnostic. Both must be asked for while the server runs. */
  get converter(): LanguageClient["code2ProtocolConverter"] | undefined {
    return this.client?.code2ProtocolConverter;
  }

  /** The output channel with the server's log. */
  showLog(): void {
    this.output.show(true);
  }

  dispose(): void {
    void this.stop();
    this.output.dispose();
  }

  private makeClient(binary: Binary): LanguageClient {
    const run = { command: binary.command, args: ["lsp"] };
    const client = new LanguageClient("bowline", "Bowline", { run, debug: run }, this.options());
    client.registerFeature(new Announcement());
    client.onNotification("bowline/status", (params: StatusParams) => this.listener.onStatus(params));
    client.onNotification("bowline/review", (params: ReviewParams) => this.listener.onReview(params));
    client.onNotification("bowline/others", (params: OthersParams) => this.listener.onOthers(params));
    client.onNotification("bowline/ready", () => this.listener.onReady());
    client.onNotification("bowline/answer", (params: Report) => this.listener.onAnswer(params));
    return client;
  }

  private options(): LanguageClientOptions {
    const settings = () => explicitSettings(this.context.extension);
    return {
      documentSelector: [
        { scheme: "file", language: "rust" },
        { scheme: "file", pattern: "**/Cargo.toml" },
      ],
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { client: "bowline-vscode", settings: settings() },
      synchronize: { configurationSection: "bowline" },
      middleware: {
        workspace: {
          // Both ways carry what the person set and no defaults: see `settings.ts`.
          configuration: (params) => params.items.map((item) => (item.section === "bowline" ? settings() : null)),
          didChangeConfiguration: async () => {
            await this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings: { bowline: settings() } });
          },
        },
      },
    };
  }
}
