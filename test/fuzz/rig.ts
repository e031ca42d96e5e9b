// Random and mutated frames at a port of a running meter. After the flood nothing of it may be left: no fault, no state, nothing stored but
// counted refusals; and the next command of the real sender acts. `HASM_FUZZ` says how many there are (npm run test:deep); the seed
// and the number of the frame are in the message of a failure.

import assert from "node:assert/strict";
import type { Bench, BoardName } from "../../bench/bench.ts";
import { Channel } from "../../bench/central/channel.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import { cover, off, parameter, query } from "../../bench/central/orders.ts";
import { ORDER_CODES } from "../../bench/central/order-names.ts";
import { Random } from "../../bench/engine/random.ts";
import { hex } from "../../bench/byte-string.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { kernelStatus } from "../../bench/report.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { KERNEL_VALUES } from "../../firmware/kernel/description.ts";
import { encodeCommand } from "../../firmware/messages/meter-order.ts";
import { SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { storedValues } from "../../bench/meter-values.ts";
import { newBench } from "../bundles.ts";

/** All ports together get so many in `npm test`. */
const ALL_FRAMES = Number(process.env["HASM_FUZZ"] ?? 50_000);
const SEED = Number(process.env["HASM_SEED"] ?? 1);
/** In one go: the port talks without pause, and the queues behind it overflow now and then. */
const BURST = 5;
/** Of a byte on a UART, with start and stop. */
const BITS = 10;
/** Beside what a burst takes on the wire: a little time to be looked at. */
const REST_S = 0.15;

interface Port {
  readonly name: "wan" | "topUp" | "maintenance";
  readonly routes: readonly string[];
  /** Key of each route. */
  readonly keys: readonly number[];
  /** Whether what is typed is taken too. */
  readonly takesLines: boolean;
  /** Of all frames. */
  readonly share: number;
}

/** Frames as their senders make them; none is delivered as it is. */
function genuineFrames(bench: Bench, port: Port): string[] {
  const orders = [cover(), query(), off(), parameter(0, "\x03\xe8")];
  return port.routes.flatMap((route, at) => {
    const channel = new Channel(volatileMemory(bench.keys), port.keys[at]!);
    return orders.map((order) => route + channel.seal(encodeCommand(ORDER_CODES[order.name], order.body)));
  });
}

function flipBits(random: Random, text: string, count: number): string {
  let out = text;
  for (let i = 0; i < count; i++) {
    const at = random.below(out.length);
    out = out.slice(0, at) + String.fromCharCode(out.charCodeAt(at) ^ (1 << random.below(8))) + out.slice(at + 1);
  }
  return out;
}

const DIGITS = "0123456789";
const word = (random: Random, letters: string, length: number): string =>
  Array.from({ length }, () => letters.charAt(random.below(letters.length))).join("");

/** What a typist, a cat on the keys, or a program may send: never 20 digits, which would be a guess at a code. */
function line(random: Random): string {
  const length = random.below(60);
  const text = random.chance(0.5)
    ? word(random, DIGITS, length)
    : word(random, `${DIGITS} -+*#abcXYZ\t\x7f\x1b`, length);
  return (text.replace(/\D/g, "").length === 20 ? "" : text) + word(random, "\r\n", 1 + random.below(2));
}

/** One of the ways to be wrong. */
function nonsense(random: Random, port: Port, genuine: readonly string[]): string {
  const pick = (): string => genuine[random.below(genuine.length)]!;
  const route = port.routes[random.below(port.routes.length)]!;
  switch (random.below(port.takesLines ? 10 : 9)) {
    case 0:
      return random.byteString(random.below(300));
    case 1:
      // A good CRC around anything.
      return frame(random.byteString(1 + random.below(120)));
    case 2:
      return frame(route + random.byteString(SEALED_BYTES));
    case 3:
      return frame(flipBits(random, pick(), 1 + 2 * random.below(2)));
    case 4:
      // An odd number of bits: none is turned back.
      return flipBits(random, frame(pick()), 1 + 2 * random.below(2));
    case 5:
      // Counter of one, box of another.
      return frame(pick().slice(0, 9).replace(/.$/s, "\x7f") + pick().slice(9));
    case 6:
      return frame(pick()).slice(0, 1 + random.below(100));
    case 7:
      return frame(String.fromCharCode(random.below(256)) + "\0\0\0\0\0\0\0\0" + pick().slice(9));
    case 8:
      return "\xdb".repeat(random.below(400)) + "\xc0\xc0";
    default:
      return line(random);
  }
}

/** Counters that the meter uses up by itself: of its seals, and the rounds. */
const SENT_FROM = 16;

function hexValues(bench: Bench, board: BoardName, segment: string): Record<string, string> {
  const values = [...storedValues(bench, board, segment)].filter(([n]) => n < SENT_FROM || n >= KERNEL_VALUES);
  return Object.fromEntries(values.map(([n, v]) => [n, hex(v)]));
}

/** All that a stranger is not to change. Logs are not in it: they tell of him. */
function state(bench: Bench): unknown {
  const partitions = (["meter", "offSwitch"] as const).flatMap((board) =>
    kernelStatus(bench, board).partitions.map(({ name, faults, starts, held }) => [name, faults, starts, held]),
  );
  return {
    partitions,
    closed: bench.offSwitchParts.relay.closed,
    operations: bench.offSwitchParts.relay.operations,
    parameters: hexValues(bench, "meter", "parameters"),
    credit: hexValues(bench, "meter", "credit"),
    switchState: hexValues(bench, "offSwitch", "switch-state"),
    keys: [bench.meter.storage.programmedBytes, bench.offSwitch.storage.programmedBytes],
  };
}

const queued = (bench: Bench): number =>
  (["meter", "offSwitch"] as const).reduce(
    (sum, board) =>
      sum + Array.from(kernelStatus(bench, board).slots).reduce((all, slot) => all + slot.queue.length, 0),
    0,
  );

/** Counts are of 16 bits. */
const COUNTS = 65_536;
const INTERVAL_S = 900;

/**
 * Floods a port, and then lets its owner speak: `refused` is what the next report tells of frames that communications refused and of
 * messages that did not open, modulo 65 536.
 */
async function flood(port: Port): Promise<{ bench: Bench; sent: number; refused: number }> {
  const bench = await newBench();
  const random = new Random(SEED);
  const uart = bench.meter.uart(portOf(meterBoard, port.name));
  const baud = Number(meterBoard.parts[port.name]!.options["baud"]);
  bench.runTo(12);
  const genuine = genuineFrames(bench, port);
  // Its report makes the meter reserve its counters: that is no answer to anybody.
  bench.central.order("meter", query());
  bench.runTo(20);
  const before = state(bench);
  const frames = Math.round(ALL_FRAMES * port.share);
  let sent = 0;
  while (sent < frames) {
    let bytes = 0;
    for (let i = 0; i < BURST && sent < frames; i++, sent++) {
      const text = nonsense(random, port, genuine);
      uart.receive(text);
      bytes += text.length;
    }
    bench.runTo(bench.elapsedS + (bytes * BITS) / baud + REST_S);
    if (sent % 5000 === 0)
      assert.deepEqual(state(bench), before, `HASM_SEED=${SEED}, frame ${sent} of port ${port.name}`);
  }
  // What is left of a frame is given up with the next delimiter.
  uart.receive("\xc0");
  bench.runTo(bench.elapsedS + 5);
  assert.deepEqual(state(bench), before, `HASM_SEED=${SEED}, port ${port.name}`);
  assert.equal(queued(bench), 0);
  bench.runTo(bench.elapsedS + INTERVAL_S);
  const { refusedFrames, refusedMessages } = bench.central.reports.at(-1)!;
  return { bench, sent, refused: (refusedFrames + refusedMessages) % COUNTS };
}

/** `where` names the port in the title. */
export function floods(where: string, port: Port): void {
  describe(`random and mutated frames at the ${where}`, () => {
    it("fault nothing, change nothing, and are counted; then a command acts", async function () {
      this.timeout(3_600_000);
      const { bench, sent, refused } = await flood(port);
      // A half may be lost in queues, is cut off or joins its neighbour: what is counted is a frame that came whole and was wrong.
      if (sent < COUNTS) assert.ok(refused > sent / 4, `${refused} of ${sent} in the report`);
      bench.central.switch("off");
      bench.runTo(bench.elapsedS + 5);
      assert.equal(bench.offSwitchParts.relay.closed, false);
      assert.deepEqual(
        bench.central.events.slice(-2).map((event) => event.kind),
        ["answer", "answer"],
      );
    });
  });
}
