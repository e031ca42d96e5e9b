// The tally of computations: a power cut between any two programs of the flash part takes what the second in which the supply went had
// counted, and what was no whole Wh yet, and nothing is counted twice.

import assert from "node:assert/strict";
import fc from "fast-check";
import { readU32, u16 } from "../../firmware/messages/bytes.ts";
import { PARAMETER_EXPORT_IMPULSES_PER_KWH, PARAMETER_IMPULSES_PER_KWH } from "../../firmware/messages/parameters.ts";
import { readingExportWh, readingImportWh } from "../../firmware/messages/reading.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";

const START = 1_768_500_000;

/** Pulses that the meter has at least and at most. */
interface Bounds {
  least: number;
  most: number;
}

const wh = (pulses: number, impulses: number): number => Math.floor((pulses * 1000) / impulses);

function isWithin(bounds: Bounds, impulses: number, energyWh: number): void {
  const [least, most] = [wh(bounds.least, impulses), wh(bounds.most, impulses)];
  assert.ok(energyWh >= least && energyWh <= most, `${energyWh} Wh, and not ${least} to ${most}`);
}

describe("a power cut of computations", () => {
  it("takes the pulses of its second and no Wh more, and none counts twice", () => {
    const second = fc.record({ imported: fc.nat(17), exported: fc.nat(17) });
    const life = fc.record({
      seconds: fc.array(second, { minLength: 1, maxLength: 80 }),
      /** What the part does in the last second before it has no supply. */
      programs: fc.nat(6),
      /** Whether the partition starts anew before, with the supply there. */
      restarts: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(500, 1000, 1600, 10_000),
        fc.array(life, { minLength: 1, maxLength: 6 }),
        (impulses, lives) => {
          const meter = new ComputationsRig(array(1), START);
          meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(impulses));
          meter.setParameter(PARAMETER_EXPORT_IMPULSES_PER_KWH, u16(impulses));
          meter.reset();
          const imports: Bounds = { least: 0, most: 0 };
          const exports: Bounds = { least: 0, most: 0 };
          const ofOneWh = Math.ceil(impulses / 1000);
          for (const { seconds, programs, restarts } of lives) {
            seconds.forEach(({ imported, exported }, i) => {
              meter.pulses += imported;
              meter.exportPulses += exported;
              imports.most += imported;
              exports.most += exported;
              if (i < seconds.length - 1) {
                imports.least += imported;
                exports.least += exported;
              } else {
                if (restarts) meter.restart();
                meter.flash.programsLeft = programs;
              }
              meter.run(1);
            });
            imports.least -= ofOneWh;
            exports.least -= ofOneWh;
            meter.reset();
            meter.run(2);
            const shown = meter.toDisplay.at(-1)!;
            isWithin(imports, impulses, readingImportWh(shown));
            isWithin(exports, impulses, readingExportWh(shown));
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it("takes nothing of what had come before a quiet minute", () => {
    const meter = new ComputationsRig(array(1), START);
    meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(10_000));
    meter.reset();
    for (let i = 0; i < 5; i++) {
      meter.pulses += 7;
      meter.run(120);
      meter.reset();
    }
    meter.run(2);
    assert.equal(readingImportWh(meter.toDisplay.at(-1)!), 3);
  });

  it("over midnight closes the day before at the moment of its latest Wh", () => {
    const meter = new ComputationsRig(array(1), START);
    meter.reset();
    meter.run(70);
    meter.pulses += 2;
    meter.run(20);
    const latestSeconds = START + 71;
    meter.utcSeconds += 86_400;
    meter.entries.length = 0;
    meter.reset();
    const [utcSeconds, importWh] = [readU32(meter.entries[0]!, 0), readU32(meter.entries[0]!, 4)];
    assert.deepEqual({ utcSeconds, importWh }, { utcSeconds: latestSeconds, importWh: 2 });
  });
});
