// The model of another utility's meter: what EN 13757-2 asks of a slave at a wire, its answers read by an independent decoder; and at the port
// of a running meter, which asks it every quarter of an hour.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { hex } from "../../bench/byte-string.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import {
  bcd,
  LATEST_ANSWER_US,
  MBUS_BAUD,
  MbusMeter,
  MEDIUM_WATER,
  secondaryAddress,
  SOONEST_ANSWER_US,
} from "../../bench/parts/mbus-meter.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { MBUS_ACKNOWLEDGED, MBUS_REQUEST, MBUS_RESET } from "../../firmware/messages/mbus.ts";
import { assertNoFaults, wait } from "../attack/rig.ts";
import { newBench } from "../bundles.ts";
import { decodeAnswer } from "../messages/mbus-decoder.ts";

const BYTE_US = 11e6 / MBUS_BAUD;

/** A wire to the model: a master that says what it is told, and hears with times. */
class Master {
  readonly clock = new SimulationClock();
  readonly heard: { readonly atUs: number; readonly bytes: string }[] = [];
  baud = MBUS_BAUD;
  readonly meter: MbusMeter;
  #tell: (bytes: string, endUs: number) => void = () => undefined;

  constructor() {
    this.meter = new MbusMeter(this.clock, {
      name: "master",
      baud: MBUS_BAUD,
      onSent: (observe) => (this.#tell = observe),
      receive: (bytes) => void this.heard.push({ atUs: this.clock.nowUs, bytes }),
    });
  }

  /** Says `bytes` and waits for a second; what was answered, "" for nothing. */
  say(bytes: string): string {
    const before = this.heard.length;
    this.clock.runUntil(this.clock.nowUs + Math.ceil(bytes.length * BYTE_US));
    this.#tell(bytes, this.clock.nowUs);
    this.clock.runUntil(this.clock.nowUs + 1_000_000);
    return this.heard
      .slice(before)
      .map((one) => one.bytes)
      .join("");
  }

  volume(answer: string): string {
    return hex(
      Buffer.from(decodeAnswer(answer).records.find(({ unit }) => unit === 0x13)!.value)
        .reverse()
        .toString("latin1"),
    );
  }
}

/** A short frame. */
const short = (control: number, address: number): string =>
  String.fromCharCode(0x10, control, address, (control + address) & 255, 0x16);

describe("the model of an M-Bus meter", () => {
  it("acknowledges a reset, and answers a request with who it is and its volume", () => {
    const master = new Master();
    master.meter.litresPerHour = 0;
    assert.equal(master.say(MBUS_RESET), MBUS_ACKNOWLEDGED);
    const answer = master.say(MBUS_REQUEST);
    assert.equal(
      hex(answer),
      "681b1b6808017278563412" + "6d220103" + "01000000" + "0c7878563412" + "0c1392408310" + "3f16",
    );
    assert.deepEqual([master.meter.resets, master.meter.requests], [1, 1]);
  });

  it("answers to its own address and to that of everybody alone, not to others, and does silently what is said to all", () => {
    for (const [address, answers] of [
      [1, true],
      [254, true],
      [2, false],
      [253, false],
      [255, false],
    ] as const) {
      const master = new Master();
      assert.equal(master.say(short(0x40, address)) !== "", answers, `${address}`);
      assert.equal(master.meter.resets, answers || address === 255 ? 1 : 0, `${address}`);
    }
  });

  it("says the answer before again until the frame count bit changes or the link is reset", () => {
    const master = new Master();
    master.meter.litresPerHour = 3_600_000;
    master.say(MBUS_RESET);
    const first = master.say(short(0x7b, 1));
    assert.equal(master.say(short(0x7b, 1)), first);
    const second = master.say(short(0x5b, 1));
    assert.notEqual(second, first);
    assert.ok(master.volume(second) > master.volume(first));
    assert.equal(master.say(short(0x5b, 1)), second);
    master.say(MBUS_RESET);
    const third = master.say(short(0x5b, 1));
    assert.notEqual(third, second);
  });

  it("begins to answer as long after a request as it is told to", () => {
    for (const answerUs of [SOONEST_ANSWER_US, 50_000, LATEST_ANSWER_US]) {
      const master = new Master();
      master.meter.answerUs = answerUs;
      const endUs = Math.ceil(MBUS_RESET.length * BYTE_US);
      master.say(MBUS_RESET);
      assert.equal(master.heard[0]!.atUs, endUs + answerUs);
    }
    assert.deepEqual([SOONEST_ANSWER_US, LATEST_ANSWER_US], [4584, 187_500]);
  });

  it("hears nothing in a wrong sum, a wrong end, another speed, a frame with a pause in it, or while it is away", () => {
    const master = new Master();
    assert.equal(master.say("\x10\x40\xfe\x3f\x16"), "");
    assert.equal(master.say("\x10\x40\xfe\x3e\x17"), "");
    assert.equal(master.say(MBUS_RESET.slice(0, 2)) + master.say(MBUS_RESET.slice(2)), "");
    master.meter.isAway = true;
    assert.equal(master.say(MBUS_RESET), "");
    master.meter.isAway = false;
    assert.equal(master.say(`noise${MBUS_RESET}`), MBUS_ACKNOWLEDGED);
    const slow = new MbusMeter(master.clock, {
      name: "slow",
      baud: 9600,
      onSent: (observe) => {
        observe(MBUS_RESET, 0);
      },
      receive: () => assert.fail("it answered"),
    });
    master.clock.runUntil(master.clock.nowUs + 1_000_000);
    assert.equal(slow.resets, 0);
  });

  it("is who it is told to be, and its register rolls over", () => {
    const master = new Master();
    master.meter.identity = {
      address: 250,
      identification: "00182007",
      manufacturer: "GWF",
      version: 0x35,
      medium: MEDIUM_WATER,
    };
    master.meter.litres = 100_000_002;
    master.meter.status = 4;
    const { address, status } = decodeAnswer(master.say(short(0x7b, 250)));
    assert.deepEqual([address, status], ["07201800e61e3507", 4]);
    assert.equal(hex(secondaryAddress(master.meter.identity)), address);
    assert.equal(master.volume(master.say(short(0x7b, 254))), "00000002");
    assert.equal(hex(bcd(123n, 3)), "230100");
  });
});

const PORT = portOf(meterBoard, "other-utility");

function asked(bench: Bench): string[] {
  const said: string[] = [];
  bench.meter.uart(PORT).onSent((bytes, endUs) => {
    if (bytes === MBUS_RESET || bytes === MBUS_REQUEST)
      said.push(`${bytes === MBUS_RESET ? "reset" : "request"} ${Math.floor(endUs / 1e6)}`);
    else if (bench.elapsedS > 1) said.push(hex(bytes));
  });
  return said;
}

describe("another utility's meter at the port of a running meter", () => {
  it("is asked soon after the start and then each quarter of an hour, once where it answers", async () => {
    const bench = await newBench();
    const said = asked(bench);
    bench.runTo(930);
    const { otherUtility } = bench.meterParts;
    assert.deepEqual([otherUtility.resets, otherUtility.requests], [2, 2]);
    assert.deepEqual(said, ["reset 0", "request 10", "reset 900", "request 910"]);
    const { format, receivePins, transmitPins } = bench.meter.uart(PORT);
    assert.deepEqual(format, { baud: 2400, bits: 8, parity: "even", stopBits: 1 });
    assert.ok(receivePins.has("D6") && transmitPins.has("A2"));
    assertNoFaults(bench, "meter");
  });

  for (const answerUs of [SOONEST_ANSWER_US, LATEST_ANSWER_US])
    it(`is understood where it answers after ${answerUs} us`, async () => {
      const bench = await newBench();
      bench.meterParts.otherUtility.answerUs = answerUs;
      bench.runTo(20);
      assert.deepEqual([bench.meterParts.otherUtility.resets, bench.meterParts.otherUtility.requests], [1, 1]);
    });

  it("is asked three times where it is away, and again the next time", async () => {
    const bench = await newBench();
    const said = asked(bench);
    bench.meterParts.otherUtility.isAway = true;
    bench.runTo(60);
    assert.deepEqual(said, ["reset 0", "reset 10", "reset 20"]);
    bench.meterParts.otherUtility.isAway = false;
    bench.runTo(930);
    assert.deepEqual(said.slice(3), ["reset 900", "request 910"]);
    assert.equal(bench.meterParts.otherUtility.requests, 1);
  });

  it("is asked three times for data that it does not give, and once more where the first answer is lost", async () => {
    for (const [losses, requests] of [
      [9, 3],
      [1, 2],
      [2, 3],
    ] as const) {
      const bench = await newBench();
      let left: number = losses;
      const { otherUtility } = bench.meterParts;
      otherUtility.lies = (answer) => (left-- > 0 ? "" : answer);
      wait(bench, 100);
      assert.deepEqual([otherUtility.resets, otherUtility.requests], [1, requests]);
    }
  });
});
