// The consumer port as the build makes it: within confinement and its steps, and on the real engine byte for byte what it says in Node, in
// clear and sealed.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../bench/byte-string.ts";
import { system } from "../../firmware/meter/system.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { confine } from "../../tools/confine.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { bundleOf } from "../escape/harness/run.ts";
import { byteString } from "./arbitrary.ts";
import { consumerFields, consumerMessage, telegram } from "./telegram-rig.ts";

const NAME = "consumer-port";
const STEPS = system.partitions.find(({ name }) => name === NAME)!.stepBudget;
const MOST = { price: 2 ** 32 - 1, otherMedium: 255, otherUtcSeconds: 2 ** 32 - 1, otherLitres: 99_999_999 };
const LONGEST = consumerMessage({
  ...{
    ...MOST,
    utcSeconds: 2 ** 32 - 1,
    importWh: 2 ** 32 - 1,
    exportWh: 2 ** 32 - 1,
    powerW: 99_999,
    isBelgian: true,
  },
  ...{ appliances: "1111", switchState: "2", credit: { balance: -(2 ** 47) + 1, flags: 31, debt: 2 ** 32 - 1 } },
});
const messages = (): string[] => [
  LONGEST,
  ...fc.sample(consumerFields, { numRuns: 60, seed: 6 }).map(consumerMessage),
  ...fc.sample(byteString(120, 120), { numRuns: 3, seed: 6 }),
];

let built: Promise<string> | undefined;
const partition = (): Promise<string> =>
  (built ??= partitionText(`${ROOT}firmware/meter/${NAME}.ts`, NAME, "consumerPort", ["fromCsSecurity"], STEPS).then(
    ({ text, endowments }) => {
      assert.deepEqual(endowments, ["hanSend", "meterId", "toBytes"]);
      return text;
    },
  ));

/** Leaves in `said` what the port sent, and in `most` the most steps that one message took. */
const scriptOf = (text: string): string => `
  const said = [];
  function unhex(digits) {
    let all = "";
    for (let i = 0; i < digits.length; i += 2) all += String.fromCharCode(parseInt(digits.substr(i, 2), 16));
    return all;
  }
  function bytesOf(text) {
    const all = [];
    for (let i = 0; i < text.length; i++) all.push(text.charCodeAt(i));
    return all;
  }
  let $ = ${STEPS}, most = 0;
  const made = (${text})(function (text) { said.push(text); }, function () { return "HASM0001"; }, bytesOf);
  ${JSON.stringify(messages().map(hex))}.forEach(function (digits) {
    $ = ${STEPS};
    made[0](unhex(digits));
    if (${STEPS} - $ > most) most = ${STEPS} - $;
  });`;

async function inNode(): Promise<{ said: string[]; most: number }> {
  const script = scriptOf(await partition());
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
  return new Function(`${script}; return { said: said, most: most };`)() as { said: string[]; most: number };
}

describe("consumer port, as built", () => {
  it("is confined, and sends in half of its steps what the functions of its messages say", async () => {
    assert.deepEqual(confine(bundleOf(await partition()), [NAME]), []);
    const { said, most } = await inNode();
    const clear = messages().filter(({ length }) => length !== 120);
    assert.deepEqual(said.slice(0, clear.length), clear.map(telegram));
    assert.equal(said.length, clear.length + 3);
    assert.ok(most > 0 && most < STEPS / 2, `${most} steps`);
    assert.ok(said.every(({ length }) => length < 1500));
    assert.equal(Math.max(...said.map(({ length }) => length)), said[0]!.length);
  });
});

engineSuite("consumer port, on the engine", "linux", function () {
  this.timeout(120_000);

  it("says what it says in Node", async () => {
    const script = scriptOf(await partition());
    const run = await runOnLinux(`${script}\nprint(JSON.stringify(said));`, { timeoutMs: 60_000 });
    assert.deepEqual(JSON.parse(run.stdout), (await inNode()).said, run.stdout.slice(0, 200));
  });
});
