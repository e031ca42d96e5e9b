// The meter board has fallen and sends all that it can. For a simulated month the off-switch processor's own partitions, as the bundle has
// them, stand against it on a store; for a day the whole boards do. `month.ts` is the month on the whole boards, which takes minutes: a
// day of silence costs the virtual boards 1.5 s, a day of flood 50 to 130 s, so that the mischief fills a twentieth of the time or less.

import assert from "node:assert/strict";
import { moves } from "../../firmware/messages/switch-policy.ts";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import { without } from "../attack/rig.ts";
import { assertWithinPolicy } from "./judge.ts";
import { MISCHIEFS } from "./mind.ts";
import { boardSiege, textSiege } from "./siege.ts";
import type { Siege } from "./siege.ts";

const MONTH = 30;
const CHARACTER = { seed: 2_463_534_242, quiet: 0.98, stretchSeconds: 120 };
const MOST = moves(IN_THE_FIELD);

function show(what: string, { operations, busiestDay, refused }: Siege): void {
  console.log(
    `      ${what}: ${operations.length} operations, ${busiestDay} in the busiest day of at most ${MOST}; ${refused} refused`,
  );
}

describe("a hostile meter board", function () {
  this.timeout(240_000);

  it(`opens no postpaid meter in ${MONTH} days, whatever it sends`, async () => {
    const siege = await textSiege({ days: MONTH, prepaid: false, character: CHARACTER });
    show(`${MONTH} days, postpaid`, siege);
    assert.deepEqual([siege.operations, siege.accepted], [[], 0]);
    for (const mischief of MISCHIEFS) assert.ok(siege.mind.done[mischief]! > 1000, mischief);
    assert.ok(siege.refused > 100_000);
  });

  it(`stays within the policy in ${MONTH} days where credit counts: rest, moves in a day, delay`, async () => {
    const siege = await textSiege({ days: MONTH, prepaid: true, character: { ...CHARACTER, seed: 7 } });
    show(`${MONTH} days, prepaid`, siege);
    assert.equal(siege.accepted, 0);
    assert.ok(siege.operations.length > MONTH, "it could do nothing at all");
  });

  for (const prepaid of [false, true])
    it(`does no more on the whole boards in a day, ${prepaid ? "prepaid" : "postpaid"}`, async () => {
      const siege = await boardSiege({ days: 1, prepaid, character: { ...CHARACTER, quiet: 0.95 } });
      show(`a day on the boards, ${prepaid ? "prepaid" : "postpaid"}`, siege);
      assert.equal(siege.accepted, 0);
      assert.equal(siege.operations.length > 2, prepaid);
      assert.ok(siege.refused > 500);
    });

  it("opens a postpaid meter where the central system is not asked what counts", async () => {
    const counts = "become(rules.afterLocal(wanted, s[OBEYED]!, reasons), s[OBEYED]!)";
    const after = "become(rules.afterLocal(wanted, 14, reasons), 14)";
    const offSwitch = await without("off-switch", "off-switch-security", counts, after);
    const { operations } = await boardSiege({ days: 0.5, prepaid: false, character: CHARACTER, offSwitch });
    assert.ok(operations.length > 0);
  });

  it("is caught by the judge where it moves the relay too often, or too soon", () => {
    const often = Array.from({ length: 7 }, (_, at) => ({ atSecond: at * 10_000, closed: at % 2 === 0 }));
    assert.throws(() => assertWithinPolicy(often, IN_THE_FIELD), { message: "7 operations in a day" });
    assert.throws(
      () =>
        assertWithinPolicy(
          often.map((one, at) => ({ ...one, atSecond: at * 58 })),
          IN_THE_FIELD,
        ),
      {
        message: "operations 58 s apart",
      },
    );
  });
});
