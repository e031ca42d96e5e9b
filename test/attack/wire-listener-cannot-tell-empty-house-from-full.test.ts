// A burglar listens to the WAN for a day: an empty house and a full one must look alike in when and how much is sent.

import assert from "node:assert/strict";
import { builtInHousehold } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { payloads, target, wait, without } from "./rig.ts";

const DAY_S = 86_400;
const END_S = DEFAULT_START_S + 2 * DAY_S;
const nothing = { startS: DEFAULT_START_S, endS: END_S, powerUw: 0 };
const emptyHouse: Household = {
  startS: DEFAULT_START_S,
  endS: END_S,
  powerW: () => 0,
  energyUj: () => 0n,
  stepAt: (atS) => (atS < END_S ? nothing : undefined),
};

interface Heard {
  /** Second of the run and length of each message: the frame's own length varies with how many bytes chance makes it escape. */
  readonly seen: readonly string[];
  readonly messages: readonly string[];
  readonly registers: readonly number[];
}

async function listen(household: Household, seconds: number, meter?: string): Promise<Heard> {
  const bench = await target({ household, ...(meter === undefined ? {} : { meter }) });
  const seen: string[] = [];
  const messages: string[] = [];
  bench.onWan((_, bytes) => {
    for (const message of payloads(bytes)) {
      seen.push(`${Math.floor(bench.elapsedS)} s: ${message.length} bytes`);
      messages.push(message);
    }
  });
  wait(bench, seconds);
  return { seen, messages, registers: bench.central.reports.map((report) => report.importWh) };
}

describe("attack: listening to the WAN", () => {
  it("hears the same times and sizes from an empty house as from a full one, for a day", async () => {
    const empty = await listen(emptyHouse, DAY_S + 1);
    const full = await listen(builtInHousehold(1), DAY_S + 1);
    assert.equal(empty.seen.length, 96);
    assert.deepEqual(empty.seen, full.seen);
    assert.equal(empty.registers.at(-1), 0);
    assert.ok(full.registers.at(-1)! > 5000);
    for (const [index, register] of full.registers.entries())
      assert.equal(full.messages[index]!.includes(u32(register)), false);
    const boxes = [...empty.messages, ...full.messages].map((message) => message.slice(9));
    assert.equal(new Set(boxes).size, 2 * 96);
  });

  it("reads the register where reports are not sealed", async () => {
    const unsealed = await without("meter", "cs-security", "sealCentral(encodeReport(", "(encodeReport(");
    const { messages, registers } = await listen(builtInHousehold(1), 2000, unsealed);
    assert.equal(messages.length, 2);
    assert.equal(registers.length, 0);
    assert.equal(messages[1]!.startsWith("\x01r"), true);
  });
});
