// Somebody has stolen the central system with the keys of a whole town, all but those that only the boards hold, and wants its lights out at
// one moment: the grid can lose so much load in a minute and no more. The window of each switch's policy spreads the openings, and gives
// the owner of the keys the time to take them back. The figures are printed.
//
// A thousand whole virtual boards would take minutes. So the thousand are the off-switch partition's own text, out of the bundle that the
// boards get, each on a store of its own, below kernel and cipher; and a few whole boards show that there it is the same.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/command.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { REASON_CREDIT } from "../../firmware/messages/switch-state.ts";
import { delaySeconds } from "../../firmware/off-switch/switch.ts";
import { bundles } from "../bundles.ts";
import { SwitchRig } from "../off-switch/rig.ts";
import type { SwitchRigOptions } from "../off-switch/rig.ts";
import { switchText } from "../off-switch/switch-text.ts";
import { fieldMeter, order, drawnOn } from "./field.ts";
import { isClosed, wait, without } from "./rig.ts";

const METERS = 1000;
const WINDOW = 900;
const MINUTES = WINDOW / 60;
const DAY = 86_400;
const POLICY = encodePolicy(WINDOW, 60, 6, DAY);
const AT_ONCE = encodePolicy(0, 0, 65_535, DAY);
const DELAY = "1 + rules.delaySeconds(s[WAIT], readU32(random, 0))";
/** The bound is exceeded by chance once in thirty thousand minutes. */
const MARGIN = 4;

/** Which share of all delays ends within the first minute: no other minute has so large a one. */
const FIRST_MINUTE = (() => {
  let low = 0;
  let high = 2 ** 32;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (delaySeconds(WINDOW, middle) < 60) low = middle;
    else high = middle;
  }
  return high / 2 ** 32;
})();
/** The most meters, of a thousand, that may be lost in a minute: that share and four standard deviations. */
const BOUND = METERS * FIRST_MINUTE + MARGIN * Math.sqrt(METERS * FIRST_MINUTE * (1 - FIRST_MINUTE));

/** What the attacker does to each meter in the second `second` of the attack. */
type Attack = (rig: SwitchRig, second: number) => void;

function off(rig: SwitchRig, second: number): void {
  if (second === 0) rig.give(command.ORDER_OFF);
}

async function town(options: SwitchRigOptions = {}, bundle?: string, size = METERS): Promise<SwitchRig[]> {
  const { makeSecurity } = switchText(bundle ?? (await bundles()).offSwitch);
  return Array.from({ length: size }, (_, meter) => {
    const rig = new SwitchRig({ policy: POLICY, seed: meter + 1, make: makeSecurity, ...options });
    rig.run(5);
    return rig;
  });
}

/** Meters lost in each minute of an attack. */
function lost(meters: readonly SwitchRig[], attack: Attack, minutes = MINUTES): number[] {
  const counts = Array.from({ length: minutes }, () => 0);
  for (const rig of meters) {
    const from = rig.second;
    for (let second = 0; second < 60 * minutes && rig.closed; second++) {
      attack(rig, second);
      rig.run(1);
    }
    const opening = rig.drives.at(-1);
    if (!rig.closed && opening) counts[Math.floor(Math.max(opening.atSecond - from - 1, 0) / 60)]!++;
  }
  return counts;
}

function show(what: string, counts: readonly number[]): void {
  const most = Math.max(...counts);
  console.log(`      ${what}: ${counts.join(" ")} a minute; most ${most} of ${METERS}, bound ${BOUND.toFixed(0)}`);
}

function assertBounded(counts: readonly number[]): void {
  counts.forEach((count, minute) => assert.ok(count <= BOUND, `${count} lost in minute ${minute + 1}`));
}

