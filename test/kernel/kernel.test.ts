// The kernel by itself: schedule, queues, faults, restart. Partitions here are plain functions that spend their budget by hand, as the
// build's insertions do in a bundle.

import assert from "node:assert/strict";
import { start } from "../../firmware/kernel/kernel.ts";
import type { Ends, Status, Table } from "../../firmware/kernel/kernel.ts";
import { isHeld } from "../../firmware/kernel/partition.ts";
import type { Factory } from "../../firmware/kernel/partition.ts";
import type { Handler } from "../../firmware/kernel/slot.ts";
import { TestProcessor } from "./processor.ts";

/** The budget that a bundle declares around kernel and partitions. */
const budget = globalThis as unknown as { $: number };
budget.$ = 0;

interface Rig {
  readonly processor: TestProcessor;
  readonly status: Status;
  readonly log: string[];
  readonly post: (bytes: string) => void;
  readonly note: (text: string) => void;
}

type Build = (send: (message: string) => void, note: (text: string) => void) => readonly Handler[];

/**
 * `source` hears from a device (slot 0) and ticks every `periodMs` (slot 1), and may send to `sink` (slot 2, depth 2, 8 bytes);
 * faults go to `sink`'s second handler (slot 3).
 */
function rig(source: Build, periodMs = 100, joinBytes = 0): Rig {
  const processor = new TestProcessor();
  const log: string[] = [];
  const note = (text: string): void => void log.push(`${processor.nowMs()} ${text}`);
  let post: (bytes: string) => void = () => undefined;
  const table: Table = {
    cycleMs: 20,
    watchdogSeconds: 5,
    faultSlot: 3,
    stepBudgets: [100, 100],
    owners: [0, 0, 1, 1],
    depths: [4, 0, 2, 4],
    mostBytes: [joinBytes, 0, 8, 0],
    periodsMs: [0, periodMs, 0, 0],
  };
  const heard: Build = () => [
    (message) => note(`sink ${message ?? ""}`),
    (fault) => note(`fault ${fault?.charCodeAt(1) ?? 0} of ${fault?.charCodeAt(0) ?? 0}`),
  ];
  const lend = (ends: Ends) => {
    post = ends.post.bind(undefined, 0);
    factories[0] = source.bind(undefined, ends.send.bind(undefined, 2), note);
    factories[1] = heard.bind(undefined, () => undefined, note);
    return () => undefined;
  };
  const factories: Factory[] = [source, heard].map(() => () => []);
  const status = start(processor, table, factories, lend);
  return { processor, status, log, note, post: (bytes) => post(bytes) };
}

/** A source that does nothing by itself. */
const quiet = (
  onDevice: (bytes: string, send: (message: string) => void, note: (text: string) => void) => void,
): Build => {
  return (send, note) => [(bytes) => onDevice(bytes ?? "", send, note), () => undefined];
};

