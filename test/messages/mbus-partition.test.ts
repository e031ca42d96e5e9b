// The partition that asks another utility's meter: what it keeps and when it asks, from its source; and as the build makes it, within confinement
// and few steps, in Node and on the real engine with what another decoder says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../bench/byte-string.ts";
import { longFrame } from "../../bench/parts/mbus-meter.ts";
import * as mbus from "../../firmware/messages/mbus.ts";
import { ROUTE_OTHER } from "../../firmware/messages/route.ts";
import { communications } from "../../firmware/meter/communications.ts";
import { system } from "../../firmware/meter/system.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { cycleSlots } from "../../tools/build/slots.ts";
import { confine } from "../../tools/confine.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { bundleOf } from "../escape/harness/run.ts";
import { expectedDigest } from "./mbus-decoder.ts";
import * as frames from "./mbus-frames.ts";

const STEPS = 2000;
const LENT = [
  "toOffSwitchLink",
  "toCsSecurity",
  "wanSend",
  "topUpSend",
  "maintenanceSend",
  "otherUtilitySend",
  "crc32",
];

interface Built {
  readonly text: string;
  readonly endowments: readonly string[];
  readonly tick: number;
  readonly hears: number;
}

let built: Promise<Built> | undefined;

async function build(): Promise<Built> {
  const place = system.partitions.findIndex(({ name }) => name === "communications");
  const handlers = cycleSlots(system).flatMap((slot) => (slot.partition === place ? [slot.handler] : []));
  const file = `${ROOT}firmware/meter/communications.ts`;
  const made = await partitionText(file, "communications", "communications", handlers, STEPS);
  return { ...made, tick: handlers.indexOf("tick"), hears: handlers.indexOf("onOtherUtility") };
}

/** Starts the partition, has it acknowledged, lets it hear each of `heard`, and leaves in `all` what came of it and in `most` its most steps. */
async function script(heard: readonly string[]): Promise<string> {
  const { text, endowments, tick, hears } = await (built ??= build());
  assert.deepEqual([...endowments].sort(), [...LENT].sort());
  return `let $ = ${STEPS}, most = 0, said = "";
    const all = [];
    function hexOf(text) {
      let digits = "";
      for (let i = 0; i < text.length; i++) digits += ("0" + text.charCodeAt(i).toString(16)).substr(-2);
      return digits;
    }
    function unhex(digits) {
      let bytes = "";
      for (let i = 0; i < digits.length; i += 2) bytes += String.fromCharCode(parseInt(digits.substr(i, 2), 16));
      return bytes;
    }
    function nothing() {}
    const lent = { toOffSwitchLink: nothing, toCsSecurity: function (text) { said += "cs " + hexOf(text); },
      wanSend: nothing, topUpSend: nothing, maintenanceSend: nothing, crc32: nothing,
      otherUtilitySend: function (text) { said += "asks " + hexOf(text) + " "; } };
    ${JSON.stringify(heard.map((one) => hex(one)))}.forEach(function (digits) {
      $ = 100;
      const made = (${text})(${endowments.map((one) => `lent.${one}`).join(", ")});
      said = "";
      made[${tick}]();
      made[${hears}]("\\xe5");
      made[${tick}]();
      $ = ${STEPS};
      const bytes = unhex(digits);
      for (let at = 0; at < bytes.length; at += 64) made[${hears}](bytes.substr(at, 64));
      made[${tick}]();
      if (${STEPS} - $ > most) most = ${STEPS} - $;
      all.push(said);
    });`;
}

const ASKED = `asks ${hex(mbus.MBUS_RESET)} asks ${hex(mbus.MBUS_REQUEST)} `;

function expectedOf(heard: string): string {
  const digest = expectedDigest(heard);
  return ASKED + (digest === "" ? `asks ${hex(mbus.MBUS_REQUEST)} ` : `cs ${hex(ROUTE_OTHER)}${digest}`);
}

/** The partition from its source, with what it asks. */
function inNode(): { partition: ReturnType<typeof communications>; asks: string[] } {
  const asks: string[] = [];
  const nothing = (): void => undefined;
  const ask = (text: string): void => void asks.push(text);
  return { partition: communications(nothing, nothing, nothing, nothing, nothing, ask, () => 0), asks };
}

describe("the partition that asks another utility's meter", () => {
  it("keeps what it hears after a request, some 266 bytes of it, and nothing between two polls", () => {
    const { partition, asks } = inNode();
    let taken = 0;
    const talk = (): number => {
      taken = 0;
      const eight = { toString: () => (++taken, "12345678") } as unknown as string;
      for (let i = 0; i < 1000; i++) partition.onOtherUtility(eight);
      return taken;
    };
    assert.equal(talk(), 0);
    for (const kept of [34, 34, 34, 0, 0]) {
      partition.tick();
      assert.equal(talk(), kept);
    }
    assert.deepEqual(asks, [mbus.MBUS_RESET, mbus.MBUS_RESET, mbus.MBUS_RESET]);
  });

  it("asks again 90 ticks after it asked first, whatever came of that", () => {
    for (const answers of [[], ["\xe5"], ["\xe5", frames.GAS], ["\xe5", "noise", "noise", frames.GAS]]) {
      const { partition, asks } = inNode();
      const waiting: string[] = [...answers];
      for (let tick = 0; tick < 90; tick++) {
        partition.tick();
        partition.onOtherUtility(waiting.shift() ?? "");
      }
      assert.ok(asks.length <= 4);
      const before = asks.length;
      partition.tick();
      assert.deepEqual(asks.slice(before), [mbus.MBUS_RESET]);
    }
  });

  it("is within confinement", async () => {
    await script([]);
    assert.deepEqual(confine(bundleOf((await built!).text), ["communications"]), []);
  });

  it("passes on what can be taken from an answer, asks again where there is nothing, and needs few steps for either", async () => {
    const long = longFrame(frames.SMALL_GAS.slice(4, 19) + "\x2f".repeat(240));
    const heard = [...fc.sample(frames.anything, { numRuns: 1000, seed: 6 }), long];
    const text = await script(heard);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
    const run = new Function(`${text}; return { all: all, most: most };`)() as { all: string[]; most: number };
    heard.forEach((one, i) => {
      assert.equal(run.all[i], expectedOf(one), hex(one));
    });
    assert.ok(run.most > 400 && run.most < 800, `${run.most}`);
  });
});

engineSuite("the digest of an M-Bus answer on the Linux engine", "linux", function () {
  this.timeout(60_000);

  it("is what it is in Node", async () => {
    const published = [frames.GAS, frames.WATER, frames.SMALL_GAS, frames.ELECTRICITY];
    const heard = [...published, ...fc.sample(frames.anything, 150)];
    const { stdout } = await runOnLinux(`${await script(heard)}; for (const one of all) print(one);`, {
      timeoutMs: 30_000,
    });
    assert.deepEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.trimEnd()),
      heard.map((one) => expectedOf(one).trimEnd()),
    );
  });
});
