// cs-security has fallen: the partition with most of the keys runs the attacker's code. What it was lent it can abuse, and the central
// system will believe it about this meter; the relay, the other keys, the counters and the register it must not reach.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { benchReport, partitionRows } from "../../bench/report.ts";
import { ROUTE_CS, ROUTE_DC } from "../../firmware/messages/route.ts";
import { DEFAULT_START_S, meterWith } from "../bundles.ts";
import { keyOf, valueOf } from "./cuts.ts";
import { commands, isClosed, listen, target, wait, withoutKeyOwner } from "./rig.ts";

const HOSTILE = fileURLToPath(new URL("partitions/cs-security.ts", import.meta.url));
const TURNS = 300;
const ALIEN_KEYS = [3, 7, 8, 10, 32, 66, 67, 71, 72];

/** Gives it so many messages to think about, which do not open. */
function provoke(bench: Bench, turns: number): void {
  const random = new Random(31);
  for (let turn = 0; turn < turns; turn++) {
    bench.toWan(frame(ROUTE_CS + random.byteString(120)));
    wait(bench, 0.4);
  }
}

function alienKeys(bench: Bench): string[] {
  return [
    ...ALIEN_KEYS.map((number) => keyOf(bench, "meter", number)),
    ...[2, 3, 66].map((number) => keyOf(bench, "offSwitch", number)),
  ];
}

/** How often it said that it could open something. */
function opened(heard: readonly { readonly payload: string }[]): number {
  return heard.filter(({ payload }) => payload === ROUTE_CS + "opened 1").length;
}

describe("attack: cs-security has fallen", () => {
  let hostile = "";
  before(async () => {
    hostile = await meterWith("cs-security", HOSTILE);
  });

  it("moves no relay, changes no key of others, and costs no pulse; the central system still switches off", async () => {
    const bench = await target({ meter: hostile, startS: DEFAULT_START_S - 100 });
    wait(bench, 10);
    const before = alienKeys(bench);
    assert.ok(before.filter((key) => key !== "").length >= 5);
    provoke(bench, TURNS);
    wait(bench, 10);
    assert.deepEqual(alienKeys(bench), before);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
    assert.equal(commands(bench).accepted, 0);
    const faulty = partitionRows(bench).filter(({ faults, held }) => faults > 0 || held);
    assert.deepEqual(
      faulty.filter(({ name }) => name !== "cs-security"),
      [],
    );
    bench.central.switch("off");
    wait(bench, 6);
    assert.equal(isClosed(bench), false);
    bench.finish();
    const { pulses } = benchReport(bench, 0).meters[0]!;
    assert.equal(pulses.counted, pulses.generated);
    assert.ok(pulses.generated > 5);
  });

  it("opens each command once, also after a reset: the counters are out of its reach", async () => {
    const bench = await target({ meter: hostile });
    const heard = listen(bench);
    wait(bench, 10);
    const [command] = bench.central.order("meter", { name: "query", body: "" }).frames;
    wait(bench, 3);
    assert.equal(opened(heard), 1);
    const counter = valueOf(bench, "meter", "parameters", 1);
    provoke(bench, 50);
    for (let replay = 0; replay < 5; replay++) {
      bench.meter.reset();
      wait(bench, 3);
      bench.toWan(command);
      wait(bench, 3);
    }
    assert.equal(opened(heard), 1);
    assert.deepEqual([counter.length, valueOf(bench, "meter", "parameters", 1)], [8, counter]);
    assert.equal(valueOf(bench, "meter", "parameters", 0), bench.meterId);
  });

  it("speaks for nobody else: what it seals is refused in the name of the off-switch processor and of dc-security", async () => {
    const bench = await target({ meter: hostile });
    const heard = listen(bench);
    wait(bench, 10);
    const answered = bench.central.accepted;
    provoke(bench, TURNS);
    const out = heard.filter(({ direction }) => direction === "out");
    assert.ok(out.filter(({ payload }) => payload.startsWith(ROUTE_DC)).length > 5);
    assert.equal(bench.central.accepted, answered);
    assert.deepEqual(bench.central.events, []);
    assert.ok(bench.central.system.figures.refused["not-authentic"] > 5);
  });

  it("takes over the key of the data concentrator where the kernel does not ask whose key it is", async () => {
    const bench = await target({ meter: withoutKeyOwner(hostile) });
    wait(bench, 10);
    const before = alienKeys(bench);
    provoke(bench, 20);
    wait(bench, 6);
    assert.notDeepEqual(alienKeys(bench), before);
  });
});
