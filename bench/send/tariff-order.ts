// A tariff, as the commands that bring it to a meter one after the other. The meter has it when the last is done, or goes on with the one
// before. It comes as a file that a supplier wrote (docs/tariff.md), or as the image that a meter holds, which is not looked into.

import { PARAMETER_LOCAL_TIME } from "../../firmware/messages/parameters.ts";
import type { Answered } from "../central/exchange.ts";
import { parameter, tariff } from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { isoStamp } from "../load/load.ts";
import { encodeTariff } from "../tariff/image.ts";
import { readTariff } from "../tariff/read.ts";
import { lowByte } from "../tariff/tariff.ts";
import { zoneParameter } from "../tariff/zone.ts";
import { UserError } from "../user-error.ts";
import type { Session } from "./desk.ts";
import { converse } from "./dialogue.ts";
import type { Dialogue } from "./dialogue.ts";
import { noAnswer, refusal } from "./errand.ts";
import type { Speaker } from "./errand.ts";
import { withDesk } from "./give.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

const BUSY_MS = 500;

/** The meter erases its memory meanwhile: what it is too busy for comes again until it was told so for `timeoutMs`. */
function* askUntilFree(order: Order, timeoutMs: number): Dialogue<Answered | undefined> {
  for (let busyMs = 0; ; busyMs += BUSY_MS) {
    const answer = yield { to: "meter", order };
    if (answer?.result !== "busy" || busyMs >= timeoutMs) return answer;
    yield { pauseMs: BUSY_MS };
  }
}

export interface TariffToSend {
  /** The image. */
  readonly bytes: string;
  readonly version: number;
  /** Bytes of the meter's local-time parameter; undefined: an image does not say in which local time its timetable is. */
  readonly localTime: string | undefined;
}

/**
 * What a file holds, told apart by its first character: a JSON object, or an image. A JSON tariff has its version; `version` is what the person
 * gave. Throws UserError.
 */
export function tariffToSend(content: string, file: string, version: number | undefined): TariffToSend {
  if (!content.trimStart().startsWith("{")) {
    if (version === undefined) throw new UserError(`${file} is an image, which has no version: --version gives it`);
    if (lowByte(version) === 0) throw new UserError(`version ${version} is a multiple of 256, which a log cannot tell`);
    return { bytes: content, version, localTime: undefined };
  }
  const found = readTariff(Buffer.from(content, "latin1").toString("utf8"), file);
  if (version !== undefined && version !== found.version)
    throw new UserError(`${file} is version ${found.version}, not ${version}`);
  return { bytes: encodeTariff(found.tariff), version: found.version, localTime: zoneParameter(found.zone) };
}

/** The local time of the timetable as an order. Throws UserError. */
function localTimeOrder({ localTime }: TariffToSend): Order {
  if (localTime === undefined) throw new UserError("--local-time takes a tariff that is JSON: an image has no zone");
  return parameter(PARAMETER_LOCAL_TIME, localTime);
}

export interface TariffOrder {
  readonly file: TariffToSend;
  readonly fromUtcSeconds: number;
  /** The meter goes by the local time of the timetable, and that at once. */
  readonly setsLocalTime: boolean;
  /** For which it may be busy. */
  readonly timeoutMs: number;
}

/** Throws UserError at its beginning. */
export function* tariffDialogue(
  who: Speaker,
  { file, fromUtcSeconds, setsLocalTime, timeoutMs }: TariffOrder,
): Dialogue<Outcome> {
  const { bytes, version } = file;
  const orders = [...(setsLocalTime ? [localTimeOrder(file)] : []), ...tariff(bytes, version, fromUtcSeconds)];
  const name = `tariff ${version}`;
  for (const order of orders) {
    const answer = yield* askUntilFree(order, timeoutMs);
    if (answer === undefined) return noAnswer(who, name, order.name, timeoutMs);
    if (answer.result !== "done") return refusal(who, name, answer);
  }
  const says = `${bytes.length} bytes, in force from ${isoStamp(fromUtcSeconds)}`;
  const data = { meter: who.meterId, order: "tariff", version, bytes: bytes.length, fromUtcSeconds };
  return done([`meter ${who.meterId}: ${name} done, ${says}`], data);
}

/** In force from `fromUtcSeconds` on. `setsLocalTime`: the meter goes by the local time of the timetable, and that at once. */
export function tariffOrder(
  session: Session,
  file: TariffToSend,
  fromUtcSeconds: number,
  setsLocalTime: boolean,
): Promise<Outcome> {
  const { timeoutMs } = session;
  const order = { file, fromUtcSeconds, setsLocalTime, timeoutMs };
  return withDesk(session, "central", (desk) => converse(desk, tariffDialogue(desk, order)));
}
