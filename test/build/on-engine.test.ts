// Every bundle on the real engine's Linux build, with pins, buses and UARTs made of JavaScript and time running faster: all partitions
// run, none fails, an order comes out of the meter as it went in, and moves the relay of the off-switch board if it can be remembered.

import assert from "node:assert/strict";
import type { Board } from "../../boards/board.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { isLocal } from "../../firmware/messages/local.ts";
import { encodeSwitchState, isSwitchState } from "../../firmware/messages/switch-state.ts";
import { toByteString } from "../../bench/byte-string.ts";
import { CentralLine } from "../../bench/central-line.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import { makeKeys, meterKeyFile, offSwitchKeyFile } from "../../bench/key-file.ts";
import { NOR_IMAGE_FILE, norImage } from "../../bench/nor-image.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { boards, buildBoard, systemOf } from "../../tools/build/build.ts";
import { bundle } from "../../tools/build/bundle.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { dsmr } from "../dsmr.ts";

/** Engine milliseconds in one of wall time. */
const SPEED = 8;
/** Everything has happened by then; a telegram, or the report of the switch that is to be the last, is awaited: a busy machine misses ticks. */
const REPORT_AT_MS = 13_000;
const LAST_REPORT_AT_MS = 100_000;
const keys = makeKeys("HASM0001", (count) => toByteString(Uint8Array.from({ length: count }, (_, i) => (i * 7) & 255)));

function newCentral(): CentralLine {
  return new CentralLine(
    volatileMemory(keys),
    () => 1_700_000_000_000,
    () => undefined,
  );
}

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
    const listeners = [];
    const port = {
      sent: "",
      hear: function (bytes) { for (let i = 0; i < listeners.length; i++) listeners[i](bytes); },
    };
    ports[name] = port;
    return {
      setup: function () {},
      write: function (bytes) { port.sent += bytes; },
      on: function (event, listener) { listeners.push(listener); },
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
  let handle = 0;
  global.setWatch = function (run, pin) { watches[pin] = run; return ++handle; };
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
  /** Of each partition. */
  readonly calls: readonly number[];
  readonly failed: readonly number[];
  readonly starts: readonly number[];
  readonly sent: Readonly<Record<string, string>>;
  readonly driven: readonly string[];
}

/** The part as it leaves provisioning. */
function memoryImage(board: Board): string {
  const { flashBytes, segments } = systemOf(board);
  return norImage(
    provisionedPart(flashBytes, segments, board.system === "meter" ? keys.meterLogs : keys.offSwitchLogs),
  );
}

/** With its flash part in the heap: the Linux build has no memory next to its core, and nobody answers there as a part on a bus. */
function inHeap(board: Board): Board {
  const { flashBytes } = systemOf(board);
  return { ...board, memory: { driver: "ram-nor", options: { bytes: flashBytes, pages: 64, image: NOR_IMAGE_FILE } } };
}

const isEmulated = (board: Board): boolean => board.memory!.driver === "ccm-nor";

/** Boots a bundle, runs `events` (what happens at which of the engine's milliseconds), and tells what became of it once `isDone` holds. */
async function run(
  board: Board,
  text: string,
  keyFile: string,
  events: readonly (readonly [number, string])[],
  isDone = "true",
): Promise<Result> {
  const script = `const FEEDBACK = ${board.system === "off-switch"};${FAKES}
    require("Storage").write("hasm.keys", ${literal(keyFile)});
    require("Storage").write("${NOR_IMAGE_FILE}", ${literal(memoryImage(board))});
    ${text}
    const startAt = getTime();
    ${events.map(([atMs, event]) => `setTimeout(function () { ${event} }, ${atMs});`).join("\n")}
    setTimeout(function report() {
      if (!(${isDone}) && (getTime() - startAt) * 1000 < ${LAST_REPORT_AT_MS}) return setTimeout(report, 500);
      const sent = {};
      for (const name in ports) sent[name] = btoa(ports[name].sent);
      print("#RESULT " + JSON.stringify({
        watchdog: watchdog, faults: hasm.faults, sent: sent, driven: driven,
        calls: hasm.partitions.calls, failed: hasm.partitions.faults, starts: hasm.partitions.starts,
      }));
      quit();
    }, ${REPORT_AT_MS});`;
  const { stdout } = await runOnLinux(script, { timeoutMs: 40_000 });
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
  const { partitions } = systemOf(board);
  assert.deepEqual(
    [result.failed, result.starts],
    [0, 1].map((count) => partitions.map(() => count)),
  );
  partitions.forEach(({ name }, i) => assert.ok(result.calls[i]! >= 2, `${name}: nothing but its start`));
  assert.equal(result.watchdog, board.watchdogSeconds);
}

const hear = (port: string, bytes: string): string => `ports.${port}.hear(${literal(bytes)});`;

