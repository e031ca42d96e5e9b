// What a frame at a port says, in words, with the keys of the bench: sealed messages are opened as their receivers do, and nothing is believed
// or remembered for it. What these keys do not open stays what it is for everybody else on the wire: sealed.

import nacl from "tweetnacl";
import { COMMAND } from "../../firmware/messages/command.ts";
import { eventRecord, isEvent, isLocal, localFlows, localStored, localWanted } from "../../firmware/messages/local.ts";
import {
  ROUTE_CS,
  ROUTE_DC,
  ROUTE_MAINTENANCE,
  ROUTE_OFF_SWITCH,
  ROUTE_TOP_UP,
} from "../../firmware/messages/route.ts";
import { COUNTER_BYTES, SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { isCommand } from "../../firmware/messages/meter-order.ts";
import { isSwitchState } from "../../firmware/messages/switch-state.ts";
import { fromByteString, hex, toByteString } from "../byte-string.ts";
import { FROM_METER, nonce, readCounter, TO_METER } from "../central/channel.ts";
import { decodeAnswer, decodeReport, decodeRound } from "../central/messages.ts";
import { ORDER_NAMES } from "../central/order-names.ts";
import type { Processor } from "../central/order-names.ts";
import { decodeSwitchReport } from "../central/switch-messages.ts";
import { KEY_CENTRAL, KEY_CONCENTRATOR, KEY_MAINTENANCE, KEY_OFF_SWITCH, KEY_TOP_UP } from "../key-file.ts";
import type { MeterKeys } from "../key-file.ts";
import { isoStamp } from "../load/load.ts";
import { switchRecordText } from "../log-entries.ts";
import { bodyLines } from "../send/words.ts";
import { reasonNames } from "../switch-words.ts";

export interface Meaning {
  readonly form: "sealed" | "clear";
  readonly meaning: string;
  readonly details: readonly string[];
}

interface Sealer {
  readonly with: string;
  readonly number: number;
  readonly secret: (keys: MeterKeys) => string;
  readonly processor: Processor;
}

const SEALERS: Readonly<Record<string, Sealer>> = {
  [ROUTE_CS]: { with: "central system", number: KEY_CENTRAL, secret: (keys) => keys.central, processor: "meter" },
  [ROUTE_OFF_SWITCH]: {
    ...{ with: "central system", number: KEY_OFF_SWITCH, secret: (keys) => keys.offSwitch },
    processor: "off-switch",
  },
  [ROUTE_DC]: {
    with: "concentrator",
    number: KEY_CONCENTRATOR,
    secret: (keys) => keys.concentrator,
    processor: "meter",
  },
  [ROUTE_TOP_UP]: { with: "top-up gateway", number: KEY_TOP_UP, secret: (keys) => keys.topUp, processor: "meter" },
  [ROUTE_MAINTENANCE]: {
    with: "technician",
    number: KEY_MAINTENANCE,
    secret: (keys) => keys.maintenance,
    processor: "meter",
  },
};

const AT: Readonly<Record<Processor, string>> = { meter: "cs-security", "off-switch": "off-switch processor" };

type Way = "in" | "out";

function commandMeaning(plain: string, { processor }: Sealer): readonly [string, readonly string[]] | undefined {
  const order = ORDER_NAMES[plain.charAt(1)];
  if (!isCommand(plain) || order === undefined) return undefined;
  const body = plain.slice(2).replace(/\0+$/, "");
  const what = order === "cover" ? "cover, which hides for whom the other one is" : `order "${order}"`;
  return [`${what} to the ${AT[processor]}`, body === "" ? [] : [`body ${hex(body)}`]];
}

function answerMeaning(plain: string, { processor }: Sealer): readonly [string, readonly string[]] | undefined {
  const answer = decodeAnswer(plain, processor);
  if ("wrong" in answer) return undefined;
  const { order, counter, result, body } = answer.message;
  const details = [`to the command with counter ${counter}`, ...bodyLines(body)];
  return [`answer of the ${AT[processor]} to "${order}": ${result}`, details];
}

function reportMeaning(plain: string): readonly [string, readonly string[]] | undefined {
  const report = decodeReport(plain);
  if ("wrong" in report) return undefined;
  const { endUtcSeconds, faults, refusedFrames, refusedMessages, ...rest } = report.message;
  const reading = { ...rest, utcSeconds: endUtcSeconds };
  const counts = `faults ${faults}, refused frames ${refusedFrames}, refused messages ${refusedMessages}`;
  return [
    `interval report: ${rest.intervalWh} Wh up to ${isoStamp(endUtcSeconds)}`,
    [...bodyLines({ kind: "reading", reading }), counts],
  ];
}

function roundMeaning(plain: string, counter: bigint): readonly [string, readonly string[]] | undefined {
  const round = decodeRound(plain, counter);
  if ("wrong" in round) return undefined;
  const { round: number, maskedWh } = round.message;
  return [
    `masked reading of round ${number}`,
    [`energy and mask ${maskedWh}: without the masks of all meters it says nothing`],
  ];
}

function plainMeaning(
  plain: string,
  route: string,
  sealer: Sealer,
  counter: bigint,
): readonly [string, readonly string[]] {
  const found =
    route === ROUTE_DC
      ? roundMeaning(plain, counter)
      : plain.startsWith(COMMAND)
        ? commandMeaning(plain, sealer)
        : (answerMeaning(plain, sealer) ?? reportMeaning(plain));
  return found ?? ["a plain text that is no message", [`plain ${hex(plain)}`]];
}

/** What stands sealed under the key of `route`; `way` as the meter board has it. */
function sealedMeaning(keys: MeterKeys, route: string, sealed: string, way: Way): Meaning {
  const sealer = SEALERS[route];
  if (sealer === undefined) return { form: "clear", meaning: "a frame with a route that there is not", details: [] };
  if (sealed.length !== SEALED_BYTES)
    return { form: "clear", meaning: `a frame of ${sealed.length} bytes, which no sealed message has`, details: [] };
  const counter = sealed.slice(0, COUNTER_BYTES);
  const place = nonce(keys.meterId, way === "in" ? TO_METER : FROM_METER, sealer.number, counter);
  const box = fromByteString(sealed.slice(COUNTER_BYTES));
  const plain = nacl.secretbox.open(box, place, fromByteString(sealer.secret(keys)));
  const number = readCounter(counter);
  const seal = `key ${sealer.number} (${sealer.with}), counter ${number}`;
  if (plain === null)
    return { form: "sealed", meaning: `does not open under the key of the ${sealer.with}`, details: [seal] };
  const [meaning, details] = plainMeaning(toByteString(plain), route, sealer, number);
  return { form: "sealed", meaning, details: [seal, ...details] };
}

/** Of a frame at WAN, top-up or maintenance port. */
export function portMeaning(keys: MeterKeys, payload: string, way: Way): Meaning {
  return sealedMeaning(keys, payload.charAt(0), payload.slice(1), way);
}

function switchStateMeaning(payload: string): Meaning {
  const report = decodeSwitchReport(payload);
  if (report === undefined) return { form: "clear", meaning: "a state of the switch that cannot be", details: [] };
  const { state, reasons, accepted, rejected, operations } = report;
  const word = { "0": "disconnected", "1": "connected", "2": "ready for reconnection" }[state] ?? "unknown";
  const details = [
    `reasons ${reasonNames(reasons).join(", ") || "none"}`,
    `commands ${accepted} accepted, ${rejected} rejected`,
    `relay ${operations} operations`,
  ];
  return { form: "clear", meaning: `the switch is ${word}`, details };
}

/** Of a frame on the link between the boards. */
export function linkMeaning(keys: MeterKeys, payload: string, way: Way): Meaning {
  // Towards the off-switch board it leaves the meter board, and is a command all the same.
  if (payload.length === SEALED_BYTES)
    return sealedMeaning(keys, ROUTE_OFF_SWITCH, payload, way === "out" ? "in" : "out");
  if (isLocal(payload)) {
    const wanted = reasonNames(localWanted(payload)).join(", ");
    const meaning = wanted === "" ? "wants nothing opened" : `wants the switch open: ${wanted}`;
    const details = [
      `current ${localFlows(payload) ? "flows" : "does not flow"}`,
      `events stored up to ${localStored(payload)}`,
    ];
    return { form: "clear", meaning, details };
  }
  if (isEvent(payload))
    return { form: "clear", meaning: `event ${switchRecordText(eventRecord(payload))}`, details: [] };
  if (isSwitchState(payload)) return switchStateMeaning(payload);
  return { form: "clear", meaning: "a frame that neither board understands", details: [] };
}
