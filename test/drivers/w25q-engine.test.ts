// The W25Q driver on the real engines. The Linux build has no SPI: a port and a part of JavaScript stand there, so that the contract's
// steps go through the engine's own strings and closures. The emulated board has a port that never receives.

import assert from "node:assert/strict";
import { dialect } from "../../tools/dialect.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import { norGroups, norScript } from "./nor-steps.ts";
import { W25Q_OPTIONS } from "./w25q-board.ts";

/** The last three sectors of a part that never takes any time; `broken`: the opcode with which the port throws as the engine's does, at its end, or -1 for all. */
const FAKES = `
  let broken = 0;
  let sent = 0;
  let writable = false;
  const base = ${W25Q_OPTIONS.bytes - 3 * 4096};
  const cells = new Uint8Array(3 * 4096).fill(255);
  global.digitalWrite = function () {};
  const exchange = function (opcode, bytes) {
    const at = bytes.charCodeAt(1) * 65536 + bytes.charCodeAt(2) * 256 + bytes.charCodeAt(3) - base;
    if (opcode === 0x9f) return "\\xff\\xef\\x40\\x16";
    if (opcode === 0x05) return "\\xff" + String.fromCharCode(writable ? 2 : 0);
    if (opcode === 0x06) writable = true;
    if (opcode === 0x20 && writable) cells.fill(255, at, at + 4096);
    if (opcode === 0x20) writable = false;
    let answer = bytes.slice(0, 4);
    for (let i = 4; i < bytes.length; i++) {
      if (opcode === 0x02) cells[at + i - 4] &= bytes.charCodeAt(i);
      answer += String.fromCharCode(cells[at + i - 4]);
    }
    if (opcode === 0x02) writable = false;
    return answer;
  };
  global.FAKE = {
    setup: function () {},
    send: function (bytes) {
      sent++;
      const opcode = bytes.charCodeAt(0);
      const answer = exchange(opcode, bytes);
      if (broken === -1 || broken === opcode) throw "Timeout on SPI RX";
      return answer;
    },
  };`;
const OPEN = `
  import { open } from "./w25q.ts";
  const nor = open(${JSON.stringify(W25Q_OPTIONS)});`;
/** Not by the name of a port: this build has its own. */
const OPEN_FAKE = OPEN.replace('"SPI2"', '"FAKE"');

async function onLinux(program: string): Promise<unknown> {
  const { stdout } = await runOnLinux(await bundleDrivers(program), { timeoutMs: 30_000 });
  const line = /#RESULT (.*)/.exec(stdout)?.[1];
  assert.ok(line !== undefined, stdout);
  return JSON.parse(line);
}

const PRINT = `const report = function (value) { print("#RESULT " + JSON.stringify(value)); };`;

describe("drivers of NOR parts", () => {
  for (const driver of ["w25q", "ram-nor", "ccm-nor"]) {
    it(`${driver}: speaks the engine's dialect`, async () => {
      assert.deepEqual(
        dialect(await bundleDrivers(`import { open } from "./${driver}.ts"; global.nor = open({});`)),
        [],
      );
    });
  }
});

engineSuite("w25q on the Linux engine", "linux", function () {
  this.timeout(60_000);

  it("keeps the contract", async () => {
    const script = norScript(`${PRINT}${FAKES}${OPEN_FAKE}`, norGroups(W25Q_OPTIONS.bytes), "report");
    assert.deepEqual(await onLinux(script), []);
  });

  it("takes a port that breaks off for a missing part, and does not ask it again", async () => {
    const result = await onLinux(`
      ${PRINT}${FAKES}${OPEN_FAKE}
      nor.erase(base);
      nor.program(base, "abc");
      const states = [nor.read(base, 3), nor.fault];
      broken = -1;
      sent = 0;
      states.push(nor.read(base, 3), nor.fault, sent);
      states.push(nor.program(base, "x"), nor.erase(base), nor.isErasing(), nor.read(base, 3), nor.fault, sent);
      report(states);`);
    assert.deepEqual(result, ["abc", 0, "", 1, 2, false, false, false, "", 1, 2]);
  });

  it("says what one transfer that broke off did: a read is missing, a write stuck until the next one works", async () => {
    const result = await onLinux(`
      ${PRINT}${FAKES}${OPEN_FAKE}
      nor.erase(base);
      const states = [];
      broken = 0x02;
      states.push(nor.program(base, "abc"), nor.fault, nor.read(base, 3), nor.fault);
      broken = 0x20;
      states.push(nor.erase(base), nor.fault, nor.isErasing(), nor.read(base, 3));
      broken = 0;
      states.push(nor.program(base, "xyz"), nor.fault, nor.read(base, 3));
      broken = 0x03;
      states.push(nor.read(base, 3), nor.fault);
      broken = 0;
      sent = 0;
      states.push(nor.read(base, 3), nor.fault, sent);
      report(states);`);
    assert.deepEqual(result, [
      ...[false, 2, "abc", 2],
      ...[false, 2, false, "\xff\xff\xff"],
      ...[true, 0, "xyz"],
      ...["", 1, "", 1, 0],
    ]);
  });

  it("gives up a port that breaks off when it is opened with its first byte", async () => {
    const result = await onLinux(`
      ${PRINT}${FAKES}
      broken = -1;
      ${OPEN_FAKE}
      report([nor.fault, sent]);`);
    assert.deepEqual(result, [1, 1]);
  });
});

engineSuite("w25q on an emulated board", "stm32", function () {
  this.timeout(60_000);

  it("opens a port that never receives in half a second, says missing, and then costs nothing", async () => {
    const result = (await measure({
      ".boot0": reporter(),
      ".bootcde": await bundleDrivers(`
        const free = function () { return process.memory().free; };
        const room = free();
        const from = getTime();
        ${OPEN}
        const openMs = (getTime() - from) * 1000;
        const heap = room - free();
        const then = getTime();
        const states = [nor.fault, nor.read(0, 256), nor.program(0, "x"), nor.erase(0), nor.isErasing(), nor.fault];
        reportResult({ states: states, openMs: openMs, restMs: (getTime() - then) * 1000, heap: heap });`),
    })) as { states: unknown[]; openMs: number; restMs: number; heap: number };
    assert.deepEqual(result.states, [1, "", false, false, false, 1]);
    assert.ok(result.openMs < 500, `open took ${result.openMs} ms`);
    assert.ok(result.restMs < 10, `four calls took ${result.restMs} ms`);
  });
});
