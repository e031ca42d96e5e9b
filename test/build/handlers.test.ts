// Every partition as the build makes it, beside its source: the same messages, the same answers of what it is lent, and in every step the same
// calls. It says nothing of the engine, nor of the budget.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import * as command from "../../firmware/messages/meter-order.ts";
import { encodeFrame } from "../../firmware/messages/frame.ts";
import { encodeEvent, encodeLocal, encodeSwitchWish } from "../../firmware/messages/local.ts";
import { READING_INTERVAL, READING_NOW } from "../../firmware/messages/reading.ts";
import { encodeReading } from "../messages/reading-bytes.ts";
import { encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { ROOT as FOLDER } from "../../tools/build/bundle.ts";
import { systems } from "../../tools/build/build.ts";
import { camel } from "../../tools/build/names.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { cycleSlots } from "../../tools/build/slots.ts";
import type { CycleSlot } from "../../tools/build/slots.ts";
import { PROCESSOR } from "../store/rig.ts";

type Handler = (bytes?: string) => void;
type Factory = (...lent: unknown[]) => Record<string, Handler> | Handler[];

const STEPS = 1500;
const ORDERS = Object.entries(command).flatMap(([name, value]) => (name.startsWith("ORDER_") ? [value as string] : []));

function bytes(random: Random, most: number): string {
  let text = "";
  for (let left = random.below(most + 1); left > 0; left--)
    text += String.fromCharCode(random.below(4) > 0 ? random.below(6) : random.below(256));
  return text;
}

function plain(random: Random): string {
  return command.encodeCommand(ORDERS[random.below(ORDERS.length)]!, bytes(random, 5));
}

function reading(random: Random): string {
  const kind = random.below(2) > 0 ? READING_NOW : READING_INTERVAL;
  return encodeReading(
    kind,
    random.uint32(),
    random.uint32(),
    random.below(9999),
    "1",
    random.below(999),
    random.below(16),
  );
}

/** In clear: a wish, what the meter board asks and hints, an event, the button. */
function betweenTheBoards(random: Random): string {
  const wish = encodeSwitchWish(random.below(16), random.below(2) > 0);
  const message = [
    wish,
    encodeLocal(wish, random.below(9)),
    encodeEvent(`\x81\x08\0\0\0${String.fromCharCode(random.below(9))}${bytes(random, 8).padEnd(8, "e")}`),
    "\x01",
    "\0" + String.fromCharCode(random.below(120)),
  ][random.below(5)]!;
  return random.below(2) > 0 ? message : encodeFrame(message, PROCESSOR.crc32(message));
}

/** What a partition might be told: often something that it understands. */
function told(random: Random): string {
  switch (random.below(9)) {
    case 0:
      return reading(random);
    case 1:
      return encodeSwitchState(
        String(random.below(4)),
        random.below(16),
        random.below(16),
        random.below(99),
        random.below(99),
        random.below(99),
        0,
        random.below(8),
        0,
        0,
      );
    case 2:
      return ORDERS[random.below(ORDERS.length)]! + bytes(random, 20);
    case 3:
      return String.fromCharCode(1 + random.below(7)) + plain(random) + bytes(random, 24).padEnd(24, "x");
    case 4: {
      const payload = String.fromCharCode(1 + random.below(7)) + plain(random).padEnd(120, "s");
      return encodeFrame(payload, PROCESSOR.crc32(payload));
    }
    case 5:
      return String.fromCharCode(6) + "0".repeat(random.below(3)) + "1234 5678 9012 3456 7890\r".slice(random.below(4));
    case 6:
      return plain(random);
    case 7:
      return betweenTheBoards(random);
    default:
      return bytes(random, 40);
  }
}

/** What a partition is lent: it writes down how it is called, and answers by chance. */
function lent(name: string, random: Random, calls: unknown[]): (...given: unknown[]) => unknown {
  return (...given) => {
    calls.push([name, ...given.map((one) => (typeof one === "object" ? [...(one as Uint8Array)] : one))]);
    if (name === "crc32") return PROCESSOR.crc32(given[0] as string);
    if (name === "toBytes") return [...PROCESSOR.toBytes(given[0] as string)];
    if (/^open/.test(name)) return random.below(5) > 0 ? plain(random) : "";
    if (/(Append|Merge|Put|SetUtcSeconds|IsClosed)$|^changeKey$/.test(name)) return random.below(5) > 0;
    if (/(Count|SpacingMs|UtcSeconds)$/.test(name)) return random.below(3) > 0 ? random.below(2 ** 31) : 0;
    if (/^tariffs/.test(name)) return String.fromCharCode(random.below(2) * random.below(7));
    return bytes(random, 32);
  };
}

/** Every call that a partition makes while it is told one thing after another; what it was told is the same for equal seeds. */
function live(factory: Factory, endowments: readonly string[], slots: readonly CycleSlot[], seed: number): unknown[] {
  const chance = new Random(seed);
  const answers = new Random(seed + 1);
  const calls: unknown[] = [];
  const made = factory(...endowments.map((name) => lent(name, answers, calls)));
  const handlers = slots.map((slot, i) => (Array.isArray(made) ? made[i]! : made[slot.handler]!));
  for (let step = 0; step < STEPS; step++) {
    const at = chance.below(slots.length);
    calls.push(step);
    if (slots[at]!.periodMs > 0) handlers[at]!();
    else handlers[at]!(told(chance));
  }
  return calls;
}

for (const system of systems)
  describe(`the partitions of ${system.name} as the build makes them`, () => {
    system.partitions.forEach(({ name, stepBudget }, index) => {
      it(`${name} does the same as its source`, async () => {
        const file = `${FOLDER}firmware/${system.name}/${name}.ts`;
        const slots = cycleSlots(system).filter(({ partition }) => partition === index);
        const handlers = slots.map(({ handler }) => handler);
        const { endowments, text } = await partitionText(file, name, camel(name), handlers, stepBudget);
        const source = ((await import(file)) as Record<string, Factory>)[camel(name)]!;
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
        const built = new Function("$", `return ${text}`)(Infinity) as Factory;
        for (let seed = 0; seed < 3; seed++) {
          const calls = live(source, endowments, slots, seed);
          assert.deepEqual(live(built, endowments, slots, seed), calls);
          assert.ok(calls.length > STEPS + 50, `${calls.length} calls`);
        }
      });
    });
  });
