// The real household data, where it lies beside the repository: files that people actually have are read to the last row,
// and the pulses of two real days are exactly those of their energy.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromLoad } from "../../bench/household.ts";
import { readLoadFile, window, type LoadProfile } from "../../bench/load/load-file.ts";
import { PulseTrain } from "../../bench/load/pulse-train.ts";

const DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

function read(name: string): LoadProfile {
  return readLoadFile(readFileSync(DATA + name, "utf8"), name);
}

describe("real load", () => {
  before(function () {
    if (existsSync(DATA)) return;
    console.log("    real load: skipped, there is no ../shared/data beside the repository");
    this.skip();
  });

  it("UCI: 48 hours from 2007-02-01 are 58 208.27 Wh and 58 208 pulses at 1000 imp/kWh", () => {
    const startS = Date.UTC(2007, 1, 1) / 1000;
    const home = fromLoad(window(read("uci-household-1min.txt"), startS, 48 * 3600));
    const day = (number: number): string =>
      (Number(home.energyUj(startS + number * 86_400, startS + (number + 1) * 86_400)) / 3.6e9).toFixed(2);
    assert.deepEqual([day(0), day(1)], ["30412.67", "27795.60"]);
    assert.equal(home.energyUj(startS, startS + 48 * 3600), 209_549_760_000_000n);

    const train = new PulseTrain(home, 1000, startS);
    while (train.nextPulseUs() !== undefined) train.take();
    train.advance(48 * 3600 * 1_000_000);
    assert.equal(train.generated, 58_208);
    assert.equal((train.energyWs / 3600).toFixed(2), "58208.27");
  });

  it("London: 20 305 half hours, 10 995.974997 kWh", () => {
    const profile = read("london-mac000010-30min.csv");
    const home = fromLoad(profile);
    assert.equal(profile.powersUw.length, 20_305);
    assert.equal(profile.intervalS, 1800);
    assert.deepEqual([home.startS, home.endS], [Date.UTC(2013, 0, 1) / 1000, Date.UTC(2014, 1, 28, 0, 30) / 1000]);
    assert.equal(home.energyUj(home.startS, home.endS), 39_585_509_989_200_000n);
  });
});
