// The memory on disk, stopped after every step of every change, with everything that may be left on the disk then: it opens, it is the
// memory before the change or after it, and no counter comes a second time. Two processes that come at once never both have it.

import assert from "node:assert/strict";
import fc from "fast-check";
import { createDiskMemory, DiskMemoryError, openDiskMemory } from "../../../bench/central/disk-memory.ts";
import type { DiskMemory } from "../../../bench/central/disk-memory.ts";
import type { Ground } from "../../../bench/central/ground.ts";
import { LosingDisk, Stopped } from "./losing-disk.ts";

const ID = "HASM0001";
const SECRETS = new Map([
  [1, "1".repeat(32)],
  [2, "2".repeat(32)],
]);
const NEW = "n".repeat(32);
const HOME = "/m";

let lives = 0;
/** A process of its own: all others are dead. */
function ground(calls: LosingDisk): Ground {
  const own = `${++lives}.-`;
  return { calls, processes: { own, lives: (name) => name === own } };
}

function made(): LosingDisk {
  const disk = new LosingDisk();
  createDiskMemory(HOME, ID, SECRETS, ground(disk));
  return disk;
}

/** What a caller was told so far, and what the change in progress will make of it. */
interface Told {
  counter: bigint;
  received: bigint;
  topUp: number;
  code: number;
  secret: string;
  successor: string | undefined;
}

interface Change {
  /** Tells it, when it is made. */
  readonly run: (memory: DiskMemory, told: Told) => void;
  /** What is so already if it was kept but not told. */
  readonly ahead: (told: Told) => Partial<Told>;
}

const nothing = (): Partial<Told> => ({});
const changes = {
  counter: { run: (memory, told) => (told.counter = memory.nextCounter(1)), ahead: nothing },
  received: {
    run: (memory, told) => {
      memory.received(1, told.received + 3n);
      told.received += 3n;
    },
    ahead: ({ received }) => ({ received: received + 3n }),
  },
  topUp: { run: (memory, told) => (told.topUp = memory.nextTopUpNumber()), ahead: nothing },
  code: { run: (memory, told) => (told.code = memory.nextCodeCounter()), ahead: nothing },
  rekey: {
    run: (memory, told) => {
      const next = told.secret === NEW ? SECRETS.get(1)! : NEW;
      if (memory.successor(1) === undefined) {
        memory.propose(1, next);
        told.successor = next;
      } else {
        memory.agreed(1);
        told.secret = memory.secret(1)!;
        told.successor = undefined;
      }
    },
    ahead: ({ secret, successor }) =>
      successor === undefined
        ? { successor: secret === NEW ? SECRETS.get(1)! : NEW }
        : { secret: successor, successor: undefined },
  },
} as const satisfies Readonly<Record<string, Change>>;
type Name = keyof typeof changes;

function facts(memory: DiskMemory): Pick<Told, "received" | "secret" | "successor"> {
  return { received: memory.lastReceived(1), secret: memory.secret(1)!, successor: memory.successor(1) };
}

/** Opens what is left; checks that it is what was told, or one change ahead; returns what is told from here. */
function checked(disk: LosingDisk, told: Told, during: Name | undefined): Told {
  const memory = openDiskMemory(HOME, ground(disk));
  const { received, secret, successor } = told;
  const found = facts(memory);
  const ahead = { received, secret, successor, ...(during === undefined ? {} : changes[during].ahead(told)) };
  if (
    !Object.entries({ received, secret, successor }).every(
      ([name, value]) => found[name as keyof typeof found] === value,
    )
  )
    assert.deepEqual(found, ahead);
  const counter = memory.nextCounter(1);
  const topUp = memory.nextTopUpNumber();
  const code = memory.nextCodeCounter();
  assert.ok(counter > told.counter, `counter ${counter} after ${told.counter}`);
  assert.ok(topUp > told.topUp && topUp <= told.topUp + 2, `top-up ${topUp} after ${told.topUp}`);
  assert.ok(code > told.code && code <= told.code + 2, `code ${code} after ${told.code}`);
  memory.close();
  return { ...found, counter, topUp, code };
}

const START: Told = {
  counter: 0n,
  received: 0n,
  topUp: 0,
  code: 0,
  secret: SECRETS.get(1)!,
  successor: undefined,
};

interface Life {
  readonly isWhole: boolean;
  /** The change that it stopped in. */
  readonly during: Name | undefined;
}

