// What a clock line that goes low within a transfer costs: only the real engine knows. On the emulated board no pin is ever high, which
// is just that case, once the check before the transfer is told otherwise.

import assert from "node:assert/strict";
import { engineSuite } from "../../tools/engine/available.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import { onQemu } from "./contract-steps.ts";
import { BUS } from "./plugged.ts";

engineSuite("i2c-bus on an emulated board", "stm32", function () {
  this.timeout(60_000);

  it("a transfer of 16 bytes with the clock line low ends within a second, and says that a line is held low", async () => {
    const text = await onQemu()((report) =>
      bundleDrivers(`
        import { openBus, exchange } from "./i2c-bus.ts";
        const report = ${report};
        const options = ${JSON.stringify(BUS)};
        const bus = openBus(options);
        const timed = function (bytes) {
          const start = getTime();
          const answer = exchange(bus, options, 39, bytes, 1);
          return [(getTime() - start) * 1000, answer === undefined];
        };
        const refused = timed("0123456789abcdef");
        global.digitalRead = function () { return 1; };
        report(JSON.stringify([refused, timed("0123456789abcdef"), timed("0123456789abcdef0123456789abcdef")]));`),
    );
    const [refused, one, two] = JSON.parse(text) as [number, boolean][];
    for (const outcome of [refused, one, two]) assert.equal(outcome?.[1], true);
    assert.ok(refused![0] < 10, `${refused![0]} ms to see that the line is low`);
    assert.ok(one![0] > 100 && one![0] < 1000, `${one![0]} ms`);
    assert.ok(Math.abs(two![0] - one![0]) < 50, `${two![0]} ms: goes on after the first transfer`);
  });
});
