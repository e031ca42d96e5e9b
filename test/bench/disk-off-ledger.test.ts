// The ledger of the limit on "off" in a folder: it says what the volatile one says, an "off" that was admitted is never forgotten whatever
// stops it, one process has it at a time, and each error in its words.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import { openDiskOffLedger } from "../../bench/central/disk-off-ledger.ts";
import type { Ground } from "../../bench/central/ground.ts";
import { VolatileOffLedger } from "../../bench/central/off-ledger.ts";
import type { OffLedger, OffRequest } from "../../bench/central/off-ledger.ts";
import { OFF_RULES, OffLimit } from "../../bench/central/off-limit.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { finished } from "../finished.ts";
import { LosingDisk, Stopped } from "./central/losing-disk.ts";

const HOME = "/m";
const NOW_MS = 1_800_000_000_000;
const MOST = 10;
const WINDOW_MS = 2000;

function requestOf(id: string, count: number, madeMs = NOW_MS): OffRequest {
  const meterIds = Array.from({ length: count }, (_, i) => `METER${String(i).padStart(3, "0")}`);
  return { id, by: "alice@utility", madeMs, meterIds };
}

let lives = 0;
/** A process of its own: all others are dead. */
function ground(calls: LosingDisk): Ground {
  const own = `${++lives}.-`;
  return { calls, processes: { own, lives: (name) => name === own } };
}

/** How many more may be given within the window: what a ledger remembers of them. */
function left(ledger: OffLedger, atMs = NOW_MS, sinceMs = 0): number {
  let free = 0;
  while (ledger.admit(1, atMs, sinceMs, MOST)) free++;
  return free;
}

describe("ledger of off on disk", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant("admit"), count: fc.integer({ min: 1, max: 12 }), at: fc.nat(1500) }),
      fc.record({ do: fc.constant("open"), count: fc.integer({ min: 0, max: 40 }), at: fc.nat(9) }),
      fc.record({ do: fc.constant("confirm"), count: fc.constant(0), at: fc.nat(9) }),
      fc.record({ do: fc.constant("discard"), count: fc.constant(0), at: fc.nat(9) }),
      fc.record({ do: fc.constant("reopen"), count: fc.constant(0), at: fc.constant(0) }),
    ),
    { maxLength: 30 },
  );

  it("says what the volatile one says, whatever is asked and however often it is opened anew", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const disk = new LosingDisk();
        const model = new VolatileOffLedger();
        let ledger = openDiskOffLedger(HOME, ground(disk));
        const both = (run: (one: OffLedger) => unknown): void => {
          assert.deepEqual(run(ledger), run(model));
        };
        let atMs = NOW_MS;
        for (const { do: what, count, at } of all) {
          atMs += at;
          if (what === "admit") both((one) => one.admit(count, atMs, atMs - WINDOW_MS, MOST));
          else if (what === "open" && !model.requests().some(({ id }) => id === `${at}`))
            both((one) => one.open(requestOf(`${at}`, count), 4));
          else if (what === "confirm") both((one) => one.confirm(`${at}`, atMs));
          else if (what === "discard") both((one) => one.discard(`${at}`));
          else {
            ledger.close();
            ledger = openDiskOffLedger(HOME, ground(disk));
          }
          both((one) => one.requests());
        }
        both((one) => left(one, atMs, atMs - WINDOW_MS));
      }),
      { numRuns: 200 },
    );
  });

  /** Ten are given in pieces, two requests are made, one is confirmed; `told` is what the caller knows of it. */
  function live(disk: LosingDisk, told: { given: number; requests: Set<string> }): void {
    const ledger = openDiskOffLedger(HOME, ground(disk));
    for (const count of [3, 1, 2]) {
      assert.ok(ledger.admit(count, NOW_MS, 0, MOST));
      told.given += count;
    }
    for (const id of ["one", "two"]) {
      ledger.open(requestOf(id, 3), MOST);
      told.requests.add(id);
    }
    assert.ok(ledger.confirm("one", NOW_MS));
    told.given += 3;
    told.requests.delete("one");
    ledger.close();
  }

  it("stopped after any step remembers every off that was admitted", () => {
    let stops = 0;
    let disks = 0;
    for (let stopAfter = 0, isWhole = false; !isWhole; stopAfter++, stops++) {
      const disk = new LosingDisk();
      disk.stopAfter = stopAfter;
      const told = { given: 0, requests: new Set<string>() };
      try {
        live(disk, told);
        isWhole = true;
      } catch (error) {
        assert.ok(error instanceof Stopped);
      }
      for (const found of disk.leftovers()) {
        const ledger = openDiskOffLedger(HOME, ground(found));
        const waiting = ledger.requests().map(({ id }) => id);
        const given = MOST - left(ledger);
        // The step that it stopped in may have been done: three more at most, and a request less or more.
        assert.ok(given >= told.given && given <= told.given + 3, `${given} after ${told.given}`);
        for (const id of told.requests) assert.ok(waiting.includes(id) || given === told.given + 3, id);
        disks++;
      }
    }
    assert.ok(stops > 6 * 6 && disks > 2 * stops, `${stops} stops, ${disks} disks`);
  });
});

describe("the folder of a ledger of off", () => {
  it("has a name that outlives a loss of power, whoever made it and was stopped before that was sure", () => {
    const synced: string[] = [];
    class Watched extends LosingDisk {
      override syncDirectory(directory: string): void {
        synced.push(directory);
        super.syncDirectory(directory);
      }
    }
    const disk = new Watched();
    for (let opening = 0; opening < 2; opening++) {
      openDiskOffLedger(HOME, ground(disk)).close();
      assert.deepEqual(synced.splice(0), ["/"]);
    }
  });
});