/** A life with these changes on a disk that stops after so many steps. */
function live(disk: LosingDisk, told: Told, names: readonly Name[], stopAfter: number): Life {
  disk.stopAfter = disk.steps + stopAfter;
  let during: Name | undefined;
  try {
    const memory = openDiskMemory(HOME, ground(disk));
    for (during of names) changes[during].run(memory, told);
    during = undefined;
    memory.close();
    return { isWhole: true, during };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { isWhole: false, during };
  }
}

describe("memory on disk, stopped", () => {
  it("after any step of any change is the one before or the one after, and repeats nothing", () => {
    const all: Name[] = ["counter", "received", "topUp", "code", "rekey", "rekey", ...Array<Name>(64).fill("counter")];
    let stops = 0;
    let found = 0;
    for (let stopAfter = 0, isWhole = false; !isWhole; stopAfter++) {
      const disk = made();
      const told = { ...START };
      const life = live(disk, told, all, stopAfter);
      isWhole = life.isWhole;
      stops++;
      for (const left of disk.leftovers()) {
        checked(left, told, life.during);
        found++;
      }
    }
    // Seven changes of the file, each of a removal, a creation, writes, two syncs and a rename.
    assert.ok(stops > 7 * 6 && found > 2 * stops, `${stops} stops, ${found} disks`);
  });

  it("over many lives repeats nothing", () => {
    const life = fc.record({
      names: fc.array(fc.constantFrom(...(Object.keys(changes) as Name[])), { maxLength: 8 }),
      stopAfter: fc.integer({ min: 0, max: 60 }),
      left: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 6 }), (all) => {
        let disk = made();
        let told = { ...START };
        for (const { names, stopAfter, left } of all) {
          const { during } = live(disk, told, names, stopAfter);
          const disks = disk.leftovers();
          disk = disks[left % disks.length]!;
          told = checked(disk, told, during);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("while it was made is a whole new one, or none", () => {
    let kinds = "";
    for (let stopAfter = 0; stopAfter < 10; stopAfter++) {
      const disk = new LosingDisk();
      disk.stopAfter = stopAfter;
      try {
        createDiskMemory(HOME, ID, SECRETS, ground(disk));
        kinds += "made ";
      } catch (error) {
        assert.ok(error instanceof Stopped);
      }
      for (const left of disk.leftovers())
        try {
          assert.equal(openDiskMemory(HOME, ground(left)).nextCounter(2), 1n);
          kinds += "new ";
        } catch (error) {
          assert.ok(error instanceof DiskMemoryError);
          assert.deepEqual([error.kind, error.message], ["absent", "there is no memory of a meter in /m"]);
          kinds += "none ";
        }
    }
    assert.match(kinds, /^none .*new .*made new $/);
  });
});

describe("memory on disk and two processes", () => {
  const alive = new Set<string>();
  const of = (disk: LosingDisk, own: string): Ground => ({
    calls: disk,
    processes: { own, lives: (name) => alive.has(name) },
  });
  const attempt = (disk: LosingDisk, own: string): string => {
    try {
      openDiskMemory(HOME, of(disk, own));
      return own;
    } catch (error) {
      assert.ok(error instanceof DiskMemoryError);
      return error.message;
    }
  };
  const inUse = (pid: number): string => `/m is in use by process ${pid}: one at a time`;

  for (const stale of [false, true])
    it(`${stale ? "beside the lock of a dead one " : ""}is had by one at most, whenever the other comes`, () => {
      const results = new Set<string>();
      for (let at = 0, isDone = false; !isDone; at++) {
        const disk = made();
        if (stale) openDiskMemory(HOME, of(disk, "7.-"));
        alive.clear();
        alive.add("8.-").add("9.-");
        let calls = 0;
        let second = "";
        disk.onStep = () => {
          if (calls++ === at) second = attempt(disk, "9.-");
        };
        const first = attempt(disk, "8.-");
        isDone = calls <= at;
        if (isDone) second = attempt(disk, "9.-");
        assert.ok((first === "8.-") !== (second === "9.-"), `${first} | ${second}`);
        results.add(`${first} | ${second}`);
      }
      assert.deepEqual([...results].sort(), [`${inUse(9)} | 9.-`, `8.- | ${inUse(8)}`].sort());
    });

  it("is refused to the process that has it, and open to the next when that is dead", () => {
    const disk = made();
    alive.clear();
    alive.add("8.-");
    assert.deepEqual([attempt(disk, "8.-"), attempt(disk, "8.-"), attempt(disk, "9.-")], ["8.-", inUse(8), inUse(8)]);
    alive.clear();
    alive.add("9.-");
    assert.equal(attempt(disk, "9.-"), "9.-");
    assert.deepEqual(disk.list(HOME).sort(), ["lock.9.-", "memory"]);
  });
});