describe("kernel", () => {
  it("starts every partition by the same path as a restart, before it hears anything", () => {
    const { processor, log } = rig((_send, note) => {
      note("made");
      return [() => undefined, () => note("tick")];
    });
    processor.runFor(250);
    assert.deepEqual(log, ["0 made", "0 tick", "100 tick", "200 tick"]);
  });

  it("keeps periods on their grid however late a cycle is", () => {
    const { processor, log } = rig((_send, note) => [() => undefined, () => note("tick")]);
    processor.runFor(1000);
    assert.equal(log.length, 11);
    assert.equal(log.at(-1), "1000 tick");
  });

  it("serves what a device says at the next cycle, in order, and carries it on in the same cycle", () => {
    const { processor, log, post } = rig(quiet((bytes, send) => send(bytes)));
    processor.runFor(33);
    post("a");
    post("b");
    processor.runFor(40);
    assert.deepEqual(log, ["40 sink a", "60 sink b"]);
  });

  it("drops and counts the message that finds its queue full, and does not tell the sender", () => {
    const answers: unknown[] = [];
    const source = quiet((_bytes, send) => {
      const ask: (message: string) => unknown = send;
      for (let i = 0; i < 5; i++) answers.push(ask(`m${i}`));
    });
    const { processor, status, log, post } = rig(source);
    processor.runFor(10);
    post("go");
    processor.runFor(100);
    assert.deepEqual(
      log.map((line) => line.split(" ").slice(1).join(" ")),
      ["sink m0", "sink m1"],
    );
    assert.equal(status.slots.dropped[2], 3);
    assert.deepEqual(new Set(answers), new Set([undefined]));
  });

  it("drops and counts what a device says beyond its depth", () => {
    const { processor, status, post } = rig(quiet(() => undefined));
    processor.runFor(10);
    for (let i = 0; i < 7; i++) post("x");
    assert.equal(status.slots.dropped[0], 3);
  });

  for (const [title, message] of [
    ["a message that is too long", "123456789"],
    ["a message that is no text", 5 as unknown as string],
  ] as const) {
    it(`blames the sender of ${title}`, () => {
      const { processor, status, log, post } = rig(quiet((_bytes, send) => send(message)));
      processor.runFor(10);
      post("go");
      processor.runFor(30);
      assert.deepEqual(status.faults, [{ atMs: 20, partition: 0, kind: 1, slot: 0 }]);
      assert.deepEqual(log, ["20 fault 1 of 0"]);
    });
  }

  it("takes back what a step sent before it failed, drops its input and forgets its state", () => {
    let lives = 0;
    const source: Build = (send) => {
      const life = ++lives;
      return [
        (bytes) => {
          send(`${bytes ?? ""}${life}`);
          if (bytes === "bad") throw new Error("broken");
        },
        () => undefined,
      ];
    };
    const { processor, status, log, post } = rig(source);
    processor.runFor(10);
    for (const bytes of ["ok", "bad", "late"]) post(bytes);
    processor.runFor(1990);
    post("new");
    processor.runFor(100);
    assert.deepEqual(log, ["20 sink ok1", "40 fault 1 of 0", "2020 sink new2"]);
    assert.equal(status.slots.dropped[0], 1);
    assert.equal(status.partitions.starts[0], 2);
  });

  it("gives a partition the same parameters in each of its lives, whatever it made of them", () => {
    const lent: unknown[] = [];
    const { processor, post } = rig((send, note) => {
      lent.push(send);
      const handlers = quiet(() => {
        throw new Error("broken");
      })(send, note);
      send = () => undefined;
      return handlers;
    });
    processor.runFor(10);
    for (const waitMs of [1100, 2100]) {
      post("bad");
      processor.runFor(waitMs);
    }
    assert.deepEqual(lent, [lent[0], lent[0], lent[0]]);
  });

  it("joins what a port says up to the length that its slot is given, and nothing beyond its depth", () => {
    const { processor, status, log, post } = rig(
      quiet((bytes, _send, note) => note(bytes)),
      100,
      6,
    );
    processor.runFor(10);
    for (const bytes of ["ab", "cd", "efg", "hij", "jklmno", "pqrstu", "v"]) post(bytes);
    assert.equal(status.slots.dropped[0], 1);
    processor.runFor(100);
    assert.deepEqual(log, ["20 abcd", "40 efghij", "60 jklmno", "80 pqrstu"]);
  });

  it("lets nothing wait for a partition that is stopped, and counts what finds it so", () => {
    const { processor, status, log, post } = rig(
      quiet((bytes, _send, note) => {
        if (bytes === "bad") throw new Error("broken");
        note(bytes);
      }),
    );
    processor.runFor(10);
    post("bad");
    processor.runFor(20);
    post("early");
    assert.equal(status.slots.dropped[0], 1);
    processor.runFor(1000);
    post("late");
    processor.runFor(20);
    assert.deepEqual(log, ["20 fault 1 of 0", "1040 late"]);
  });

  it("ends a step that has used up its budget, and says so", () => {
    const source = quiet(() => {
      for (;;) if (--budget.$ < 0) throw new Error("budget");
    });
    const { processor, status, post } = rig(source);
    processor.runFor(10);
    post("go");
    processor.runFor(30);
    assert.equal(status.faults[0]!.kind, 2);
  });

  it("knows by the next tick a step that never came back", () => {
    // The engine leaves an interrupted tick in the middle. Node cannot: here the tick comes again while the step is still under way,
    // which is the same to the kernel.
    const one: Rig = rig(quiet(() => one.processor.runFor(20)));
    one.processor.runFor(10);
    one.post("go");
    one.processor.runFor(15);
    assert.deepEqual(one.status.faults, [{ atMs: 40, partition: 0, kind: 3, slot: 0 }]);
    assert.deepEqual(one.log, ["40 fault 3 of 0"]);
  });

  it("spaces restarts, doubling, and holds a partition that fails six times in a row", () => {
    const { processor, status, log } = rig((_send, note) => {
      note("made");
      throw new Error("stillborn");
    });
    processor.runFor(100_000);
    assert.deepEqual(
      log.filter((line) => line.endsWith("made")),
      ["0 made", "1000 made", "3000 made", "7000 made", "15000 made", "31000 made"],
    );
    assert.equal(status.faults[0]!.slot, -1);
    assert.equal(isHeld(status.partitions.faultsInARow[0]!), true);
    assert.equal(isHeld(status.partitions.faultsInARow[1]!), false);
  });

  it("forgives after an hour without a fault", () => {
    let failures = 0;
    const source = quiet((bytes) => {
      failures++;
      if (bytes === "bad") throw new Error("broken");
    });
    const { processor, status, post } = rig(source, 60_000);
    for (let i = 0; i < 12; i++) {
      processor.runFor(3_700_000);
      post("bad");
    }
    processor.runFor(100);
    assert.equal(status.partitions.faults[0], 12);
    assert.equal(failures, 12);
    assert.equal(isHeld(status.partitions.faultsInARow[0]!), false);
  });

  it("keeps the last sixteen fault records", () => {
    const { processor, status, post } = rig(
      quiet(() => {
        throw new Error("broken");
      }),
      60_000,
    );
    for (let i = 0; i < 20; i++) {
      processor.runFor(3_700_000);
      post("bad");
    }
    processor.runFor(100);
    assert.equal(status.faults.length, 16);
    assert.equal(status.partitions.faults[0], 20);
  });

  it("kicks the watchdog at the end of each cycle, at least once a second", () => {
    const { processor } = rig(() => [() => undefined, () => undefined]);
    processor.runFor(1000);
    const before = processor.kicks;
    processor.runFor(10_000);
    assert.equal(processor.watchdogSeconds, 5);
    assert.ok(processor.kicks - before >= 10);
  });

  it("sleeps while nothing is due: a cycle a second costs ten ticks in ten seconds", () => {
    let cycles = 0;
    const processor = new TestProcessor();
    processor.kickWatchdog = () => void cycles++;
    const table: Table = {
      cycleMs: 20,
      watchdogSeconds: 5,
      faultSlot: -1,
      stepBudgets: [10],
      owners: [],
      depths: [],
      mostBytes: [],
      periodsMs: [],
    };
    start(processor, table, [() => []], () => () => undefined);
    processor.runFor(10_000);
    assert.ok(cycles <= 11, `${cycles} cycles`);
  });

  it("sleeps after a cycle that left nothing behind: what is sent on to a later slot costs no further one", () => {
    const { processor, log } = rig((send) => [() => undefined, () => send("on")], 1000);
    processor.runFor(1000);
    const before = processor.kicks;
    processor.runFor(10_000);
    assert.equal(processor.kicks - before, 10);
    assert.equal(log.filter((line) => line.endsWith("sink on")).length, 12);
  });

  it("visits at the next cycle a slot that it had passed when it was sent something", () => {
    const processor = new TestProcessor();
    const heardMs: number[] = [];
    const table: Table = {
      cycleMs: 20,
      watchdogSeconds: 5,
      faultSlot: -1,
      stepBudgets: [10, 10],
      owners: [0, 1],
      depths: [4, 0],
      mostBytes: [8, 0],
      periodsMs: [0, 1000],
    };
    let send: (message: string) => void = () => undefined;
    const factories = [
      () => [() => void heardMs.push(processor.nowMs())],
      () => [
        () => {
          send("one");
          send("two");
        },
      ],
    ];
    start(processor, table, factories, (ends) => {
      send = ends.send.bind(undefined, 0);
      return () => undefined;
    });
    processor.runFor(3500);
    assert.deepEqual(heardMs.slice(-4), [2020, 2040, 3020, 3040]);
  });

  it("visits at the next cycle a slot that it had passed when its device spoke between two turns", () => {
    const processor = new TestProcessor();
    const heardMs: number[] = [];
    const table: Table = {
      cycleMs: 20,
      watchdogSeconds: 5,
      faultSlot: -1,
      stepBudgets: [10],
      owners: [0, 0, 0, 0, 0],
      depths: [4, 0, 0, 0, 0],
      mostBytes: [0, 0, 0, 0, 0],
      periodsMs: [0, 1000, 1000, 1000, 1000],
    };
    let post: (bytes: string) => void = () => undefined;
    const tick = (): void => undefined;
    // The third step takes so long that a turn ends with it: what comes then is there before the fourth.
    const third = (): void => {
      processor.hold(60);
      processor.after(() => post("now"), 0);
    };
    const heard = (): void => void heardMs.push(processor.nowMs());
    start(processor, table, [() => [heard, tick, tick, third, tick]], (ends) => {
      post = ends.post.bind(undefined, 0);
      return () => undefined;
    });
    processor.runFor(3500);
    assert.deepEqual(heardMs.slice(-2), [2080, 3080]);
  });

  it("tells at the next cycle of a fault whose hearer the cycle had passed", () => {
    const processor = new TestProcessor();
    const heardMs: number[] = [];
    const table: Table = {
      cycleMs: 20,
      watchdogSeconds: 5,
      faultSlot: 0,
      stepBudgets: [10, 10],
      owners: [0, 1],
      depths: [4, 0],
      mostBytes: [0, 0],
      periodsMs: [0, 700],
    };
    const fails = (): void => {
      throw new Error("on purpose");
    };
    const heard = (): void => void heardMs.push(processor.nowMs());
    start(processor, table, [() => [heard], () => [fails]], () => () => undefined);
    processor.runFor(900);
    assert.deepEqual(heardMs, [20]);
  });
});
