// Whoever recorded commands of all kinds and can cut the power cuts it in the middle of each write of either board while a command is taken,
// and at any other moment, and sends everything again. Nothing acts twice, and nothing that was said to be done is undone.

import assert from "node:assert/strict";
import type { Bench, BoardName } from "../../bench/bench.ts";
import type { Sent } from "../../bench/central/central-system.ts";
import { Random } from "../../bench/engine/random.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { balanceOf, cutAtProgram, FIRST_PARAMETER, keyOf, valueOf } from "./cuts.ts";
import { acts, APPLIANCE, KINDS, telling, wasDone } from "./order-kinds.ts";
import type { Kind } from "./order-kinds.ts";
import { isClosed, payloads, target, toOffSwitch, wait, withoutStoredCounter } from "./rig.ts";

const REPLAYS = 10_000;
/** The first reading comes 10 s after a start. */
const FIRST_READING_S = 12;
const BOARDS: readonly (readonly BoardName[])[] = [["meter"], ["offSwitch"], ["meter", "offSwitch"]];

function replay(bench: Bench, frames: readonly string[]): void {
  for (const one of frames) {
    bench.toWan(one);
    const [payload] = payloads(one);
    // The wire between the boards is his, too.
    if (payload!.startsWith(ROUTE_OFF_SWITCH)) toOffSwitch(bench, frame(payload!.slice(1)));
  }
}

/** Gives an order again and again, with a cut in a later program each time, until none is left. Returns how many cuts there were. */
function cutEverywhere(bench: Bench, kind: Kind, random: Random, check: (sent: Sent, n: number) => void): number {
  for (let n = 0; ; n++) {
    const hasFired = cutAtProgram(bench, kind.board, n + 1, random);
    const sent = kind.give(bench, n);
    wait(bench, 2.5);
    const fired = hasFired();
    wait(bench, 1);
    replay(bench, [...sent.frames, ...sent.frames]);
    wait(bench, 3.5);
    check(sent, n);
    if (!fired) return n;
    if (kind.isCredit === true) wait(bench, FIRST_READING_S);
  }
}

describe("attack: recorded frames are sent again after a power cut", () => {
  for (const [name, kind] of Object.entries(KINDS))
    it(`${name}: after a cut in any write of it, acts once at most, and what was said to be done is so`, async () => {
      const bench = await target(await telling());
      wait(bench, 10);
      kind.prepare?.(bench);
      wait(bench, 4);
      const outcomes = { acted: 0, done: 0 };
      const cuts = cutEverywhere(bench, kind, new Random(7), (sent, n) => {
        const count = acts(bench, kind.board, sent);
        assert.ok(count <= 1, `cut ${n}: acted ${count} times`);
        outcomes.acted += count;
        if (!wasDone(bench, sent)) return;
        outcomes.done++;
        assert.ok(kind.isDone(bench, n), `cut ${n}: undone`);
      });
      assert.ok(cuts >= 2 && outcomes.acted > 0 && outcomes.done > 0, JSON.stringify({ cuts, ...outcomes }));
    });

  it("acts twice where the counters are not on the flash part", async () => {
    const texts = await telling();
    const bench = await target({
      meter: withoutStoredCounter(texts.meter),
      offSwitch: withoutStoredCounter(texts.offSwitch),
    });
    wait(bench, 10);
    for (const name of ["parameter", "off"]) {
      const kind = KINDS[name]!;
      let most = 0;
      cutEverywhere(bench, kind, new Random(7), (sent) => (most = Math.max(most, acts(bench, kind.board, sent))));
      assert.equal(most, 2, name);
    }
  });

  it(`acts on none of ${REPLAYS} replays of all kinds, with cuts of either board at any moment, and answers none`, async function () {
    this.timeout(60_000);
    const bench = await target();
    wait(bench, 10);
    const frames: string[] = [];
    for (let n = 0; n < 2; n++)
      for (const kind of Object.values(KINDS)) {
        kind.prepare?.(bench);
        wait(bench, 3);
        frames.push(...kind.give(bench, n).frames);
        wait(bench, 3);
      }
    bench.pressButton(2.5);
    wait(bench, 4);
    const marks = (): unknown => [
      [isClosed(bench), bench.offSwitchParts.relay.operations, balanceOf(bench), keyOf(bench, "meter", 9)],
      [FIRST_PARAMETER + 11, APPLIANCE].map((number) => valueOf(bench, "meter", "parameters", number)),
      [valueOf(bench, "meter", "credit", 0), KINDS["time"]!.isDone(bench, 1), bench.central.events.length],
    ];
    const before = marks();
    const random = new Random(11);
    let replays = 0;
    for (let cut = 0; replays < REPLAYS; cut++) {
      const chunk = Array.from({ length: 100 }, () => frames[random.below(frames.length)]!);
      replay(bench, chunk);
      replays += chunk.length;
      const boards = BOARDS[random.below(BOARDS.length)]!;
      for (const board of boards) bench.cutPower(board, bench.clock.nowUs + random.below(6_000_000), 300_000);
      bench.pressButton(2.5);
      wait(bench, 7.5);
      if (cut % 10 === 9) assert.deepEqual(marks(), before);
    }
    const closed = isClosed(bench);
    bench.central.switch(closed ? "off" : "on");
    wait(bench, 3);
    assert.equal(bench.central.events.length, 2 + (before as number[][])[2]![2]!);
  });
});