describe("attack: all meters of a town are switched off at one moment", function () {
  this.timeout(120_000);

  it("loses no more load in any minute than the window lets through, and all of it only when the window is over", async () => {
    const meters = await town();
    const counts = lost(meters, off);
    show(`off, window ${WINDOW} s`, counts);
    assertBounded(counts);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      METERS,
    );
    assert.ok(Math.max(...counts) > METERS * FIRST_MINUTE * 0.8, "nothing was measured");
  });

  it("saves, by a cancel within the window, all that have not acted", async () => {
    const meters = await town();
    const before = lost(meters, off, 5).reduce((sum, count) => sum + count, 0);
    const saved = meters.filter((rig) => rig.closed);
    for (const rig of saved) assert.equal(rig.result(command.ORDER_CANCEL), command.RESULT_DONE);
    const acted = METERS - meters.filter((rig) => rig.closed).length;
    for (const rig of meters) rig.run(WINDOW);
    const after = METERS - meters.filter((rig) => rig.closed).length;
    console.log(`      cancel after 5 minutes: ${before} were lost, ${METERS - after} of ${METERS} saved`);
    // Two seconds pass while a cancel is answered, none while it is taken.
    assert.deepEqual([acted, after], [before, before]);
    assert.ok(saved.length > METERS / 3 && before > METERS / 3);
  });

  it("loses as little where the policy is loosened first: that counts a day later", async () => {
    const meters = await town();
    const counts = lost(meters, (rig, second) => {
      if (second === 0) rig.give(command.ORDER_POLICY, AT_ONCE);
      if (second === 1) rig.give(command.ORDER_OFF);
    });
    show("policy, then off", counts);
    assertBounded(counts);
  });

  it("loses as little by way of credit: prepaid, nothing left, and a meter board that says so", async () => {
    const meters = await town();
    const counts = lost(meters, (rig, second) => {
      if (second === 0) rig.give(command.ORDER_OBEY, "\x0e");
      rig.local(REASON_CREDIT);
      if (second === 1) rig.give(command.ORDER_OFF);
    });
    show("obey, credit used up, then off", counts);
    assertBounded(counts);
  });

  for (const [every, name] of [
    [1, "each second, in turn"],
    [2, "every two seconds, both"],
    [4, "every four seconds, both twice"],
  ] as const)
    it(`loses as little where the delay is drawn anew, by cancel and off ${name}`, async () => {
      const meters = await town();
      const counts = lost(
        meters,
        (rig, second) => {
          if (every === 1) rig.give(second % 2 === 0 ? command.ORDER_OFF : command.ORDER_CANCEL);
          else if (second % every === 0)
            for (let times = 0; times < every / 2; times++) {
              rig.give(command.ORDER_CANCEL);
              rig.give(command.ORDER_OFF);
            }
        },
        2,
      );
      show(`redrawn ${name}`, counts);
      assertBounded(counts);
    });

  it("is over in a second where there is no delay, and where all boards draw with one key", async () => {
    const hasty = await without("off-switch", "off-switch-security", DELAY, "0");
    const all = await town({}, hasty);
    assert.equal(lost(all, off, 1)[0], METERS);
    assert.ok(all.every((rig) => rig.drives[0]!.atSecond === 5));
    const counts = lost(await town({ delayKey: "one for all" }), off);
    show("one delay key for all", counts);
    assert.ok(Math.max(...counts) === METERS);
  });

  it("not promised: a loosened policy that nobody takes back within a day spreads nothing any more", async () => {
    const meters = await town({}, undefined, 3);
    for (const rig of meters) {
      rig.give(command.ORDER_POLICY, AT_ONCE);
      rig.run(DAY);
      rig.give(command.ORDER_OFF);
      assert.equal(rig.closed, false);
    }
  });
});

const BOARDS = 8;

describe("attack: whole boards are switched off at one moment", function () {
  this.timeout(120_000);

  it(`opens each of ${BOARDS} when its own delay is over, and each at another time`, async () => {
    const seen: number[] = [];
    for (let seed = 1; seed <= BOARDS; seed++) {
      const bench = await fieldMeter({ seed, policy: POLICY });
      let openedUs = 0;
      bench.offSwitchParts.relay.onMove((_, timeUs) => (openedUs = timeUs));
      wait(bench, 0.5);
      order(bench, "off");
      wait(bench, WINDOW + 5);
      assert.equal(isClosed(bench), false);
      const seconds = openedUs / 1e6 - 10.5;
      const delay = delaySeconds(WINDOW, drawnOn(bench.keys.delay, 1));
      assert.ok(seconds > delay && seconds < delay + 2, `${seconds} s where ${delay} were drawn`);
      seen.push(Math.round(seconds));
    }
    console.log(`      ${BOARDS} whole boards open after ${seen.join(", ")} s`);
    assert.equal(new Set(seen).size, BOARDS);
  });
});
