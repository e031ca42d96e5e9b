// Another utility's meter, or whoever holds its wire, answers with what is broken in every way (T23).

import { Random } from "../engine/random.ts";
import { frame } from "../frame-receiver.ts";
import { longFrame } from "../parts/mbus-meter.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const LOOK_S = 5;
/** The meter asks every quarter of an hour. */
const LATEST_S = 930;
const POLL_S = 45;
/** Of one poll. */
const MOST_REQUESTS = 3;
/** Control byte to signature of an answer. */
const head = (answer: string): string => answer.slice(4, 19);

type Lie = (answer: string) => string;

/** Each makes something of an honest answer that none is. */
export function gasLies(random: Random): Readonly<Record<string, Lie>> {
  const turned: Lie = (answer) => {
    const at = random.below(answer.length);
    const byte = String.fromCharCode(answer.charCodeAt(at) ^ (1 << random.below(8)));
    return answer.slice(0, at) + byte + answer.slice(at + 1);
  };
  return {
    "a turned bit": turned,
    "half an answer": (answer) => answer.slice(0, answer.length >> 1),
    "an answer without end": (answer) => answer.slice(0, -1) + "\x2f".repeat(300),
    "random bytes": () => random.byteString(400),
    "random records under a good sum": (answer) => longFrame(head(answer) + "\x0c" + random.byteString(239)),
    "DIF extensions without end": (answer) => longFrame(head(answer) + "\x8c".repeat(240)),
    "VIF extensions without end": (answer) => longFrame(`${head(answer)}\x0c${"\x93".repeat(239)}`),
    "fillers to the end": (answer) => longFrame(head(answer) + "\x2f".repeat(240)),
    "a text longer than the frame": (answer) => longFrame(`${head(answer)}\x0d\x78\xbf${"A".repeat(100)}`),
    "a length of nothing": () => "\x68\0\0\x68\0\x16",
    "starts alone": () => "\x68".repeat(300),
    "acknowledgements alone": () => "\xe5".repeat(300),
    "an encrypted answer": (answer) => longFrame(`${head(answer).slice(0, 13)}\x10\x05${answer.slice(19, -2)}`),
    "digits that are none": (answer) => longFrame(`${head(answer)}\x0c\x13\xff\xff\xff\xff`),
    "a negative register": (answer) => longFrame(`${head(answer)}\x04\x13\xff\xff\xff\xff`),
    "frames of the meter's other ports": () =>
      frame("\x01" + random.byteString(120)) + frame("\x02" + random.byteString(120)),
  };
}

/** One for each time that the meter asks. */
const TOLD = ["fillers to the end", "random bytes", "DIF extensions without end"] as const;

export const hostileGasMeter = attackOf(
  {
    name: "hostile-gas-meter",
    threats: ["T23"],
    does: "Holds the wire to the gas meter and answers the next poll, a quarter of an hour away at most, with what is broken.",
    needs: [],
  },
  function* (scene) {
    const { otherUtility } = scene.bench.meterParts;
    const honest = otherUtility.lies;
    const all = gasLies(new Random(7));
    const from = otherUtility.requests;
    let asked = 0;
    otherUtility.lies = (answer) => all[TOLD[asked++ % TOLD.length]!]!(answer);
    for (let waited = 0; waited < LATEST_S && otherUtility.requests === from; waited += LOOK_S) yield LOOK_S;
    yield POLL_S;
    otherUtility.lies = honest;
    const requests = otherUtility.requests - from;
    const failed = scene.failed.length;
    const evidence = [
      `The meter asked ${count(requests, "time")}, and was told: ${TOLD.slice(0, Math.max(asked, 0)).join("; ") || "nothing"}.`,
      `Meanwhile it sent ${count(scene.ears.telegrams.length, "telegram")}.`,
      scene.partitionLine(),
      ...scene.logLines("security"),
    ];
    if (requests === 0) return verdict(true, "noWay", evidence);
    return verdict(failed === 0 && requests <= 2 * MOST_REQUESTS, "foreignMeter", evidence);
  },
);
