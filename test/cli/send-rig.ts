// What the tests of `hasm send` share: the command in one file, for it is started often; a wire on which frames are counted, answers
// withheld, or nobody ever says a word; and a serial device.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { build } from "esbuild";
import { toByteString } from "../../bench/byte-string.ts";
import { FrameReceiver } from "../../bench/frame-receiver.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { finished } from "../finished.ts";
import type { Run } from "../finished.ts";

/** `hasm` with nothing but `send`, as one file without a loader. */
export async function buildSend(outfile: string): Promise<void> {
  const contents = `
    import { Command } from "commander";
    import { sendCommand } from "./bench/send-command.ts";
    const program = new Command("hasm");
    sendCommand(program);
    void program.parseAsync();`;
  const stdin = { contents, resolveDir: ROOT, loader: "ts" } as const;
  await build({ stdin, outfile, bundle: true, platform: "node", format: "cjs", define: { "import.meta.url": '""' } });
}

export function start(program: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, COLUMNS: "200", LC_ALL: "C" };
  return spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

export function run(program: string, args: readonly string[]): Promise<Run> {
  return finished(start(program, args));
}

function routeAndCounter(payload: string): string {
  return Buffer.from(payload.slice(0, 9), "latin1").toString("hex");
}

/** A wire between a client and a meter's WAN. */
export class Tap {
  /** Route and counter of every whole frame to the meter. */
  readonly sent: string[] = [];
  clients = 0;
  /** What the meter says to a client is lost until that client has sent more than so many frames. */
  deafFrames = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** `meterPort` undefined: there is no meter, and nobody says a word. */
  private constructor(meterPort: () => number | undefined) {
    this.#server = createServer((client) => {
      this.clients++;
      let frames = 0;
      const receiver = new FrameReceiver((payload) => {
        frames++;
        this.sent.push(routeAndCounter(payload));
      });
      const port = meterPort();
      const meter = port === undefined ? undefined : connect(port, "127.0.0.1");
      for (const socket of [client, meter])
        socket
          ?.on("error", () => undefined)
          .on("close", () => {
            client.destroy();
            meter?.end();
          });
      for (const socket of [client, meter]) if (socket) this.#sockets.add(socket);
      client.on("data", (chunk: Buffer) => {
        receiver.receive(toByteString(chunk));
        meter?.write(chunk);
      });
      meter?.on("data", (chunk: Buffer) => {
        if (frames > this.deafFrames) client.write(chunk);
      });
    });
  }

  static async open(meterPort: () => number | undefined): Promise<Tap> {
    const tap = new Tap(meterPort);
    tap.#server.listen(0, "127.0.0.1");
    await once(tap.#server, "listening");
    return tap;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** A serial device of this machine at whose far end somebody listens and says nothing: a terminal of the program `script`. */
export async function openTerminal(): Promise<{ device: string; frames: () => readonly string[]; close: () => void }> {
  const child = spawn("script", ["-qc", "tty; stty raw -echo; exec sleep 60", "/dev/null"], { stdio: "pipe" });
  let heard = "";
  const device = await new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      heard += toByteString(chunk);
      const found = /^(\/dev\/\S+)\r\n/.exec(heard)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    device,
    frames: () => {
      const payloads: string[] = [];
      new FrameReceiver((payload) => payloads.push(payload)).receive(heard.slice(device.length + 2));
      return payloads;
    },
    close: () => child.kill(),
  };
}
