// Whoever holds the WAN sends what is no message at all: random bytes, half frames, frames too long, talk without end (T26).

import { Random } from "../engine/random.ts";
import { frame } from "../frame-receiver.ts";
import { answers } from "./orders.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

/** Of each kind: half a second on the wire. */
const BYTES = 1000;
const SEED = 5;

/** So many bytes of each kind of noise. */
export function noises(bytes: number): Readonly<Record<string, string>> {
  const random = new Random(SEED);
  return {
    "random bytes": random.byteString(bytes),
    "half frames": frame("\x02" + random.byteString(40))
      .slice(0, 30)
      .repeat(bytes / 30),
    "frames too long": frame("\x02".repeat(300)).repeat(bytes / 306),
    "frames of one byte": "\xc0\xc0x".repeat(bytes / 3),
    "nothing but delimiters": "\xc0".repeat(bytes),
    "nothing but escapes": "\xdb".repeat(bytes),
    "endless talk without a delimiter": "U".repeat(bytes),
  };
}

export const noiseOnTheWan = attackOf(
  {
    name: "noise-on-the-wan",
    threats: ["T26"],
    does: "Holds the WAN and sends noise of seven kinds; a true order comes directly behind it.",
    needs: ["central"],
  },
  function* (scene) {
    if (!(yield* answers(scene)))
      return verdict(true, "noWay", ["The meter answers no query before the noise, either."]);
    const noise = Object.values(noises(BYTES)).join("");
    scene.wanBytes(noise);
    const isAnswered = yield* answers(scene, (noise.length * 10) / 19_200);
    const failed = scene.failed.length;
    const evidence = [
      `Sent: ${noise.length} bytes that are no frame.`,
      `The order behind the noise was ${isAnswered ? "answered" : "not answered"}.`,
      `Meanwhile the meter sent ${count(scene.ears.telegrams.length, "telegram")}.`,
      scene.partitionLine(),
      ...scene.logLines("security"),
    ];
    return verdict(isAnswered && failed === 0, "resync", evidence);
  },
);
