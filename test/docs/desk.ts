// Where the commands of the documents are run as they stand there, in an empty folder with a meter of its own. What is other than on the page is
// listed in `STANDS_FOR`: no command needs a board, or lasts.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../tools/build/bundle.ts";
import { packedFlash, packedProgram } from "../cli/hasm.ts";
import { finished } from "../finished.ts";
import type { Run } from "../finished.ts";
import { Bench, meterBoard, offSwitchBoard } from "../flash/rig.ts";
import { words } from "./understood.ts";

/** What a command is changed to before it is run, and why. */
const STANDS_FOR: readonly (readonly [from: RegExp, to: string, why: string])[] = [
  [/ --wires /, " --wires 0 --headless --speed 20 --for 20h ", "free ports, no page; ends when the test does"],
  [/ --for \d+h /, " --for 10m ", "as long as its load file here, and no longer"],
  [/--port \/dev\/ttyACM\d/, "--port PORT", "a model of the board's console at a TCP port"],
];

const METER = "HASM0042";
const PROVISION = `npx hasm provision --meter ${METER} --out meters --window 0s --rest 0s`;
/** The meter has more Storage than the other. */
const METER_STORAGE = 262_144;

/** Minutes of a household, in the format of UCI. */
function loadFile(): string {
  const rows = Array.from({ length: 20 }, (_, minute) => `1/2/2007;00:${String(minute).padStart(2, "0")}:00;0.600`);
  return ["Date;Time;Global_active_power", ...rows, ""].join("\n");
}

/** That of London as a supplier changes it: a meter takes only a higher version than those that it has. */
function laterTariff(): string {
  const tariff = JSON.parse(readFileSync(join(ROOT, "docs/tariff-london.json"), "utf8")) as { version: number };
  return JSON.stringify({ ...tariff, version: tariff.version + 1 });
}

export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), "hasm-docs-"));
  #bench: ChildProcess | undefined;
  #address = "";
  /** Why the bench is gone; "" while it runs. */
  #ended = "";
  #others = 0;

  constructor() {
    for (const name of ["docs", "scenarios"]) symlinkSync(join(ROOT, name), join(this.folder, name));
    writeFileSync(join(this.folder, "FILE"), loadFile());
    writeFileSync(join(this.folder, "tariff.json"), laterTariff());
  }

  /** What a command left in a file. */
  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  save(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  async close(): Promise<void> {
    if (this.#bench !== undefined && this.#bench.exitCode === null) {
      this.#bench.kill("SIGKILL");
      await once(this.#bench, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async run(command: string): Promise<Run> {
    const changed = STANDS_FOR.reduce((text, [from, to]) => text.replace(from, to), `${command} `).trim();
    const given = words(changed);
    if (given[0] === "./flash.sh") return this.#flash(given.slice(1));
    const args = given.slice(given[0] === "npx" ? 2 : 1);
    if (args[0] === "provision") return this.#provision(args);
    if (args[0] === "send") return this.#send(args);
    if (args.includes("--wires")) return this.#live(args);
    return this.#hasm(args);
  }

  #start(program: string, args: readonly string[], folder = this.folder): ChildProcess {
    const env = { ...process.env, COLUMNS: "200", LC_ALL: "C" };
    return spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  }

  async #hasm(args: readonly string[], folder?: string): Promise<Run> {
    return finished(this.#start(await packedProgram(), args, folder));
  }

  /** The first one makes the meter of all commands; the others, which would find it there, have a folder each. */
  async #provision(args: readonly string[]): Promise<Run> {
    if (!existsSync(join(this.folder, "meters"))) return this.#hasm(args);
    const folder = join(this.folder, `${++this.#others}`);
    mkdirSync(folder);
    return this.#hasm(args, folder);
  }

  async #needMeter(): Promise<void> {
    if (existsSync(join(this.folder, "meters"))) return;
    const { exit, stderr } = await this.run(PROVISION);
    assert.deepEqual([exit, stderr], [0, ""]);
  }

  /** A second bench on the same keys would be refused: the one that runs is the one of all pages. */
  async #live(args: readonly string[]): Promise<Run> {
    await this.#needMeter();
    if (this.#bench !== undefined) return { exit: 0, stdout: "", stderr: "" };
    const bench = this.#start(await packedProgram(), args);
    this.#bench = bench;
    let said = "";
    bench.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      bench.once("exit", (exit, signal) => {
        this.#ended = `the bench ended, ${signal ?? exit}: ${said}`;
        reject(new Error(this.#ended));
      });
      bench.stdout!.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const found = /^wires: wan (\S+),/.exec(said)?.[1];
        if (found === undefined) return;
        this.#address = found;
        resolve();
      });
    });
    return { exit: 0, stdout: said, stderr: "" };
  }

  async #send(args: readonly string[]): Promise<Run> {
    await this.#live(words(`bench --wires 0 --headless --speed 20 --for 20h --keys meters/${METER}`));
    for (;;) {
      const run = await this.#hasm([...args, "--to", this.#address]);
      assert.equal(this.#ended, "");
      if (!run.stderr.includes("it has no reading yet")) return run;
    }
  }

  /** A board as it comes from the shop, with the engine; locked: as it is after the first flashing, too. */
  async #flash(args: readonly string[]): Promise<Run> {
    await this.#needMeter();
    const isMeter = args[0] === "meter";
    const bench = await Bench.with(
      isMeter ? { board: meterBoard, capacity: METER_STORAGE } : { board: offSwitchBoard },
    );
    const all = args.map((word) => (word === "PORT" ? bench.port : word));
    try {
      const run = await finished(this.#start(await packedFlash(), all));
      return { ...run, stdout: run.stdout.replaceAll(bench.port, `/dev/ttyACM${isMeter ? 1 : 0}`) };
    } finally {
      bench.close();
    }
  }
}
