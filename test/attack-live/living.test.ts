// Attacks on a bench that lives: one after the other on the same meter, in each state of its switch, and while something else is wrong. Whatever
// they did, the meter is as usable as before; where one cannot be tried, it says so and nothing was touched.

import assert from "node:assert/strict";
import { ATTACKS } from "../../bench/attack/attack.ts";
import type { Verdict } from "../../bench/attack/attack.ts";
import { LINES } from "../../bench/attack/lines.ts";
import { Bench } from "../../bench/bench.ts";
import type { BenchOptions } from "../../bench/bench.ts";
import { obey, on, query } from "../../bench/central/orders.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { AT_ONCE } from "../../bench/switch-values.ts";
import { UserError } from "../../bench/user-error.ts";
import { REASON_CREDIT } from "../../firmware/messages/switch-state.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";

/** Short, and generous with moves: every attack on the switch finds it able to move. */
const QUICK = encodePolicy(40, 5, 1000, 86_400);
/** Nobody else stands in their way, nor they in anybody's. */
const LONG = ["bypass", "hostile-gas-meter"];
const LATEST_S = 3 * 3600;

async function living(options: Partial<BenchOptions> = {}): Promise<Bench> {
  const bench = new Bench({
    household: builtInHousehold(2),
    startS: DEFAULT_START_S,
    seed: 2,
    bundles: await bundles(),
    switchPolicy: QUICK,
    ...options,
  });
  bench.runTo(15);
  return bench;
}

function attackCalled(name: string) {
  return ATTACKS.find((attack) => attack.name === name)!;
}

function launched(bench: Bench, name: string): Verdict {
  let verdict: Verdict | undefined;
  attackCalled(name).launch(bench, (found) => {
    verdict = found;
  });
  const isOver = (): boolean => verdict !== undefined;
  for (const endS = bench.elapsedS + LATEST_S; !isOver() && bench.elapsedS < endS;) bench.runTo(bench.elapsedS + 1);
  return verdict ?? assert.fail(`${name} came to no verdict`);
}

function assertRefused(bench: Bench, name: string, message: string): void {
  assert.throws(
    () => attackCalled(name).launch(bench, () => assert.fail("a verdict")),
    (error) => error instanceof UserError && error.message === message,
  );
}

/** Both processors answer their central system. */
function assertUsable(bench: Bench, after: string): void {
  bench.runTo(bench.elapsedS + 10);
  for (const to of ["meter", "off-switch"] as const) {
    const { counter } = bench.central.order(to, query()).asked;
    bench.runTo(bench.elapsedS + 5);
    const answer = bench.central.events.find(
      (event) => event.kind === "answer" && event.counter === counter && event.to === to,
    );
    assert.ok(answer, `${to} does not answer after ${after}`);
  }
}

describe("attacks on a bench that lives", function () {
  this.timeout(60_000);

  it("are tried one after the other on one meter, which all leave as usable as it was", async () => {
    const bench = await living();
    for (const { name } of ATTACKS.filter((one) => !LONG.includes(one.name))) {
      const { held, evidence } = launched(bench, name);
      // Moves as many as that are for others to allow.
      if (name !== "off-and-on") assert.ok(held, `${name}\n${evidence.join("\n")}`);
      assertUsable(bench, name);
      assert.deepEqual([bench.offSwitchParts.relay.closed, bench.link.isCut], [true, false], name);
    }
  });

  it("leave an open switch open, and an armed one armed", async () => {
    const bench = await living({ relayIsClosed: false });
    for (const name of ["button-alone", "on-without-button", "off-and-on", "credit-lie"]) {
      assert.ok(launched(bench, name).held, name);
      bench.runTo(bench.elapsedS + 6);
      assert.deepEqual([bench.offSwitchParts.relay.closed, bench.switchReport.charAt(0)], [false, "0"], name);
    }
    bench.central.order("off-switch", on());
    bench.runTo(bench.elapsedS + 6);
    assert.ok(launched(bench, "button-alone").held);
    bench.runTo(bench.elapsedS + 6);
    assert.equal(bench.switchReport.charAt(0), "2");
  });

  it("succeed where the policy lets them: at once, and on the word of a prepaid meter's board", async () => {
    const bench = await living({ switchPolicy: AT_ONCE });
    for (const name of ["mass-off", "off-and-on"]) {
      assert.equal(launched(bench, name).held, false, name);
      assert.equal(bench.offSwitchParts.relay.closed, true);
    }
    bench.central.order("off-switch", obey(REASON_CREDIT));
    bench.runTo(bench.elapsedS + 5);
    const { held, evidence } = launched(bench, "credit-lie");
    assert.deepEqual(
      [held, evidence[0]],
      [false, "The central system lets the meter board open the switch for: credit."],
    );
    assert.equal(bench.offSwitchParts.relay.closed, true);
  });

  it("do not take for their own what somebody else orders meanwhile", async () => {
    const bench = await living({ switchPolicy: AT_ONCE });
    let verdict: Verdict | undefined;
    attackCalled("replayed-off").launch(bench, (found) => (verdict = found));
    bench.runTo(bench.elapsedS + 4);
    bench.central.switch("off");
    bench.runTo(bench.elapsedS + 20);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    assert.equal(verdict?.held, true);
  });

  it("say that they found no way in where nothing passes the wire between the boards", async () => {
    const bench = await living();
    bench.link.garble(() => "");
    for (const name of ["replayed-off", "mass-off", "welded-contact", "command-of-another-meter", "off-and-on"]) {
      const { held, stoppedBy } = launched(bench, name);
      assert.deepEqual([held, stoppedBy], [true, LINES.noWay], name);
    }
  });

  it("go on one at a time, and the next one when that is over", async () => {
    const bench = await living();
    attackCalled("guessed-codes").launch(bench, () => undefined);
    assertRefused(bench, "link-cut", "link-cut: guessed-codes is under way, and there is one attack at a time");
    bench.runTo(bench.elapsedS + 60);
    assert.ok(launched(bench, "link-cut").held);
  });

  it("are refused where they cannot be tried", async () => {
    const bench = await living({ centralMemory: "elsewhere" });
    assertRefused(bench, "mass-off", "mass-off: the central system of this meter is elsewhere");
    assert.ok(launched(bench, "bytes-into-the-han").held);
    bench.link.cut();
    assertRefused(bench, "command-of-another-meter", "command-of-another-meter: the wire between the boards is cut");
    assert.ok(launched(bench, "hostile-meter-board").held);
    assert.equal(bench.link.isCut, true);
    bench.meter.powerOff();
    assertRefused(bench, "bytes-into-the-han", "bytes-into-the-han: the meter board has no supply");
  });

  it("on the switch are refused where it would not open soon, or is open already", async () => {
    const open = await living({ relayIsClosed: false });
    assertRefused(open, "mass-off", "mass-off: the switch is open already");
    assertRefused(open, "welded-contact", "welded-contact: the switch is open already");
    const slow = await living({ switchPolicy: encodePolicy(3600, 5, 100, 86_400) });
    assertRefused(slow, "button-alone", "button-alone: needs an open switch, and this one may take 3600 s to open");
    const worn = await living({ switchPolicy: encodePolicy(0, 0, 4, 86_400) });
    assert.ok(launched(worn, "button-alone").held);
    assertRefused(
      worn,
      "button-alone",
      "button-alone: needs an open switch, and the relay has no two moves left today",
    );
  });
});
