// Top-up codes as a board runs them: in a partition that the build has minified, within confinement and few steps, and on the real engine
// with the same outcome as in Node for every line.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readU16, readU32 } from "../../firmware/messages/bytes.ts";
import * as code from "../../firmware/messages/top-up-code.ts";
import { checkDigit, makeTopUpCode } from "../../bench/top-up-code.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { confine } from "../../tools/confine.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { bundleOf } from "../escape/harness/run.ts";
import { byteString } from "./arbitrary.ts";

const KEY = "k".repeat(32);
const METER = "meter-01";
const STEPS = 1500;

/** All of a code but its MAC, of one line and for one state of the meter. */
const PARTITION = `
import * as code from "${ROOT}firmware/messages/top-up-code.ts";
import { readU16, readU32 } from "${ROOT}firmware/messages/bytes.ts";
export function topUps(say: (text: string) => void, meterId: () => string) {
  return {
    onLine(line: string, last: number, used: number) {
      const digits = code.topUpDigits(line);
      const fields = code.topUpFields(digits);
      say(digits);
      say(fields);
      if (fields === "") return;
      const value = readU16(fields, 3);
      say("" + code.topUpAmount(fields.charCodeAt(2), value));
      const candidates = code.topUpCandidates(last, used, readU16(fields, 0));
      for (let at = 0; at < candidates.length; at += 4) {
        const counter = readU32(candidates, at);
        say(code.topUpNonce(meterId(), counter, fields.charCodeAt(2) * 8192 + value));
        say(code.topUpUsed(last, used, counter));
      }
    },
  };
}`;

type Line = readonly [line: string, last: number, used: number];

/** What the partition is to say, by the same source in Node. */
function expected([line, last, used]: Line): string[] {
  const digits = code.topUpDigits(line);
  const fields = code.topUpFields(digits);
  if (fields === "") return [digits, fields];
  const [kind, value] = [fields.charCodeAt(2), readU16(fields, 3)];
  const candidates = code.topUpCandidates(last, used, readU16(fields, 0));
  const said = [digits, fields, `${code.topUpAmount(kind, value)}`];
  for (let at = 0; at < candidates.length; at += 4) {
    const counter = readU32(candidates, at);
    said.push(code.topUpNonce(METER, counter, kind * 8192 + value), code.topUpUsed(last, used, counter));
  }
  return said;
}

let built: Promise<string> | undefined;

async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hasm-top-up-"));
  try {
    const file = join(folder, "top-ups.ts");
    await writeFile(file, PARTITION);
    return (await partitionText(file, "top-ups", "topUps", ["onLine"], STEPS)).text;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The partition as it stands in a bundle. */
function partition(): Promise<string> {
  return (built ??= build());
}

type OnLine = (line: string, last: number, used: number) => void;
interface Run {
  readonly said: string[];
  readonly steps: number;
}

/** The partition's text in Node, as the build made it. */
function runInNode(text: string, given: Line): Run {
  const said: string[] = [];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
  const { make, left } = new Function("$", `return {make:${text},left:function(){return $}}`)(STEPS) as {
    make: (say: (text: string) => void, meterId: () => string) => [OnLine];
    left: () => number;
  };
  make(
    (one) => said.push(one),
    () => METER,
  )[0](...given);
  return { said, steps: STEPS - left() };
}

const states = fc
  .tuple(fc.oneof(fc.nat(2000), fc.integer({ min: 4_294_960_000, max: 4_294_967_295 })), fc.nat(65_535))
  .map(([last, bits]) => [last, last === 0 ? 0 : bits | 1] as const);
const own = fc
  .tuple(states, fc.integer({ min: -20, max: 1100 }), fc.nat(1), fc.nat(8191))
  .map(([[last, used], offset, kind, value]): Line => {
    const counter = Math.min(4_294_967_295, Math.max(1, last + offset));
    return [makeTopUpCode(KEY, METER, counter, kind, value), last, used];
  });
const token = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }),
  fc.bigInt({ min: 7394156990786306048n - 70000n, max: 7394156990786306048n + (1n << 57n) + 70000n }),
);
const foreign = fc.tuple(token, states).map(([number, [last, used]]): Line => {
  const digits = number.toString().padStart(19, "0");
  return [digits + checkDigit(digits), last, used];
});
const spaced = own.map(([line, last, used]): Line => [line.replace(/(.{4})/g, "$1 -"), last, used]);
const broken = fc.tuple(byteString(0, 24), states).map(([line, [last, used]]): Line => [line, last, used]);
const lines: fc.Arbitrary<Line> = fc.oneof(
  { weight: 4, arbitrary: own },
  { weight: 4, arbitrary: foreign },
  spaced,
  broken,
);

describe("top-up codes in a partition", () => {
  it("are within confinement", async () => {
    assert.deepEqual(confine(bundleOf(await partition()), ["top-ups"]), []);
  });

  it("say what their source says, in at most 80 steps", async () => {
    const text = await partition();
    let most = 0;
    fc.assert(
      fc.property(lines, (given) => {
        const { said, steps } = runInNode(text, given);
        assert.deepEqual(said, expected(given));
        most = Math.max(most, steps);
      }),
      { numRuns: 500 },
    );
    assert.ok(most > 30 && most <= 80, `${most}`);
  });
});

engineSuite("top-up codes on the Linux engine", "linux", function () {
  this.timeout(60_000);

  it("come out as in Node, 300 of them, and lines that are none", async () => {
    const given = [...fc.sample(own, 300), ...fc.sample(fc.oneof(foreign, spaced, broken), 100)];
    const wrong = given.slice(0, 20).map(([line, last, used]): Line => [`${line.slice(0, 19)}x`, last, used]);
    const leading = ["0".repeat(20), `0123456789012345678${checkDigit("0123456789012345678")}`, "9".repeat(20)];
    const all = [...given, ...wrong, ...leading.map((line): Line => [line, 0, 0])];
    const script = `var $=${STEPS};var said=[];
      var handlers=(${await partition()})(function(one){said.push(btoa(one))},function(){return "${METER}"});
      var lines=${JSON.stringify(all.map(([line, last, used]) => [Buffer.from(line, "latin1").toString("base64"), last, used]))};
      for(var i=0;i<lines.length;i++){said=[];$=${STEPS};handlers[0](atob(lines[i][0]),lines[i][1],lines[i][2]);print(said.join())}`;
    const { stdout } = await runOnLinux(script, { timeoutMs: 30_000 });
    const said = stdout.trimEnd().split("\n");
    const base64 = (one: string): string => Buffer.from(one, "latin1").toString("base64");
    assert.equal(said.length, all.length, stdout.slice(-400));
    all.forEach((one, i) => {
      assert.equal(said[i], expected(one).map(base64).join(","), one.join(" "));
    });
    assert.equal(said.filter((one) => one.length > 60).length >= 300, true);
  });
});
