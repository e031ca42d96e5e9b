// A provisioned meter on the bench behind its wires, in which nothing is drawn, for tests of `hasm send`.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDiskMemory } from "../../bench/central/disk-memory.ts";
import type { Run } from "../finished.ts";
import { packed, packedProgram } from "./hasm.ts";
import { buildSend, run, start, Tap } from "./send-rig.ts";

export const ID = "HASM0042";

/** A load file of a day in which nothing is drawn. */
function idleLoad(): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const row = (i: number): string => `1/2/2007;${two(Math.floor(i / 60))}:${two(i % 60)}:00;0.000`;
  return ["Date;Time;Global_active_power", ...Array.from({ length: 1440 }, (_, i) => row(i)), ""].join("\n");
}

/** What `open` provisions unless it is told otherwise, in words. */
const AT_ONCE = ["--window", "0s", "--rest", "0s", "--moves", "65535"];
const POLICY = "opens at once, rests 0 s, moves 65535 times in 24 h, is armed for 86400 s";

/** What "query-switch" and its like say of a switch without faults. */
export function switchLines(
  state: string,
  reasons: string,
  accepted: number,
  operations: number,
  policy = POLICY,
  obeys = "none",
): string {
  return [
    `switch ${state}`,
    `reasons ${reasons}`,
    `obeys the meter board for ${obeys}`,
    `commands ${accepted} accepted, 0 rejected`,
    `relay ${operations} operations`,
    "faults 0",
    "alarm none",
    `policy ${policy}`,
    "",
  ].join("\n");
}

/** What "query" says where nothing is drawn. */
export function readings(status: string, switchState = "connected"): RegExp {
  const clock = "20\\d\\d-\\d\\d-\\d\\dT[\\d:]{8}Z, local time \\+01:00";
  const energies = [
    "import 0 Wh, of it 0 Wh at low rates",
    ...["power 0 W", "interval 0 Wh", "export 0 Wh", "export power 0 W", "rate of no tariff", "charged 0\\.00"],
  ].join("\n");
  return new RegExp(
    `^meter \\S{8}: query done\nclock ${clock}\n${energies}\nswitch ${switchState}\nstatus ${status}\n$`,
  );
}

/** A bench as a process, whose wires are open. */
interface RunningBench {
  /** Port of the WAN; the others follow. */
  readonly port: number;
  kill(signal: NodeJS.Signals): Promise<void>;
}

async function startBench(args: readonly string[]): Promise<RunningBench> {
  const child = start(await packedProgram(), ["bench", "--headless", "--wires", "0", ...args]);
  let said = "";
  const port = await new Promise<number>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /^wires: wan \S+:(\d+), top-up \S+:(\d+), maintenance \S+:(\d+), button \S+:(\d+)\n/.exec(said);
      if (!found) return;
      const [, first = 0, ...others] = found.map(Number);
      assert.deepEqual(others, [first + 1, first + 2, first + 3]);
      resolve(first);
    };
    child.stdout!.on("data", hear);
    child.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.once("exit", () => {
      reject(new Error(said));
    });
  });
  return {
    port,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}

/** A run of a command as it should end. */
export function says(stdout: string, stderr = "", exit = 0): Run {
  return { exit, stdout, stderr };
}

export class SendMeter {
  readonly folder = mkdtempSync(join(tmpdir(), "hasm-send-"));
  readonly program = join(this.folder, "send.cjs");
  readonly keys = join(this.folder, "meters", ID);
  readonly load = join(this.folder, "load.txt");
  #bench: RunningBench | undefined;
  #tap: Tap | undefined;

  async open(policy: readonly string[] = AT_ONCE): Promise<void> {
    writeFileSync(this.load, idleLoad());
    const [provisioned] = await Promise.all([
      packed(["provision", "--meter", ID, "--out", join(this.folder, "meters"), ...policy]),
      buildSend(this.program),
    ]);
    assert.equal(provisioned.stderr, "");
    await this.startBench();
    this.#tap = await Tap.open(() => this.bench.port);
  }

  /** Once the meter has a reading, which is returned as "query" prints it. */
  async startBench(): Promise<string> {
    this.#bench = await startBench(["--keys", this.keys, "--load", this.load, "--for", "20h", "--speed", "10"]);
    const early = says("", `meter ${ID} refused query: it has no reading yet: it has just started\n`, 1);
    for (;;) {
      const answer = await this.send("query");
      if (answer.exit === 0) return answer.stdout;
      assert.deepEqual(answer, early);
    }
  }

  get bench(): RunningBench {
    return this.#bench!;
  }

  get address(): string {
    return `127.0.0.1:${this.bench.port}`;
  }

  /** A wire to the WAN, and to nothing else. */
  get tap(): Tap {
    return this.#tap!;
  }

  send(...args: string[]): Promise<Run> {
    return run(this.program, ["send", "--keys", this.keys, "--to", this.address, ...args]);
  }

  tapped(...args: string[]): Promise<Run> {
    return run(this.program, ["send", "--keys", this.keys, "--to", this.tap.address, ...args]);
  }

  /** Secret and successor of a key in the central system's memory. */
  key(number: number): readonly [string | undefined, string | undefined] {
    const memory = openDiskMemory(join(this.keys, "central"));
    try {
      return [memory.secret(number), memory.successor(number)];
    } finally {
      memory.close();
    }
  }

  async close(): Promise<void> {
    this.#tap?.close();
    await this.#bench?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true });
  }
}