/** Two pulses, 400 ms closed and a second apart. An edge has the time at which it was, however late the engine hears of it. */
function pulses(board: Board): [number, string][] {
  const { driver, options } = board.parts["importPulses"]!;
  if (driver === "uart-pulse") return [2500, 3500].map((atMs) => [atMs, hear(String(options["port"]), "p")]);
  const pin = String(options["watchPin"]);
  const edge = (atMs: number, state: boolean): [number, string] => [
    atMs,
    `levels.${pin}=${state};watches.${pin}({state:${state},time:startAt+${atMs / 1000}});`,
  ];
  return [2500, 3500].flatMap((atMs) => [edge(atMs, false), edge(atMs + 400, true)]);
}

async function meterRuns(board: Board): Promise<void> {
  const order = newCentral().command("off");
  const wan = portOf(board, "wan");
  const { text } = await buildBoard(isEmulated(board) ? inHeap(board) : board);
  const han = portOf(board, "han");
  const events: readonly (readonly [number, string])[] = [
    ...pulses(board),
    [4000, hear(wan, "\xc0noise\xc0")],
    [4500, hear(wan, order.slice(0, 9))],
    [4600, hear(wan, order.slice(9))],
    [5000, hear(portOf(board, "link"), frame(encodeSwitchState("1", 0, 0, 0, 0, 0, 0, 0, 0, 0)))],
  ];
  const result = await run(board, text, meterKeyFile(keys), events, `ports.${han}.sent.indexOf("!") > 0`);
  assertAllRan(board, result);
  const link = payloads(result.sent[portOf(board, "link")]!);
  // Without its flash part nothing is known of credit, and nothing is said of it.
  assert.equal(link.some(isLocal), isEmulated(board));
  assert.deepEqual(
    link.filter((payload) => !isLocal(payload)),
    [payloads(order)[0]!.slice(1)],
  );
  const [telegram = ""] = /^\/[^!]*![0-9A-F]{4}\r\n/.exec(result.sent[han]!) ?? [];
  const { objects } = dsmr.parse(telegram);
  const registers = [1, 2].map((tariff) => objects[`electricity delivered tariff ${tariff}`]);
  assert.deepEqual(registers, [0, 0.002]);
  assert.match(telegram, /0-0:96\.3\.10\(1\)/);
  if (board.parts["clock"]!.driver === "ds3231") assert.match(telegram, /0-0:1\.0\.0\(24022913345\dW\)/);
}

/** A forged order, a sealed one and that one again. `last`: how the state of the switch ends. */
async function offSwitchRuns(board: Board, text: string, last: string, moves: number): Promise<void> {
  const central = newCentral();
  const order = payloads(central.command("off"))[0]!.slice(1);
  const forged = order.slice(0, -1) + String.fromCharCode(order.charCodeAt(order.length - 1) ^ 1);
  const link = portOf(board, "link");
  const events: readonly (readonly [number, string])[] = [
    [2500, hear(link, frame(forged))],
    [4500, hear(link, frame(order))],
    [6500, hear(link, frame(order))],
  ];
  const isTold = `ports.${link}.sent.indexOf(${literal(`\xc0${last}`)}) >= 0`;
  const result = await run(board, text, offSwitchKeyFile(keys), events, isTold);
  assertAllRan(board, result);
  // The select pin of the flash part is driven, too.
  const driven = result.driven.filter((pin) => pin !== board.memory!.options["selectPin"]);
  assert.deepEqual(driven, new Array(moves).fill(board.parts["relay"]!.options["resetPin"]));
  const said = payloads(result.sent[link]!);
  const reports = said.filter(isSwitchState);
  assert.ok(reports.length >= 2);
  assert.equal(reports.at(-1)!.slice(0, 7), last);
  const answers = said.filter((payload) => !isSwitchState(payload));
  for (const answer of answers) central.receive(frame(ROUTE_OFF_SWITCH + answer));
  const heard = central.events.map((event) =>
    event.kind === "answer" ? `${event.order} ${event.result}` : event.kind,
  );
  assert.deepEqual([heard, central.rejected], [new Array(moves).fill("off done"), 0]);
}

/** On the Linux build nobody answers as a flash part; with one in the heap in its place the board can remember what it took. */
async function bothOffSwitches(board: Board): Promise<void> {
  const remembering = await bundle(systemOf(board), inHeap(board));
  await offSwitchRuns(board, remembering.text, "0\x01\0\0\x01\0\x02", 1);
  if (!isEmulated(board)) await offSwitchRuns(board, (await buildBoard(board)).text, "1\b\0\0\0\0\x03", 0);
}

engineSuite("bundles on the Linux engine", "linux", function () {
  this.timeout(60_000);
  const runs = new Map<string, Promise<void>>();
  before(() => {
    // All at once: a run is mostly waiting.
    for (const board of boards) {
      const one = board.system === "meter" ? meterRuns(board) : bothOffSwitches(board);
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
