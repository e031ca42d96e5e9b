// Each scenario on the bench: it passes, and where the firmware does not do what the scenario is about it fails.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { planOf, sourcesOf } from "../../bench/bench-plan.ts";
import { Feeder } from "../../bench/concentrator/feeder.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import { failureLine, play } from "../../bench/script/play.ts";
import { planOptionsOf, readScript } from "../../bench/script/script-file.ts";
import { without } from "../attack/rig.ts";
import { bundles } from "../bundles.ts";

const FOLDER = new URL("../../scenarios/", import.meta.url).pathname;
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".hasm"));

type Break = readonly [board: "meter" | "off-switch", partition: string, before: string, after: string];

/** What a scenario is about, out of the firmware's own text. */
const BREAKS: Readonly<Record<string, Break>> = {
  "appliances.hasm": ["meter", "cs-security", "applianceSwitched(stored,", 'applianceSwitched("",'],
  "billing-in-prepaid.hasm": ["meter", "computations", "charged += Math.floor(due / 1000);", ""],
  "consumer-feedback.hasm": ["meter", "consumer-port", "message.length === SEALED_BYTES", "false"],
  "cut-link.hasm": [
    "meter",
    "computations",
    "s[IMPORT_REST]! + (pulses - imported) * 1000",
    "s[IMPORT_REST]! + (pulses - imported) * 990",
  ],
  "fraud-detection.hasm": [
    "meter",
    "dc-security",
    "encodeRound(round, energyWh, mask)",
    "encodeRound(round, energyWh + 40, mask)",
  ],
  "local-switch-off.hasm": ["meter", "credit-balance", "(flags & CREDIT_USED_UP) > 0 ? REASON_CREDIT : 0", "0"],
  "metrology-log.hasm": ["meter", "computations", "append(nowInterval * intervalSeconds, 0);", ""],
  "prepaid-and-back.hasm": [
    "meter",
    "credit-balance",
    "what === order.ORDER_PREPAID_ON ? PREPAID : POSTPAID",
    "PREPAID",
  ],
  "remote-switch-off.hasm": [
    "off-switch",
    "off-switch-security",
    "1 + rules.delaySeconds(s[WAIT], readU32(random, 0))",
    "1",
  ],
  "sending-consumption-data.hasm": ["meter", "computations", "toCsSecurity(closed);", ""],
  "switching-back-on.hasm": [
    "off-switch",
    "off-switch-security",
    "heldTenths >= LEAST_HELD && heldTenths <= MOST_HELD",
    "true",
  ],
  "topping-up.hasm": ["meter", "credit-balance", "readU32(message, 2) > readU32(held, LATEST_TOP_UP)", "true"],
  "updating-tariffs.hasm": ["meter", "computations", "s[RATE] = rate;", ""],
};

async function failures(name: string, broken: Break | undefined, tell: string[] = []): Promise<string[]> {
  const file = `${FOLDER}${name}`;
  const script = readScript(file);
  const options = planOptionsOf(script);
  const { meters, neighbour, household, startS, seed, switchPolicy } = planOf(
    options,
    sourcesOf(options),
    Infinity,
    undefined,
  );
  const whole = await bundles();
  const text = broken && (await without(...broken));
  const built = {
    meter: broken?.[0] === "meter" ? text! : whole.meter,
    offSwitch: broken?.[0] === "off-switch" ? text! : whole.offSwitch,
  };
  const first = { household, startS, seed, switchPolicy, bundles: built };
  const bench = new Feeder({ first, meters, neighbour }).first;
  const played = await play(script, new BenchStage(bench, { folder: FOLDER }), (line) => tell.push(line));
  assert.equal(played.steps, played.passed + played.failed.length);
  return played.failed.map((failure) => failureLine(name, failure));
}

describe("scenarios", () => {
  for (const name of NAMES) {
    it(`${name} passes`, async () => {
      assert.deepEqual(await failures(name, undefined), []);
    });

    it(`${name} fails where the meter does not do it`, async () => {
      const broken = BREAKS[name];
      assert.ok(broken !== undefined);
      assert.notDeepEqual(await failures(name, broken), []);
    });
  }

  it("are the same again, to the word", async () => {
    const [one, other]: [string[], string[]] = [[], []];
    await failures("topping-up.hasm", undefined, one);
    await failures("topping-up.hasm", undefined, other);
    assert.ok(one.length > 30);
    assert.deepEqual(one, other);
  });
});
