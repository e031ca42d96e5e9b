// How long each command keeps a board busy, on the STM32F405RG image: from its last byte at the port until everything that it asks for is
// done and stored and the kernel sleeps again. The answer, which waits for the next second's tick, is not in it. A key change is not
// measured: the emulated flash takes no write.

import type { Board } from "../../boards/board.ts";
import { board as twinMeter } from "../../boards/qemu-meter/board.ts";
import { board as twinOffSwitch } from "../../boards/qemu-off-switch/board.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { encodeCommand } from "../../firmware/messages/meter-order.ts";
import { buildBoard, systemOf } from "../../tools/build/build.ts";
import { measure } from "../../tools/engine/measure.ts";
import { Channel } from "../central/channel.ts";
import { volatileMemory } from "../central/memory.ts";
import { ORDER_CODES } from "../central/order-names.ts";
import * as orders from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { provisionedPart } from "../flash-part.ts";
import { frame } from "../frame-receiver.ts";
import { FIXED_KEYS, KEY_CENTRAL, KEY_OFF_SWITCH, meterKeyFile, offSwitchKeyFile } from "../key-file.ts";
import { NOR_IMAGE_FILE, norImage } from "../nor-image.ts";
import { makeTopUpCode } from "../top-up-code.ts";
import { portOf } from "../virtual-parts.ts";
import { awake, literal, prelude, REPORT_USART } from "./prelude.ts";

/** The first readings have been told by then. */
const FIRST_AT_S = 12.05;
const EVERY_S = 3;
/** A kernel that sleeps longer than its grid has nothing left to do. */
const SLEEP_MS = 25;
/** Of the emulated clock at power-on. */
const EPOCH_S = Number(twinMeter.parts["clock"]!.options["epochSeconds"]);

export interface CommandSeconds {
  readonly name: string;
  readonly seconds: number;
}

interface Subject {
  readonly board: Board;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly (readonly [name: string, port: string, bytes: string])[];
}

function scenario(inputs: Subject["inputs"]): string {
  const feeds = inputs.map(([, port, bytes], place) => {
    const atS = FIRST_AT_S + place * EVERY_S;
    const pieces = bytes.match(/[^]{1,64}/g) ?? [];
    const emits = pieces.map((piece) => `${port}.emit("data",${literal(piece)});`).join("");
    return `asked(function(){${emits}stamp("from${place}");now=${place}},${atS * 1000});${awake(atS - 0.1, atS + 1.5)}`;
  });
  return (
    `var now=-1,wrapped=setTimeout;global.setTimeout=function(f,ms){` +
    `if(now>=0&&ms>${SLEEP_MS}&&begun>stamps["from"+now]){stamp("to"+now);now=-1}return wrapped(f,ms)};` +
    feeds.join("")
  );
}

async function run({ board, files, inputs }: Subject): Promise<CommandSeconds[]> {
  const endS = FIRST_AT_S + inputs.length * EVERY_S + 1;
  const text = (await buildBoard(board)).text;
  const report = "{stamps:stamps,faults:hasm.faults.length}";
  const raw = (await measure(
    {
      ...files,
      ".boot0": prelude({ scenario: scenario(inputs), reportAtS: endS, report }),
      ".bootcde": text,
    },
    { usart: REPORT_USART },
  )) as { stamps: Record<string, number>; faults: number };
  if (raw.faults > 0) throw new Error(`${board.name}: ${raw.faults} faults while commands were measured`);
  return inputs.map(([name], place) => ({ name, seconds: raw.stamps[`to${place}`]! - raw.stamps[`from${place}`]! }));
}

function sealer(key: number): (order: Order) => string {
  const channel = new Channel(volatileMemory(FIXED_KEYS), key);
  return (order) => channel.seal(encodeCommand(ORDER_CODES[order.name], order.body));
}

function imageOf(board: Board): string {
  const { flashBytes, segments } = systemOf(board);
  return norImage(
    provisionedPart(flashBytes, segments, board === twinMeter ? FIXED_KEYS.meterLogs : FIXED_KEYS.offSwitchLogs),
  );
}

export async function meterCommandSeconds(): Promise<CommandSeconds[]> {
  const sealed = sealer(KEY_CENTRAL);
  const wan = portOf(twinMeter, "wan");
  const code = makeTopUpCode(FIXED_KEYS.topUpCode, FIXED_KEYS.meterId, 1, 0, 1234);
  const [begin, piece] = orders.tariff("t".repeat(64), 1, EPOCH_S);
  const given: readonly Order[] = [
    orders.cover(),
    orders.query(),
    orders.impulsesPerKwh(1000),
    orders.readParameter(0),
    orders.time(EPOCH_S + Math.round(FIRST_AT_S + 4 * EVERY_S)),
    orders.timeStep(EPOCH_S + 100),
    orders.prepaid(true),
    orders.topUp(1, 1_234_000),
    orders.appliance(1, true),
    orders.readLog(2, 1, 0),
    orders.logClosing(2),
    begin!,
    piece!,
  ];
  return run({
    board: twinMeter,
    files: { "hasm.keys": meterKeyFile(FIXED_KEYS), [NOR_IMAGE_FILE]: imageOf(twinMeter) },
    inputs: [
      ...given.map((order) => [order.name, wan, frame(ROUTE_CS + sealed(order))] as const),
      ["typed code", portOf(twinMeter, "topUp"), `${code}\r`],
      ["typed code again", portOf(twinMeter, "topUp"), `${code}\r`],
      ["forged message", wan, frame(`${ROUTE_CS}\xff${"x".repeat(119)}`)],
    ],
  });
}

export async function offSwitchCommandSeconds(): Promise<CommandSeconds[]> {
  const sealed = sealer(KEY_OFF_SWITCH);
  const link = portOf(twinOffSwitch, "link");
  const given = [orders.cover(), orders.off(), orders.on(), orders.query()];
  return run({
    board: twinOffSwitch,
    files: { "hasm.keys": offSwitchKeyFile(FIXED_KEYS), [NOR_IMAGE_FILE]: imageOf(twinOffSwitch) },
    inputs: given.map((order) => [order.name, link, frame(sealed(order))] as const),
  });
}