describe("ledger of off in a real folder", () => {
  let folder = "";
  let home = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hasm-ledger-"));
    home = join(folder, "off-ledger");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is for nobody else to read, and leaves nothing beside it", () => {
    const ledger = openDiskOffLedger(home);
    assert.ok(ledger.admit(4, NOW_MS, 0, MOST));
    ledger.close();
    assert.deepEqual(readdirSync(home), ["ledger"]);
    assert.deepEqual([statSync(home).mode & 0o777, statSync(join(home, "ledger")).mode & 0o777], [0o700, 0o600]);
    assert.throws(() => ledger.admit(1, NOW_MS, 0, MOST), {
      name: "PrivateFolderError",
      kind: "closed",
      message: `${home} was closed: nothing more is kept`,
    });
  });

  it("is refused when it was changed by a single bit, cut or made longer", () => {
    const file = join(home, "ledger");
    const ledger = openDiskOffLedger(home);
    ledger.admit(4, NOW_MS, 0, MOST);
    ledger.open(requestOf("one", 2), MOST);
    ledger.close();
    const whole = readFileSync(file);
    const changed = [...whole.keys()].map((at) => whole.map((byte, i) => (i === at ? byte ^ (1 << (at & 7)) : byte)));
    for (const bytes of [...changed, whole.subarray(0, -1), Buffer.concat([whole, whole]), Buffer.alloc(0)]) {
      writeFileSync(file, bytes);
      assert.throws(() => openDiskOffLedger(home), {
        name: "OffLedgerError",
        message: `${file} is damaged: how many meters were switched off is no longer known`,
      });
    }
    writeFileSync(file, whole);
    openDiskOffLedger(home).close();
  });

  it("is refused where others may read it, or another process has it", async () => {
    const holder = spawn("sleep", ["60"]);
    await once(holder, "spawn");
    const ledger = openDiskOffLedger(home);
    ledger.admit(1, NOW_MS, 0, MOST);
    ledger.close();
    const refusing = (kind: string, message: string): void => {
      assert.throws(() => openDiskOffLedger(home), { name: "PrivateFolderError", kind, message });
    };
    chmodSync(home, 0o750);
    refusing("open-to-others", `${home} is open to others: its mode is 750, not 700`);
    chmodSync(home, 0o700);
    chmodSync(join(home, "ledger"), 0o604);
    refusing("open-to-others", `${join(home, "ledger")} is open to others: its mode is 604, not 600`);
    chmodSync(join(home, "ledger"), 0o600);
    writeFileSync(join(home, `lock.${holder.pid}.-`), "");
    refusing("in-use", `${home} is in use by process ${holder.pid}: one at a time`);
    holder.kill();
    await once(holder, "exit");
    openDiskOffLedger(home).close();
    rmSync(home, { recursive: true });
    writeFileSync(home, "");
    assert.throws(() => openDiskOffLedger(home), { name: "PrivateFolderError", kind: "open-to-others" });
  });

  it("keeps the limit of a process that is killed at random moments", async function () {
    this.timeout(60_000);
    const program = join(folder, "giver.mjs");
    const source = `
      import { openDiskOffLedger } from ${JSON.stringify(`${ROOT}bench/central/disk-off-ledger.ts`)};
      import { writeSync } from "node:fs";
      const ledger = openDiskOffLedger(process.argv[2]);
      writeSync(1, "open\\n");
      for (let i = 0; ; i++) writeSync(1, ledger.admit(1, ${NOW_MS} + i, 0, 4000000) ? "given\\n" : "full\\n");`;
    const stdin = { contents: source, resolveDir: ROOT };
    await build({ stdin, outfile: program, bundle: true, platform: "node", format: "esm" });
    let given = 0;
    let kills = 0;
    // Where the machine is busy some are killed before they give any.
    for (; kills < 10 || given <= 10; kills++) {
      const child = spawn(process.execPath, [program, home], { stdio: ["ignore", "pipe", "pipe"] });
      child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), Math.random() * 40));
      const { exit, stdout, stderr } = await finished(child);
      assert.deepEqual({ exit, stderr }, { exit: null, stderr: "" });
      given += stdout.split("given\n").length - 1;
    }
    const ledger = openDiskOffLedger(home);
    // One may be in it for each kill that nobody was told of.
    const counted = countOf(ledger, given + kills + 1);
    assert.ok(counted >= given && counted <= given + kills, `${counted} of ${given}`);
    ledger.close();
  });

  it("holds the limit of a fleet from one process to the next", () => {
    const limit = (): { ask: (by: string) => string; close: () => void } => {
      const ledger = openDiskOffLedger(home);
      const one = new OffLimit(ledger, OFF_RULES, () => "made");
      return { ask: (by) => one.request(["METER001"], by, NOW_MS, () => true).kind, close: () => ledger.close() };
    };
    const kinds: string[] = [];
    for (let i = 0; i < 11; i++) {
      const { ask, close } = limit();
      kinds.push(ask("alice"));
      close();
    }
    assert.deepEqual(kinds, [...Array<string>(10).fill("allowed"), "to-confirm"]);
    const ledger = openDiskOffLedger(home);
    const second = new OffLimit(ledger);
    assert.deepEqual(second.confirm("made", "Alice", NOW_MS), { kind: "refused", why: "same-person" });
    assert.deepEqual(second.confirm("made", "bob", NOW_MS), { kind: "allowed", meterIds: ["METER001"] });
    assert.deepEqual(second.confirm("made", "carol", NOW_MS), { kind: "refused", why: "unknown-request" });
    ledger.close();
  });
});

/** How many a ledger holds, found by what it still admits below a limit that is above that. */
function countOf(ledger: OffLedger, above: number): number {
  let free = 0;
  while (ledger.admit(1, NOW_MS, 0, above)) free++;
  return above - free;
}
