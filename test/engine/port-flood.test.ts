// Random and mutated frames at every port of the STM32F405RG image: no fault, nothing acts, and when they are over the heap is where it was.
// (What they change, and many more of them: test/fuzz.) The board says them to itself out of a file, because a UART of the emulator loses bytes.

import assert from "node:assert/strict";
import { board } from "../../boards/qemu-meter/board.ts";
import { ROUTE_CS, ROUTE_MAINTENANCE, ROUTE_OFF_SWITCH, ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { system } from "../../firmware/meter/system.ts";
import { Random } from "../../bench/engine/random.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { keyRoom, meterKeyFile } from "../../bench/key-file.ts";
import { NOR_IMAGE_FILE, norImage } from "../../bench/nor-image.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { KEYS, usart } from "./twins.ts";

const PORTS = [
  ["wan", [ROUTE_CS, ROUTE_OFF_SWITCH]],
  ["topUp", [ROUTE_TOP_UP]],
  ["maintenance", [ROUTE_MAINTENANCE]],
] as const;
const PIECES = 90;
/** All of one size in the file, so that the board finds them without a table. */
const PIECE_BYTES = 160;
const EVERY_MS = 150;
const FIRST_MS = 13_000;
/** The kinds of refusal that the log merges are known by then, and stay in the heap until their window ends. */
const WARM_PIECES = 30;
const QUIET_MS = 8000;
/** The count of a burst that has ended becomes a record; the emulated part has it in CCM RAM and takes a variable or two for a page. */
const RECORD_VARIABLES = 40;

interface Outcome {
  readonly faults: number;
  readonly before: number;
  readonly after: number;
}

function piece(random: Random, routes: readonly string[]): string {
  const route = routes[random.below(routes.length)]!;
  const kinds = [
    () => random.byteString(random.below(PIECE_BYTES)),
    () => frame(route + random.byteString(SEALED_BYTES)),
    () => frame(`${route}\0\0\0\0\0\0\0${String.fromCharCode(random.below(256))}${random.byteString(112)}`),
    () => frame(random.byteString(1 + random.below(120))),
    () => `${random.below(1e9)}\r`,
    () => "\xdb".repeat(random.below(PIECE_BYTES)),
  ];
  // What is cut off at the end of a piece is half a frame.
  return kinds[random.below(kinds.length)]!().slice(0, PIECE_BYTES - 1);
}

/** Length, then the bytes. */
function piecesFile(): string {
  const random = new Random(11);
  let file = "";
  for (let i = 0; i < PIECES; i++) {
    const text = piece(random, PORTS[i % PORTS.length]![1]);
    file += (String.fromCharCode(text.length) + text).padEnd(PIECE_BYTES, "\0");
  }
  return file;
}

const ports = PORTS.map(([name]) => portOf(board, name));
const SCENARIO = `${reporter(usart(board, "lcd"))}
var said=0,before=0,ports=[${ports.join(",")}];
function feed(){var p=require("Storage").read("pieces",said*${PIECE_BYTES},${PIECE_BYTES});
var b=p.substr(1,p.charCodeAt(0)),o=ports[said%3];
for(var i=0;i<b.length;i+=64)o.emit("data",b.substr(i,64));
if(++said==${WARM_PIECES})setTimeout(function(){before=process.memory().usage;setTimeout(feed,${EVERY_MS})},${QUIET_MS});
else if(said<${PIECES})setTimeout(feed,${EVERY_MS});
else{ports.forEach(function(o){o.emit("data","\\xc0")});setTimeout(function(){reportResult({faults:hasm.faults.length,
before:before,after:process.memory().usage})},${QUIET_MS})}}
setTimeout(feed,${FIRST_MS});`;

engineSuite("random and mutated frames on the STM32F405RG image", "stm32", () => {
  it("fault nothing, and leave the heap where it was", async function () {
    this.timeout(200_000);
    const part = provisionedPart(system.flashBytes, system.segments, KEYS.meterLogs);
    const files = {
      ".boot0": SCENARIO,
      ".bootcde": (await buildBoard(board)).text,
      "hasm.keys": meterKeyFile(KEYS),
      "hasm.keyb": keyRoom(),
      [NOR_IMAGE_FILE]: norImage(part),
      pieces: piecesFile(),
    };
    const outcome = (await measure(files, {
      usart: usart(board, "lcd"),
      timeoutMs: 190_000,
      icount: "shift=3,sleep=off",
    })) as Outcome;
    assert.equal(outcome.faults, 0);
    assert.ok(outcome.before > 0);
    assert.ok(
      outcome.after <= outcome.before + RECORD_VARIABLES,
      `${outcome.after} variables, ${outcome.before} before`,
    );
  });
});
