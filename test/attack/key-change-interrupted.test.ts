// Somebody cuts the power of a board in the middle of a key change, at each write to its flash part and within each write of the key file, so that meter
// and central system no longer understand each other, or go on understanding who holds the old key.

import assert from "node:assert/strict";
import type { Bench, BoardName } from "../../bench/bench.ts";
import { nonce, TO_METER } from "../../bench/central/channel.ts";
import * as orders from "../../bench/central/orders.ts";
import { Random } from "../../bench/engine/random.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { encodeCommand, ORDER_OFF, ORDER_PREPAID_ON } from "../../firmware/messages/meter-order.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { bundles } from "../bundles.ts";
import { cutAtProgram, keyOf, valueOf } from "./cuts.ts";
import { isClosed, sealed, target, wait, withoutSuccessor } from "./rig.ts";

const SUCCESSOR = 64;
/** A change under way is brought to its end by so many messages at most: the new key, a cover under it, and both again. */
const MOST_MESSAGES = 6;
/** So many cut changes surely find room in the key file of one board. */
const CHANGES = 3;

interface Subject {
  readonly key: number;
  readonly board: BoardName;
  /** Bytes of key file between two cuts. */
  readonly step: number;
  readonly route: string;
  /** An order that would be seen to act. */
  readonly order: string;
  ask(bench: Bench): unknown;
}

const SUBJECTS: readonly Subject[] = [
  {
    key: 1,
    board: "meter",
    step: 41,
    route: ROUTE_CS,
    order: ORDER_PREPAID_ON,
    ask: (bench) => bench.central.order("meter", orders.query()),
  },
  {
    key: 2,
    board: "offSwitch",
    step: 14,
    route: ROUTE_OFF_SWITCH,
    order: ORDER_OFF,
    ask: (bench) => bench.central.order("off-switch", orders.query()),
  },
];

const secret = (n: number): string => String.fromCharCode(97 + n).repeat(32);

/** Changes the key, and goes on until it is agreed or nothing more helps. */
function change(bench: Bench, key: number, fresh: string): void {
  const { system } = bench.central;
  for (let message = 0; message < MOST_MESSAGES; message++) {
    const sent =
      message === 0 ? system.changeKey(key, () => fresh, bench.utcMs) : system.continueKeyChange(key, bench.utcMs);
    if (sent === undefined) return;
    bench.toWan(sent.frames.join(""));
    wait(bench, 4);
  }
}

/** What was sealed under `old` before the change does nothing now, and does not count. */
function assertDead(bench: Bench, { key, route, order }: Subject, old: string, counter: bigint): void {
  const before = bench.central.events.length;
  const place = (bytes: string): Uint8Array => nonce(bench.meterId, TO_METER, key, bytes);
  bench.toWan(frame(route + sealed(encodeCommand(order, ""), old, place, counter)));
  wait(bench, 4);
  assert.equal(bench.central.events.length, before);
  assert.deepEqual([isClosed(bench), valueOf(bench, "meter", "credit", 0).charAt(0) !== "\x01"], [true, true]);
}

/** Arms a cut for the `n`th place. Returns how to disarm it, which says whether it came. */
type Arm = (bench: Bench, subject: Subject, n: number, random: Random) => () => boolean;

const CUTS: Readonly<Record<string, Arm>> = {
  "write to the flash part": (bench, { board }, n, random) => cutAtProgram(bench, board, n + 1, random),
  "few bytes of the key file": (bench, { board, step }, n, random) => {
    let fired = false;
    bench[board].cutInWrite(
      n * step + random.below(step),
      (timeUs) => {
        fired = true;
        bench.cutPower(board, timeUs, 200_000);
      },
      () => random.below(256),
    );
    return () => {
      if (!fired) bench[board].cutInWrite(Infinity);
      return fired;
    };
  },
};

describe("attack: a key change is interrupted", () => {
  for (const subject of SUBJECTS)
    for (const [where, arm] of Object.entries(CUTS))
      it(`key ${subject.key}: cut at every ${where}, both ends agree on the new key, and the old one is dead`, async function () {
        this.timeout(60_000);
        const random = new Random(subject.key);
        let cuts = 0;
        let bench = await target();
        for (let fired = true; fired; cuts++) {
          if (cuts % CHANGES === 0) bench = await target();
          wait(bench, 12);
          const old = keyOf(bench, subject.board, subject.key);
          const disarm = arm(bench, subject, cuts, random);
          change(bench, subject.key, secret(cuts % 26));
          fired = disarm();
          assert.equal(bench.central.system.keyChange(subject.key), "none", `cut ${cuts}`);
          assert.deepEqual(
            [0, SUCCESSOR].map((more) => keyOf(bench, subject.board, more + subject.key)),
            [secret(cuts % 26), ""],
            `cut ${cuts}`,
          );
          assertDead(bench, subject, old, 1n << 50n);
          bench.central.events.length = 0;
          subject.ask(bench);
          wait(bench, 4);
          const results = bench.central.events.map((event) => (event.kind === "answer" ? event.result : event.kind));
          assert.deepEqual(results, ["done", "done"], `cut ${cuts}`);
        }
        assert.ok(cuts > 4, `${cuts} cuts`);
      });

  it("locks the central system out where the new key counts at once, and the answer is lost", async () => {
    const bench = await target({ meter: withoutSuccessor((await bundles()).meter) });
    wait(bench, 12);
    bench.cutPower("meter", bench.clock.nowUs + 700_000);
    change(bench, 1, secret(0));
    assert.equal(keyOf(bench, "meter", 1), secret(0));
    assert.equal(bench.central.system.keyChange(1), "proposed");
  });
});
