// Whoever has a device on the home network sends into the P1 port what he likes (T13).

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { Random } from "../engine/random.ts";
import { kernelStatus } from "../report.ts";
import { portOf } from "../virtual-parts.ts";
import type { Scene } from "./scene.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const OWNER = "consumer-port";
/** Two telegrams. */
const WATCH_S = 20;
const BYTES = 50_000;
/** The watch may end a telegram earlier or later. */
const CHANCE = 6;

function callsOf({ bench }: Scene): number {
  return kernelStatus(bench, "meter").partitions.find(({ name }) => name === OWNER)?.calls ?? 0;
}

export const bytesIntoTheHan = attackOf(
  {
    name: "bytes-into-the-han",
    threats: ["T13"],
    does: `Has a device on the home network, and sends ${BYTES} random bytes into the P1 port.`,
    needs: [],
  },
  function* (scene) {
    const { meter } = scene.bench;
    const han = meter.uart(portOf(meterBoard, "han"));
    const start = callsOf(scene);
    yield WATCH_S;
    const quiet = callsOf(scene) - start;
    const before = { typed: meter.replInput.length, interruptions: meter.interruptions, calls: callsOf(scene) };
    han.receive(new Random(99).byteString(BYTES));
    yield WATCH_S;
    const calls = callsOf(scene) - before.calls;
    const typed = meter.replInput.length - before.typed;
    const stops = meter.interruptions - before.interruptions;
    const pins = han.receivePins.size;
    const evidence = [
      `Pins that the port receives at: ${pins}. Calls of its partition in ${WATCH_S} s: ${quiet} before, ${calls} under ${BYTES} bytes.`,
      `The console took ${count(typed, "byte")} and was stopped ${count(stops, "time")}.`,
      `The port went on sending: ${count(scene.ears.telegrams.length, "telegram")}.`,
      scene.partitionLine(),
    ];
    const isDeaf = pins === 0 && typed === 0 && stops === 0 && calls <= quiet + CHANCE;
    return verdict(isDeaf && scene.failed.length === 0, "noReceiver", evidence);
  },
);
