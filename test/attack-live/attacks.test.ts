// The attacks of the bench, each once on a meter as it hangs in the field, and once on the same without the defence that stops it.

import assert from "node:assert/strict";
import { ATTACKS } from "../../bench/attack/attack.ts";
import type { Attack, Verdict } from "../../bench/attack/attack.ts";
import { LINES, NOTHING } from "../../bench/attack/lines.ts";
import type { Line } from "../../bench/attack/lines.ts";
import { Bench } from "../../bench/bench.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import { without } from "../attack/rig.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";
import { NO_WINDOW, OUT } from "./out.ts";
import type { Bare } from "./out.ts";

const BEGINS_S = 15;
const LATEST_S = 3 * 3600;

async function living(bare: Bare = {}): Promise<Bench> {
  const texts = await bundles();
  const { meter = texts.meter, offSwitch = texts.offSwitch, keys, policy = IN_THE_FIELD } = bare;
  const bench = new Bench({
    household: builtInHousehold(1),
    startS: DEFAULT_START_S,
    seed: 1,
    switchPolicy: policy,
    bundles: { meter, offSwitch },
    ...(keys === undefined ? {} : { keys }),
  });
  bench.runTo(BEGINS_S);
  return bench;
}

/** The one verdict of an attack; fails where there is none in time, or a second one. */
function tried(bench: Bench, attack: Attack): Verdict {
  const verdicts: Verdict[] = [];
  attack.launch(bench, (verdict) => verdicts.push(verdict));
  for (const endS = bench.elapsedS + LATEST_S; verdicts.length === 0 && bench.elapsedS < endS;)
    bench.runTo(bench.elapsedS + 1);
  assert.equal(verdicts.length, 1);
  return verdicts[0]!;
}

function called(name: string): Attack {
  return ATTACKS.find((attack) => attack.name === name)!;
}

/** Which line holds. */
const STOPPED_BY: Readonly<Record<string, Line>> = {
  bypass: "clamp",
  "command-of-another-meter": "keyPerMeter",
  "forged-report": "sealedBox",
  "wire-listener": "alike",
  "mass-off": "cancel",
  "altered-command": "sealedBox",
  "hostile-meter-board": "onlySealed",
  "credit-lie": "obey",
  "technician-overreach": "roles",
  "replayed-off": "counter",
  "link-cut": "silence",
  "welded-contact": "feedback",
  "button-alone": "arming",
  "on-without-button": "button",
  "off-and-on": "delay",
  "appliance-over-quota": "appliances",
  "appliance-cycling": "appliances",
  "bytes-into-the-han": "noReceiver",
  "log-edited": "chain",
  "log-flooded": "merging",
  "guessed-codes": "lockOut",
  "code-used-twice": "codeOnce",
  "hostile-gas-meter": "foreignMeter",
  "clock-set-back": "clock",
  "typed-at-the-console": "noConsole",
  "meter-board-cut": "ownProcessor",
  "noise-on-the-wan": "resync",
};

describe("attacks to try", function () {
  this.timeout(60_000);

  for (const attack of ATTACKS) {
    it(`${attack.name} is stopped, and says by what`, async () => {
      const { held, stoppedBy, evidence } = tried(await living(), attack);
      assert.deepEqual([held, stoppedBy], [true, LINES[STOPPED_BY[attack.name]!]], evidence.join("\n"));
      assert.ok(evidence.length > 0);
    });

    it(`${attack.name} succeeds without that, and says how`, async () => {
      const { held, stoppedBy, evidence } = tried(await living(await OUT[attack.name]!()), attack);
      assert.deepEqual([held, stoppedBy], [false, NOTHING], evidence.join("\n"));
    });
  }

  it("wire-listener reads an answer that is not sealed, though it is as long and as late as all others", async () => {
    const before = "if (route === ROUTE_CS) sealed = sealCentral(plain);";
    const meter = await without(
      "meter",
      "cs-security",
      before,
      'if (route === ROUTE_CS) sealed = "?".repeat(24) + plain;',
    );
    const { held, evidence } = tried(await living({ meter }), called("wire-listener"));
    assert.equal(held, false);
    assert.match(evidence.at(-1)!, /^Of \d+ messages he can read \d+\.$/);
    assert.match(evidence[0]!, /he hears the same/);
  });

  it("off-and-on is held back by the rest where no delay is in its way", async () => {
    const { held, stoppedBy } = tried(await living({ policy: NO_WINDOW }), called("off-and-on"));
    assert.deepEqual([held, stoppedBy], [true, LINES.rest]);
  });
});
