// A partition that misbehaves on the STM32F405RG image. Beside it comes a pulse each 60 ms (16.7 a second), through the emulated UART: the
// image asks for each itself, and the host answers with it. It stops no other partition, loses no pulse, and leaves a fault record.

import assert from "node:assert/strict";
import { Transform } from "node:stream";
import { fileURLToPath } from "node:url";
import { board } from "../../boards/qemu-meter/board.ts";
import { meterKeyFile } from "../../bench/key-file.ts";
import { telegramImportWh } from "../../bench/report.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { isHeld } from "../../firmware/kernel/partition.ts";
import { system } from "../../firmware/meter/system.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { bundle } from "../../tools/build/bundle.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { KEYS, usart } from "./twins.ts";

const PULSE_MS = 60;
/** Three faults with their spaces of 1 s and 2 s, and two telegrams. */
const RUN_S = 27;
/** Pulses end well before the last telegram. */
const PULSES_END_S = 17;

interface Outcome {
  readonly faults: readonly (readonly [string, number])[];
  readonly held: readonly string[];
  readonly calls: Readonly<Record<string, number>>;
  readonly dropped: number;
  readonly sent: number;
  readonly telegrams: number;
  readonly last: string;
  readonly heap: number;
}

/** As the board says it: partitions by their numbers. */
interface RawOutcome extends Omit<Outcome, "faults" | "held" | "calls"> {
  readonly faults: readonly (readonly [number, number])[];
  readonly inARow: readonly number[];
  readonly calls: readonly number[];
}

function named({ faults, inARow, calls, ...rest }: RawOutcome): Outcome {
  const names = system.partitions.map(({ name }) => name);
  return {
    ...rest,
    faults: faults.map(([partition, kind]) => [names[partition]!, kind]),
    held: names.filter((_, i) => isHeld(inARow[i]!)),
    calls: Object.fromEntries(names.map((name, i) => [name, calls[i]!])),
  };
}

const PULSE_PORT = portOf(board, "importPulses");

/** Asks for a pulse. What the display says leaves by the same UART, and is text. */
const ASK = 5;
/** Says nothing by itself, and is not what pulses are asked for on. */
const REPORT_USART = usart(board, "maintenance");

/** The far end of the pulses' UART: a pulse for each `ASK`, and nothing for what else is said there. */
function pulseSource(): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      done(null, "p".repeat(bytes.filter((byte) => byte === ASK).length));
    },
  });
}

/**
 * Asks for the next pulse when 60 ms have passed and the one before has come: the emulated receiver holds one byte. Keeps the last
 * telegram, and reports at the end.
 */
const SCENARIO = `${reporter(REPORT_USART)}
var asked=0,come=0,telegrams=0,last="",at=1500;
${PULSE_PORT}.on("data",function(d){come+=d.length});
setTimeout(function pulse(){
if(getTime()<${PULSES_END_S})setTimeout(pulse,${PULSE_MS});
if(come==asked){asked++;${PULSE_PORT}.write(String.fromCharCode(${ASK}))}},1500);
${portOf(board, "han")}.write=function(t){telegrams++;last=t};
setTimeout(function(){reportResult({
faults:hasm.faults.map(function(f){return[f.partition,f.kind]}),
inARow:hasm.partitions.faultsInARow,calls:hasm.partitions.calls,
dropped:hasm.slots.dropped.reduce(function(n,s){return n+s},0),
sent:asked,telegrams:telegrams,last:last,heap:process.memory().usage})},${RUN_S * 1000});`;

async function runWith(partition?: string, name?: string): Promise<Outcome> {
  const replace =
    partition === undefined || name === undefined
      ? {}
      : { [partition]: fileURLToPath(new URL(`../fault/partitions/${name}.ts`, import.meta.url)) };
  const { text } = await bundle(system, board, { replace });
  const files = { ".boot0": SCENARIO, ".bootcde": text, "hasm.keys": meterKeyFile(KEYS) };
  const raw = (await measure(files, {
    usart: REPORT_USART,
    timeoutMs: 100_000,
    icount: "shift=3",
    serial: { [usart(board, "importPulses")]: pulseSource() },
  })) as RawOutcome;
  return named(raw);
}

/** What a fault may leave behind: the log of it lies in CCM RAM, so of its records no more than a variable or two for a page. */
const FAULT_VARIABLES = 100;

const CASES = [
  ["display", "throws", 1],
  ["display", "loops", 2],
  ["display", "recurses", 2],
  ["display", "fills-heap", 3],
  ["off-switch-link", "floods", 0],
  ["off-switch-link", "sends-garbage", 1],
] as const;

engineSuite("a misbehaving partition on the STM32F405RG image", "stm32", () => {
  let healthy: Outcome;
  const outcomes = new Map<string, Outcome>();

  // Boards that mostly sleep: all at once.
  before(async function () {
    this.timeout(150_000);
    const runs = CASES.map(async ([partition, name]) => outcomes.set(name, await runWith(partition, name)));
    healthy = await runWith();
    await Promise.all(runs);
  });

  /** Pulses and telegrams are all there, and the others were called as often as without the culprit, or nearly. */
  function assertOthersUnharmed(outcome: Outcome, culprit: string): void {
    assert.ok(outcome.sent > 70, `${outcome.sent} pulses`);
    assert.equal(telegramImportWh(outcome.last), outcome.sent);
    assert.equal(outcome.telegrams, healthy.telegrams);
    for (const name of ["computations", "consumer-port"])
      assert.ok(outcome.calls[name]! >= healthy.calls[name]! - 2, `${name}: ${outcome.calls[name]!} calls`);
    assert.ok(outcome.faults.every(([partition]) => partition === culprit));
  }

  it("none: all pulses are counted and nothing fails", () => {
    assertOthersUnharmed(healthy, "nobody");
    assert.deepEqual(healthy.faults, []);
    assert.equal(healthy.dropped, 0);
  });

  for (const [culprit, name, kind] of CASES) {
    it(`${name}: everybody else goes on, and it leaves its record`, () => {
      const outcome = outcomes.get(name)!;
      assertOthersUnharmed(outcome, culprit);
      assert.ok(
        outcome.heap <= healthy.heap + FAULT_VARIABLES,
        `${outcome.heap} variables, ${healthy.heap} without the fault`,
      );
      if (kind === 0) assert.ok(outcome.dropped > 5000, `${outcome.dropped} dropped`);
      else
        assert.ok(
          outcome.faults.length >= 2 && outcome.faults.every((fault) => fault[1] === kind),
          JSON.stringify(outcome.faults),
        );
    });
  }
});
