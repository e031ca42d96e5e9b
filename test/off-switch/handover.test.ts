// Both sides of the link with their logs: what the off-switch processor writes down reaches the off-switch log of the meter whole, once and in
// order, over a wire that loses, doubles, delays and garbles, while either side starts anew or loses its supply in a write.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import * as command from "../../firmware/messages/command.ts";
import { encodeSwitchWish, recordNumber } from "../../firmware/messages/local.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { link } from "../../firmware/off-switch/link.ts";
import { lendReadLog } from "../../firmware/store/lend.ts";
import { crc32 } from "../store/rig.ts";
import { MeterSide } from "./meter-side.ts";
import { SwitchRig } from "./rig.ts";

const POLICY = encodePolicy(0, 0, 65_535, 86_400);
const SWITCH_LOG = 1;

/** How bad the wire is. */
interface Trouble {
  readonly loses: number;
  readonly doubles: number;
  readonly garbles: number;
}

const GOOD: Trouble = { loses: 0, doubles: 0, garbles: 0 };
const BAD: Trouble = { loses: 0.3, doubles: 0.2, garbles: 0.1 };

class Pair {
  readonly random: Random;
  readonly rig = new SwitchRig({ policy: POLICY });
  readonly meter: MeterSide;
  trouble = GOOD;
  #link!: ReturnType<typeof link>;
  /** What is on the wire until the second is over: direction and bytes. */
  #wire: { readonly toMeter: boolean; readonly bytes: string }[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.meter = new MeterSide((bytes) => {
      this.#carry(false, bytes);
    });
    this.rig.onSaid = (message) => {
      this.#link.fromOffSwitchSecurity(message);
    };
    this.bootSwitch();
  }

  bootSwitch(): void {
    this.rig.boot();
    this.#link = link(
      (payload) => {
        this.rig.say(payload);
      },
      (bytes) => {
        this.#carry(true, bytes);
      },
      crc32,
    );
  }

  run(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.rig.run(1);
      this.meter.tick();
      for (let hops = 0; this.#wire.length > 0 && hops < 100; hops++) this.#arrive(this.#wire.shift()!);
    }
  }

  #arrive({ toMeter, bytes }: { readonly toMeter: boolean; readonly bytes: string }): void {
    if (!toMeter) this.#link.onLink(bytes);
    else
      this.meter.alive(() => {
        this.meter.partition.onLink(bytes);
      });
  }

  #carry(toMeter: boolean, bytes: string): void {
    const { random, trouble } = this;
    if (random.chance(trouble.loses)) return;
    const at = random.below(bytes.length);
    const flipped = String.fromCharCode(bytes.charCodeAt(at) ^ (1 << random.below(8)));
    const heard = random.chance(trouble.garbles) ? bytes.slice(0, at) + flipped + bytes.slice(at + 1) : bytes;
    this.#wire.push({ toMeter, bytes: heard });
    if (random.chance(trouble.doubles)) this.#wire.push({ toMeter, bytes: heard });
    if (random.chance(trouble.doubles)) this.#wire.reverse();
  }

  /** What the switch wrote down and what has come over are the same. */
  assertHandedOver(): void {
    const written: string[] = [];
    for (let number = 1; number <= this.rig.log.ring.record; number++) {
      const record = lendReadLog([this.rig.log])(SWITCH_LOG, number);
      assert.notEqual(record, "", `record ${number} fell off`);
      written.push(record.slice(0, 6 + record.charCodeAt(1)));
    }
    const come = this.meter.records();
    assert.deepEqual(
      come.map(recordNumber),
      Array.from(written, (_, at) => at + 1),
    );
    assert.deepEqual(come, written);
  }
}

function something(pair: Pair): void {
  const { random, rig } = pair;
  const chance = random.below(6);
  if (chance === 0) rig.give(command.ORDER_OFF);
  else if (chance === 1) rig.give(command.ORDER_ON);
  else if (chance === 2) rig.press();
  else if (chance === 3) rig.say("noise");
  else pair.meter.wish = encodeSwitchWish(random.below(8), random.chance(0.5));
}

describe("the events of the off-switch processor", () => {
  it("come over a good wire within seconds, whole and in order", () => {
    const pair = new Pair(1);
    for (let step = 0; step < 30; step++) {
      something(pair);
      pair.run(7);
    }
    // No current where the switch is off, or the last event could be one of the last seconds.
    pair.meter.wish = encodeSwitchWish(0, false);
    pair.run(60);
    pair.assertHandedOver();
    assert.ok(pair.meter.records().length > 20);
  });

  it("come over a wire that loses, doubles, turns round and garbles", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const pair = new Pair(seed);
      pair.trouble = BAD;
      for (let step = 0; step < 40; step++) {
        something(pair);
        pair.run(10);
      }
      pair.trouble = GOOD;
      pair.run(300);
      pair.assertHandedOver();
    }
  });

  it("come once, whenever either side is reset, and whenever either loses its supply in a write", () => {
    let resets = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const pair = new Pair(seed);
      pair.trouble = BAD;
      for (let step = 0; step < 30; step++) {
        something(pair);
        const chance = pair.random.below(8);
        if (chance === 0) pair.bootSwitch();
        else if (chance === 1)
          pair.meter.alive(() => {
            pair.meter.boot();
          });
        else if (chance === 2) pair.rig.cutAfter = pair.random.below(12);
        else if (chance === 3) pair.meter.cutAfter = pair.random.below(12);
        if (chance < 4) resets++;
        pair.run(1 + pair.random.below(12));
      }
      pair.trouble = GOOD;
      pair.meter.cutAfter = pair.rig.cutAfter = Number.POSITIVE_INFINITY;
      pair.run(400);
      pair.assertHandedOver();
    }
    assert.ok(resets > 200);
  });

  it("wait in the log for as long as the wire is cut, and come after it, unacknowledged by anybody", () => {
    const pair = new Pair(4);
    pair.trouble = { ...GOOD, loses: 1 };
    for (let step = 0; step < 20; step++) {
      something(pair);
      pair.run(600);
    }
    assert.deepEqual(pair.meter.records(), []);
    pair.trouble = GOOD;
    pair.run(200);
    pair.assertHandedOver();
    assert.equal(pair.rig.log.acknowledged, 0, "what counts as safe is for the central system to say");
  });

  it("wait while the meter board's part takes nothing, and come once it does", () => {
    const pair = new Pair(6);
    pair.run(10);
    for (let step = 0; step < 20; step++) {
      pair.meter.flash.away = step % 4 < 2;
      something(pair);
      pair.run(7);
    }
    pair.meter.flash.away = false;
    pair.meter.wish = encodeSwitchWish(0, false);
    pair.run(60);
    pair.assertHandedOver();
  });

  it("are not stored a second time for the asking: an old event, and one of a stranger's making behind it", () => {
    const pair = new Pair(5);
    pair.rig.give(command.ORDER_OFF);
    pair.run(60);
    const before = pair.meter.records();
    for (const event of pair.rig.events) pair.rig.onSaid!(event);
    pair.run(5);
    assert.deepEqual(pair.meter.records().slice(0, before.length), before);
    pair.assertHandedOver();
  });
});
