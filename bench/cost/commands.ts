// How long each command keeps a board busy, on the STM32F405RG image: from its last byte at the port until everything that it asks for is
// done and stored and the kernel sleeps again. The answer, which waits for a later second's tick, is not in it; what the board does in
// each second is, where a command lasts into the next. A key change is not measured: the emulated flash takes no write.

import type { Board } from "../../boards/board.ts";
import { board as twinMeter } from "../../boards/qemu-meter/board.ts";
import { board as twinOffSwitch } from "../../boards/qemu-off-switch/board.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { systemOf } from "../../tools/build/build.ts";
import { measure } from "../../tools/engine/measure.ts";
import * as orders from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { frame } from "../frame-receiver.ts";
import { KEY_CENTRAL, KEY_OFF_SWITCH } from "../key-file.ts";
import { portOf } from "../virtual-parts.ts";
import { awake, prelude, REPORT_USART } from "./prelude.ts";
import { fed, sealer, twinFiles, TYPED_CODE } from "./twins.ts";

/** The first readings have been told by then. All are odd seconds: in each tenth there is a telegram. */
const FIRST_AT_S = 13.05;
const EVERY_S = 4;
/** Of a computer that is busy with other things. */
const TIMEOUT_MS = 120_000;
/** Of the emulated clock at power-on. */
const EPOCH_S = Number(twinMeter.parts["clock"]!.options["epochSeconds"]);

export interface CommandSeconds {
  readonly name: string;
  readonly seconds: number;
}

interface Subject {
  readonly board: Board;
  readonly inputs: readonly (readonly [name: string, port: string, bytes: string])[];
}

interface Raw {
  readonly stamps: Readonly<Record<string, number>>;
  readonly faults: number;
}

/**
 * A kernel that puts its tick off beyond its grid has nothing left to do. It is asked from the event on that stands behind the input's: a
 * tick that is due with the input runs before the port's listener and has seen nothing of it.
 */
function scenario({ board, inputs }: Subject): string {
  const feeds = inputs.map(([, port, bytes], place) => {
    const atS = FIRST_AT_S + place * EVERY_S;
    return (
      `asked(function(){${fed(port, bytes)}stamp("from${place}");heard.emit("last",${place})},${atS * 1000});` +
      awake(atS - 0.1, atS + 1.5)
    );
  });
  return (
    `var now=-1,tick=0,heard={},wrapped=setTimeout;` +
    `heard.on("last",function(place){now=place});` +
    // Drivers have timers, too. The kernel's is the first.
    `global.setTimeout=function(f,ms){if(!tick)tick=f;if(now>=0&&f===tick&&ms>${systemOf(board).cycleMs})` +
    `{stamp("to"+now);now=-1}return wrapped(f,ms)};` +
    feeds.join("")
  );
}

async function run(subject: Subject): Promise<CommandSeconds[]> {
  const { board, inputs } = subject;
  const boot = prelude({
    scenario: scenario(subject),
    reportAtS: FIRST_AT_S + inputs.length * EVERY_S + 1,
    report: "{stamps:stamps,faults:hasm.faults.length}",
  });
  const files = { ".boot0": boot, ...(await twinFiles(board)) };
  const { stamps, faults } = (await measure(files, { usart: REPORT_USART, timeoutMs: TIMEOUT_MS })) as Raw;
  if (faults > 0) throw new Error(`${board.name}: ${faults} faults while commands were measured`);
  return inputs.map(([name], place) => {
    const seconds = stamps[`to${place}`]! - stamps[`from${place}`]!;
    if (!(seconds > 0)) throw new Error(`${board.name}: ${name} was not seen through`);
    return { name, seconds };
  });
}

export async function meterCommandSeconds(): Promise<CommandSeconds[]> {
  const sealed = sealer(KEY_CENTRAL);
  const wan = portOf(twinMeter, "wan");
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
    inputs: [
      ...given.map((order) => [order.name, wan, frame(ROUTE_CS + sealed(order))] as const),
      ["typed code", portOf(twinMeter, "topUp"), TYPED_CODE],
      ["typed code again", portOf(twinMeter, "topUp"), TYPED_CODE],
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
    inputs: given.map((order) => [order.name, link, frame(sealed(order))] as const),
  });
}
