// Every bundle on the real engine's Linux build, with pins, buses and UARTs made of JavaScript and time running faster: all partitions
// run, none fails, an order comes out of the meter as it went in, and moves the relay of the off-switch board.

import assert from "node:assert/strict";
import type { Board } from "../../boards/board.ts";
import { isSwitchState } from "../../firmware/messages/switch-state.ts";
import { toByteString } from "../../bench/byte-string.ts";
import { CentralSystem } from "../../bench/central-system.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import { makeKeys, meterKeyFile, offSwitchKeyFile } from "../../bench/key-file.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { boards, buildBoard, systemOf } from "../../tools/build/build.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { dsmr } from "../dsmr.ts";

/** Engine milliseconds in one of wall time. */
const SPEED = 8;
/** A telegram comes every 10 s. */
const REPORT_AT_MS = 13_000;
const keys = makeKeys("HASM0001", (count) => toByteString(Uint8Array.from({ length: count }, (_, i) => (i * 7) & 255)));
const central = new CentralSystem(
  keys,
  () => 1_700_000_000_000,
  () => undefined,
);

/** What a frame carries. */
function payloads(bytes: string): string[] {
  const found: string[] = [];
  new FrameReceiver((payload) => found.push(payload)).receive(bytes);
  return found;
}

const literal = (bytes: string): string => `atob("${Buffer.from(bytes, "latin1").toString("base64")}")`;

/** Stands in for everything that the Linux build has no pins for. `feedbackPin` reads low: the contact is closed. */
const FAKES = `
  const SPEED = ${SPEED};
  const realTime = getTime, realAfter = setTimeout;
  global.getTime = function () { return realTime() * SPEED; };
  global.setTimeout = function (run, ms) { return realAfter(run, ms / SPEED); };
  const ports = {}, watches = {}, driven = [];
  let watchdog = 0;
  function makePort(name) {
    const port = { sent: "", hear: undefined };
    ports[name] = port;
    return {
      setup: function () {},
      write: function (bytes) { port.sent += bytes; },
      on: function (event, listener) { port.hear = listener; },
    };
  }
  ${[1, 2, 3, 4, 5, 6].map((n) => `var Serial${n} = makePort("Serial${n}");`).join("\n  ")}
  // Nobody answers there: a meter without its flash part.
  var SPI2 = { setup: function () {}, send: function (bytes) { return "".padEnd(bytes.length, "\\xff"); } };
  E.setConsole = function () {};
  E.enableWatchdog = function (seconds) { watchdog = seconds; };
  E.kickWatchdog = function () {};
  global.pinMode = function () {};
  global.digitalWrite = function (pin, on) { if (on) driven.push(pin); };
  global.digitalPulse = function (pin) { driven.push(pin); };
  const levels = {};
  global.digitalRead = function (pin) { return (pin === "A8" && FEEDBACK) || levels[pin] === false ? 0 : 1; };
  global.setWatch = function (run, pin) { watches[pin] = run; return 1; };
  global.clearWatch = function () {};
  global.I2C = function () {
    return {
      setup: function () {},
      writeTo: function () {},
      readFrom: function (address, count) {
        return count === 11 ? new Uint8Array([0, 0, 0, 0, 0x50 + (Math.floor(getTime()) % 10), 0x34, 0x12, 3, 0x29, 0x02, 0x24]) : new Uint8Array(count);
      },
    };
  };`;

interface Result {
  readonly watchdog: number;
  readonly faults: readonly unknown[];
  /** Name, calls, faults, starts. */
  readonly partitions: readonly (readonly [string, number, number, number])[];
  readonly sent: Readonly<Record<string, string>>;
  readonly driven: readonly string[];
}

/** Boots a bundle, runs `events` (what happens at which of the engine's milliseconds), and tells what became of it. */
async function run(board: Board, keyFile: string, events: readonly (readonly [number, string])[]): Promise<Result> {
  const { text } = await buildBoard(board);
  const script = `const FEEDBACK = ${board.system === "off-switch"};${FAKES}
    require("Storage").write("hasm.keys", ${literal(keyFile)});
    ${text}
    ${events.map(([atMs, event]) => `setTimeout(function () { ${event} }, ${atMs});`).join("\n")}
    setTimeout(function () {
      const sent = {};
      for (const name in ports) sent[name] = btoa(ports[name].sent);
      print("#RESULT " + JSON.stringify({
        watchdog: watchdog, faults: hasm.faults, sent: sent, driven: driven,
        partitions: hasm.partitions.map(function (one) { return [one.name, one.calls, one.faults, one.starts]; }),
      }));
      quit();
    }, ${REPORT_AT_MS});`;
  const { stdout } = await runOnLinux(script, { timeoutMs: 30_000 });
  const line = /#RESULT (.*)/.exec(stdout)?.[1];
  assert.ok(line !== undefined, stdout);
  assert.doesNotMatch(stdout, /Uncaught|ERROR/);
  const result = JSON.parse(line) as Result;
  const sent = Object.entries(result.sent).map(([port, bytes]) => [
    port,
    Buffer.from(bytes, "base64").toString("latin1"),
  ]);
  return { ...result, sent: Object.fromEntries(sent) as Result["sent"] };
}

