// What only the real engine can say of the drivers of inputs: interrupts, its clock, its arithmetic. An emulated board's pins read low and
// stay so: a contact that sticks, a button that is held. Its converter never ends a conversion, so the clamp gets a current made of JavaScript.

import assert from "node:assert/strict";
import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

const CLAMP = { analogPin: "C1", millivoltsPerAmpere: 11, mainsHz: 50, samplesPerCall: 16, windowSamples: 64 };
const PEAK = 0.1;
const MILLIAMPERES = (1000 * ((PEAK / Math.SQRT2) * 3300)) / CLAMP.millivoltsPerAmpere;

const PREFIX = `
  import { open as openClamp } from "./adc-clamp.ts";
  import { open as openS0 } from "./s0-pulse.ts";
  import { open as openButton } from "./push-button.ts";
  E.setConsole(null, { force: true });
  Serial4.setup(115200, { tx: "C10" });
  global.analogRead = function () { return 0.5 + ${PEAK} * Math.sin(getTime() * ${100 * Math.PI}); };
  let posts = 0;
  const s0 = openS0({ watchPin: "B7", minimumMs: 20 });
  const button = openButton({ watchPin: "C0" }, function () { posts++; });
  const clamp = openClamp(${JSON.stringify(CLAMP)});
  const bootAt = getTime();
  const say = function (line) { Serial4.write(JSON.stringify(line) + "\\n"); };`;

/** Once a second: seconds since boot, pulses, the faults of pulse input and button, posts, current, how long its call took. */
const WATCHER = `${PREFIX}
  const look = function () {
    setTimeout(look, 1000);
    const count = s0.count();
    const at = getTime();
    const milliamperes = clamp.milliamperes();
    const heldMs = (getTime() - at) * 1000;
    say([at - bootAt, count, s0.fault, button.fault, posts, milliamperes, clamp.fault, heldMs]);
  };
  setTimeout(look, 1000);`;

const SECONDS = 75;
const EDGES = 300;
/** Edges that come faster than an emulated board takes them are one. */
const EDGE_MS = 8;
type Line = readonly [number, number, number, number, number, number, number, number];

engineSuite("inputs on an emulated board", "stm32", function () {
  this.timeout(60_000);
  const lines: Line[] = [];

  before(async () => {
    const files = { ".bootcde": await bundleDrivers(WATCHER) };
    const board = await QemuBoard.start({ files, serial: { 4: "collect" }, icount: "shift=3,sleep=off" });
    try {
      const ended = (sent: Buffer) => sent.toString("latin1").split("\n").length > SECONDS;
      const sent = await board.waitFor(4, ended, 50_000);
      for (const line of sent.toString("latin1").split("\n").slice(0, SECONDS)) lines.push(JSON.parse(line) as Line);
    } finally {
      await board.stop();
    }
  });

  it("s0-pulse: a contact that is closed for more than 10 s is stuck, and no pulse", () => {
    for (const [at, count, fault] of lines) {
      assert.equal(count, 0);
      if (at < 9.9 || at > 11) assert.equal(fault, at > 10 ? PART_STUCK : PART_OK, `after ${at} s`);
    }
  });

  it("push-button: one that is held for more than 60 s is stuck, within 10 s more, and posts nothing", () => {
    for (const [at, , , fault, posts] of lines) {
      assert.equal(posts, 0);
      if (at < 60 || at > 71) assert.equal(fault, at > 60 ? PART_STUCK : PART_OK, `after ${at} s`);
    }
  });

  it("adc-clamp: reads a current within 2 %, and holds its caller for one period and a step", () => {
    for (const [at, , , , , milliamperes, fault, heldMs] of lines) {
      assert.equal(fault, PART_OK);
      assert.ok(heldMs > 18 && heldMs < 25, `${heldMs} ms`);
      if (at < 3.9) assert.equal(milliamperes, -1);
      else assert.ok(Math.abs(milliamperes / MILLIAMPERES - 1) < 0.02, `${milliamperes} mA after ${at} s`);
    }
  });

  it("s0-pulse: a line that moves all the time is nonsense; the closure at power-on is all that is counted of it", async () => {
    const script = `${PREFIX}
      const look = function () {
        setTimeout(look, 200);
        say([s0.count(), s0.fault]);
      };
      look();`;
    const files = { ".bootcde": await bundleDrivers(script) };
    const board = await QemuBoard.start({ files, serial: { 4: "collect" }, icount: "shift=3" });
    try {
      await board.waitFor(4, "[0,0]", 20_000);
      for (let i = 0; i < EDGES; i++) {
        await board.edge(7);
        await new Promise((resolve) => setTimeout(resolve, EDGE_MS));
      }
      const sent = await board.waitFor(4, `[1,${PART_NONSENSE}]`, 20_000);
      assert.match(sent.toString("latin1"), /^(\[0,0\]\n)+(\[1,0\]\n)+\[1,3\]/);
    } finally {
      await board.stop();
    }
  });
});
