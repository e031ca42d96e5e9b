// The partitions that carry out orders, as the build makes them: within confinement and their steps, and on the real engine word for word what
// they say in Node: CRC-32 over pieces, balances above 2^32 and below zero, registers with a rest.

import assert from "node:assert/strict";
import { crc32, hex } from "../../bench/byte-string.ts";
import { Random } from "../../bench/engine/random.ts";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import * as command from "../../firmware/messages/meter-order.ts";
import { encodeBalance, POSTPAID, PREPAID } from "../../firmware/messages/credit.ts";
import { READING_NOW } from "../../firmware/messages/reading.ts";
import { encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { readingBytes } from "../messages/reading-bytes.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { camel } from "../../tools/build/names.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { confine } from "../../tools/confine.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { bundleOf } from "../escape/harness/run.ts";
import { commitBody, pieceBody } from "./rig.ts";
import { image, MOST_COUNTS } from "./tariff-rig.ts";
import type { Counts } from "./tariff-rig.ts";

const STEPS = 1000;
const HANDLERS = {
  computations: ["fromCsSecurity", "tick"],
  "credit-balance": ["fromCsSecurity", "fromOffSwitchLink", "fromComputations"],
  display: ["fromComputations", "fromOffSwitchLink", "fromCreditBalance", "tick"],
} as const;
type Name = keyof typeof HANDLERS;

/** Handler and message. Before each tick of computations come pulses. */
type Call = readonly [handler: number, message: string];

const random = new Random(3);

const TARIFFS: readonly Counts[] = [[1, 0, 1], [1, 0, 2], [2, 1, 1], [3, 5, 7], [4, 64, 1], MOST_COUNTS];
/** No multiple of 256: that is none. */
const VERSION = 4_000_000_001;
const FROM_S = 3_000_000_000;

function computationsCalls(): Call[] {
  const calls: Call[] = [];
  const order = (order: string, body = ""): void => void calls.push([0, order + "t" + body]);
  for (const counts of TARIFFS) {
    const body = image(random, counts);
    order(command.ORDER_TARIFF_BEGIN);
    for (let at = 0; at < body.length;) {
      const bytes = body.slice(at, at + 1 + random.below(64));
      order(command.ORDER_TARIFF_PIECE, pieceBody(at, bytes));
      at += bytes.length;
    }
    order(command.ORDER_TARIFF_COMMIT, commitBody(VERSION, FROM_S, body));
  }
  for (const by of [-11, -10, 0, 10, 11]) order(command.ORDER_TIME, u32(1_768_500_000 + by));
  order(command.ORDER_TIME_STEP, u32(4_102_444_799));
  order("\xff", random.byteString(67));
  for (let tick = 0; tick < 130; tick++) calls.push([1, ""]);
  return calls;
}

const CALLS: Readonly<Record<Name, () => Call[]>> = {
  computations: computationsCalls,
  "credit-balance": () => {
    const order = (order: string, body = ""): Call => [0, order + "t" + body];
    const topUps = Array.from({ length: 6 }, (_, i) =>
      order(command.ORDER_TOP_UP, u32(i + 1) + u32(4_294_967_295 - i)),
    );
    const reading = (day: number, importWh: number, charged: number): Call => [
      2,
      readingBytes({ kind: READING_NOW, utcSeconds: 86_400 * (20_000 + day), importWh, charged, switchState: "1" }),
    ];
    const state = (holds: number): Call => [1, encodeSwitchState("1", 0, 2, 0, 0, 0, 0, 0, 0, holds)];
    const debt = order(command.ORDER_DEBT, u32(4_294_967_295));
    const days = [reading(1, 2, 100_000), reading(5, 3, 140_737_488_000_000)];
    const taken = [state(1), state(2), reading(5, 4, 140_737_488_100_000)];
    const rest: Call[] = [topUps[2]!, debt, ...days, ...taken, order(command.ORDER_PREPAID_OFF)];
    return [order(command.ORDER_PREPAID_ON), reading(0, 1, 0), order(command.ORDER_PREPAID_ON), ...topUps, ...rest];
  },
  display: () =>
    [1_234_000, 0, -1, -123_400_000, 4_294_967_296_000, 140_737_488_355_327, -140_737_488_355_327]
      .map((balance): Call => [2, (balance === 0 ? POSTPAID : PREPAID) + encodeBalance(balance) + "\0" + u32(0)])
      .flatMap((told): Call[] => [told, [3, ""]]),
};

/** By their numbers: both elements give 7 impulses per kWh; warning, emergency credit and debt recovery. */
const PARAMETERS_HEX: readonly string[] = Array.from({ length: 12 }, (_, number) => {
  if (number === 0 || number === 2) return hex(u16(7));
  if (number === 5) return hex([4_000_000, 2_000_000, 1_000_000, 0].map(u32).join(""));
  return number === 6 ? hex(u32(300_000) + "\x1e") : "";
});
/** In front of what was written, where its version stands at 4. */
const HEADER_HEX = hex("HI\x01\x04" + u32(VERSION) + u32(FROM_S)).padEnd(512, "0");

/** What is lent, in words that Node and the engine share; `memory` is what was put before. */
const LENT = `
  const memory = ["", ""], tallied = ["", ""], said = [];
  let now = 1768500000, pulses = 0, begun = "", tariff = "";
  function hexOf(text) {
    let all = "";
    for (let i = 0; i < text.length; i++) all += ("0" + text.charCodeAt(i).toString(16)).substr(-2);
    return all;
  }
  function unhex(digits) {
    let all = "";
    for (let i = 0; i < digits.length; i += 2) all += String.fromCharCode(parseInt(digits.substr(i, 2), 16));
    return all;
  }
  function say(to) { return function (text) { said.push(to + hexOf(text)); return true; }; }
  function put(number, value) { memory[number] = value; return true; }
  function get(number) { return memory[number]; }
  const lent = {
    toCsSecurity: say("cs "), toDisplay: say("display "), toDcSecurity: say("dc "), metrologyLogAppend: say("log "),
    toCreditBalance: say("credit "), toOffSwitchLink: say("link "),
    importPulsesCount: function () { return pulses; }, importPulsesSettle: function (count) { pulses -= count; },
    importPulsesSpacingMs: function () { return 450; }, clockUtcSeconds: function () { return now; },
    clockSetUtcSeconds: function (to) { now = to; return true; },
    registersPut: put, registersGet: get, creditPut: put, creditGet: get,
    tallyPut: function (number, value) { tallied[number] = value; return true; },
    tallyGet: function (number) { return tallied[number]; },
    clampMilliamperes: function () { return 1000; },
    exportPulsesCount: function () { return 0; }, exportPulsesSettle: function () {},
    exportPulsesSpacingMs: function () { return 0; },
    parametersGet: function (number) { return unhex(${JSON.stringify(PARAMETERS_HEX)}[number]); },
    tariffsBegin: function () { begun = ""; return "\\0"; },
    tariffsWrite: function (page) { say("page ")(page); begun += page; return "\\0"; },
    tariffsCommit: function (version, from, rest) {
      said.push(version + " " + from);
      say("rest ")(rest);
      tariff = unhex("${HEADER_HEX}") + begun + rest;
      return "\\0";
    },
    tariffsRead: function (atSeconds, offset, length) {
      return atSeconds < ${FROM_S} || offset + length > tariff.length ? "" : tariff.substr(offset, length);
    },
    crc32: crc, lcdWrite: function (row, text) { said.push(row + text); },
  };`;

interface Built {
  readonly text: string;
  /** Of a script that makes the partition, makes the calls, and leaves what was said in \`said\`, and in \`most\` the most steps of one call. */
  readonly script: string;
}

async function build(name: Name): Promise<Built> {
  const file = `${ROOT}firmware/meter/${name}.ts`;
  const all = name === "computations" ? ["fromOffSwitchLink", ...HANDLERS[name]] : HANDLERS[name];
  const { text, endowments } = await partitionText(file, name, camel(name), all, STEPS);
  const shift = all.length - HANDLERS[name].length;
  const calls = CALLS[name]().map(([handler, message]) => [handler + shift, hex(message)]);
  const script = `${LENT}
    let $ = ${STEPS}, most = 0;
    const made = (${text})(${endowments.map((one) => `lent.${one}`).join(", ")});
    ${JSON.stringify(calls)}.forEach(function (call) {
      $ = ${STEPS};
      if (call[1] === "") { now++; pulses += 3; made[call[0]](); } else made[call[0]](unhex(call[1]));
      if (${STEPS} - $ > most) most = ${STEPS} - $;
    });`;
  return { text, script };
}

const built = new Map<Name, Promise<Built>>();

function builtOnce(name: Name): Promise<Built> {
  const found = built.get(name) ?? build(name);
  built.set(name, found);
  return found;
}

function inNode(script: string): { said: string[]; most: number } {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
  return new Function("crc", `${script}; return { said: said, most: most };`)(crc32) as {
    said: string[];
    most: number;
  };
}

const names = Object.keys(HANDLERS) as Name[];

describe("partitions that carry out orders, as built", () => {
  for (const name of names)
    it(`${name}: confined, and within half of its steps`, async () => {
      const { text, script } = await builtOnce(name);
      assert.deepEqual(confine(bundleOf(text), [name]), []);
      const { said, most } = inNode(script);
      assert.ok(said.length >= CALLS[name]().length / 2);
      assert.ok(most > 0 && most < STEPS / 2, `${most} steps`);
    });

  it("computations: takes each tariff whose CRC-32 is right", async () => {
    const { said } = inNode((await builtOnce("computations")).script);
    assert.equal(said.filter((one) => one === `${VERSION} ${FROM_S}`).length, 6);
  });
});

engineSuite("partitions that carry out orders, on the engine", "linux", function () {
  this.timeout(120_000);

  for (const name of names)
    it(`${name}: says what it says in Node`, async () => {
      const { script } = await builtOnce(name);
      const { said } = inNode(script);
      const program = `const crc = E.CRC32;${script}\nprint(JSON.stringify(said));`;
      const run = await runOnLinux(program, { timeoutMs: 60_000 });
      assert.deepEqual(JSON.parse(run.stdout), said, run.stdout.slice(0, 200));
    });
});