function assertAllRan(board: Board, result: Result): void {
  assert.deepEqual(result.faults, []);
  assert.deepEqual(
    result.partitions.map(([name, , faults, starts]) => [name, faults, starts]),
    systemOf(board).partitions.map(({ name }) => [name, 0, 1]),
  );
  for (const [name, calls] of result.partitions) assert.ok(calls >= 2, `${name}: nothing but its start`);
  assert.equal(result.watchdog, board.watchdogSeconds);
}

const hear = (port: string, bytes: string): string => `ports.${port}.hear(${literal(bytes)});`;

/** Two pulses, 40 ms closed and a second apart. */
function pulses(board: Board): [number, string][] {
  const { driver, options } = board.parts["importPulses"]!;
  if (driver === "uart-pulse") return [2500, 3500].map((atMs) => [atMs, hear(String(options["port"]), "p")]);
  const edge = (state: boolean): string =>
    `levels.${String(options["watchPin"])}=${state};watches.${String(options["watchPin"])}({state:${state},time:getTime()});`;
  return [2500, 3500].flatMap((atMs): [number, string][] => [
    [atMs, edge(false)],
    [atMs + 400, edge(true)],
  ]);
}

async function meterRuns(board: Board): Promise<void> {
  const order = central.command("off");
  const wan = portOf(board, "wan");
  const result = await run(board, meterKeyFile(keys), [
    ...pulses(board),
    [4000, hear(wan, "\xc0noise\xc0")],
    [4500, hear(wan, order.slice(0, 9))],
    [4600, hear(wan, order.slice(9))],
    [5000, hear(portOf(board, "link"), frame("1\0\0\0\0\0\0\0\0\0"))],
  ]);
  assertAllRan(board, result);
  const link = payloads(result.sent[portOf(board, "link")]!);
  assert.deepEqual(link, [payloads(order)[0]!.slice(1)]);
  const { objects } = dsmr.parse(result.sent[portOf(board, "han")]!);
  assert.equal(objects["electricity delivered tariff 1"], 0.002);
  assert.match(result.sent[portOf(board, "han")]!, /0-0:96\.3\.10\(1\)/);
  if (board.parts["clock"]!.driver === "ds3231")
    assert.match(result.sent[portOf(board, "han")]!, /0-0:1\.0\.0\(24022913345\dW\)/);
}

async function offSwitchRuns(board: Board): Promise<void> {
  const order = payloads(central.command("off"))[0]!.slice(1);
  const forged = order.slice(0, -1) + String.fromCharCode(order.charCodeAt(order.length - 1) ^ 1);
  const link = portOf(board, "link");
  const result = await run(board, offSwitchKeyFile(keys), [
    [2500, hear(link, frame(forged))],
    [4500, hear(link, frame(order))],
    [6500, hear(link, frame(order))],
  ]);
  assertAllRan(board, result);
  // The select pin of the flash part is driven, too.
  const driven = result.driven.filter((pin) => pin !== board.memory!.options["selectPin"]);
  assert.deepEqual(driven, [board.parts["relay"]!.options["resetPin"]]);
  const reports = payloads(result.sent[link]!);
  assert.ok(reports.length >= 2 && reports.every(isSwitchState));
  assert.equal(reports.at(-1)!.slice(0, 7), "0\0\x01\0\x02\0\x01");
}

engineSuite("bundles on the Linux engine", "linux", function () {
  this.timeout(60_000);
  const runs = new Map<string, Promise<void>>();
  before(() => {
    // All at once: a run is mostly waiting.
    for (const board of boards) {
      const one = board.system === "meter" ? meterRuns(board) : offSwitchRuns(board);
      one.catch(() => undefined);
      runs.set(board.name, one);
    }
  });

  for (const board of boards) {
    it(`${board.name}: every partition runs, and an order takes its way`, async () => {
      await runs.get(board.name);
    });
  }
});
