// "off", to one meter or many, and the confirmation of a request for too many at once. All of it goes through the limit of fleet.ts with
// its ledger on disk; what is in the ledger and was not sent because of a stop counts as given.

import type { Answered } from "../central/exchange.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { Fleet } from "../central/fleet.ts";
import type { OffOutcome } from "../central/fleet.ts";
import { OFF_RULES } from "../central/off-limit.ts";
import type { Sent } from "../central/central-system.ts";
import { UserError } from "../user-error.ts";
import { CentralDesk, withLine } from "./desk.ts";
import type { CentralEnd, Desk, Session } from "./desk.ts";
import { answered } from "./give.ts";
import { finishKeyChanges } from "./key-order.ts";
import { chooseMeters, findMeters, openLedger, openMemory } from "./meters.ts";
import type { Meters } from "./meters.ts";
import { EXITS, outcomeOf, SendError } from "./outcome.ts";
import type { Ending, Outcome } from "./outcome.ts";
import { off } from "../central/orders.ts";

type Ask = (fleet: Fleet, meterIds: readonly string[], nowMs: number) => OffOutcome;

function endOf(fleet: Fleet, meterId: string): CentralEnd {
  const system = fleet.meter(meterId);
  return {
    meterId,
    get figures() {
      return system.figures;
    },
    command: (to, order, nowMs) => fleet.command(meterId, to, order, nowMs),
    receive: (bytes) => void fleet.receive(meterId, bytes),
    takeEvents: () => system.takeEvents(),
    changeKey: (number, makeSecret, nowMs) => system.changeKey(number, makeSecret, nowMs),
  };
}

function atDesk<T>(
  session: Session,
  fleet: Fleet,
  meterId: string,
  run: (desk: CentralDesk) => Promise<T>,
): Promise<T> {
  return withLine(session, "wan", meterId, (line) =>
    run(new CentralDesk(endOf(fleet, meterId), line, session.timeoutMs)),
  );
}

async function deliver(session: Session, fleet: Fleet, meterId: string, sent: Sent): Promise<Outcome> {
  const means = (desk: Desk, answer: Answered | undefined): Outcome =>
    answered(desk, { name: "off", to: "off-switch", order: off() }, answer, session.timeoutMs);
  try {
    return await atDesk(session, fleet, meterId, async (desk) => means(desk, await desk.deliver(sent)));
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === undefined) throw error;
    return {
      ...outcome,
      trouble: `meter ${meterId}: ${outcome.trouble ?? ""}`,
      data: { meter: meterId, order: "off" },
    };
  }
}

/** One outcome of many: the worst of their endings. */
function together(outcomes: readonly Outcome[]): Outcome {
  const [first] = outcomes;
  if (outcomes.length === 1 && first !== undefined) return first;
  const ending = outcomes.reduce<Ending>(
    (worst, one) => (EXITS[one.ending] > EXITS[worst] ? one.ending : worst),
    "done",
  );
  const troubles = outcomes.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble]));
  return {
    ending,
    lines: outcomes.flatMap(({ lines }) => lines),
    ...(troubles.length === 0 ? {} : { trouble: troubles.join("\n") }),
    data: { order: "off", meters: outcomes.map((one) => ({ outcome: one.ending, ...one.data })) },
  };
}

function failedOutcome(meterId: string, error: unknown): Outcome {
  const outcome = outcomeOf(error);
  if (outcome === undefined) throw error;
  return {
    ...outcome,
    trouble: `meter ${meterId} was not switched: ${outcome.trouble ?? ""}`,
    data: { meter: meterId },
  };
}

function toConfirm({ request }: OffOutcome & { kind: "to-confirm" }): Outcome {
  const { id, meterIds, by } = request;
  const minutes = OFF_RULES.confirmWithinMs / 60_000;
  const says = [
    `request ${id}: ${meterIds.length} meters off is too many for ${by} alone; nothing was sent`,
    `somebody else confirms it within ${minutes} min: hasm send confirm ${id} --by NAME`,
  ];
  return { ending: "to-confirm", lines: [], trouble: says.join("\n"), data: { order: "off", request } };
}

async function carryOut(session: Session, fleet: Fleet, outcome: OffOutcome): Promise<Outcome> {
  if (outcome.kind === "refused") throw new UserError(outcome.text);
  if (outcome.kind === "to-confirm") return toConfirm(outcome);
  const failed = [...outcome.failed].map(([meterId, error]) => failedOutcome(meterId, error));
  const sent = [...outcome.sent].map(([meterId, one]) => deliver(session, fleet, meterId, one));
  return together([...(await Promise.all(sent)), ...failed]);
}

/** With the memories of `folders` in a fleet, and what they were left in brought to an end. */
async function withFleet(session: Session, meters: Meters, folders: Folders, ask: Ask): Promise<Outcome> {
  const ledger = openLedger(meters);
  const memories: DiskMemory[] = [];
  try {
    const fleet = new Fleet(ledger);
    for (const [id, folder] of folders(ledger.requests().map(({ id, meterIds }) => [id, meterIds]))) {
      const memory = openMemory(folder, id);
      memories.push(memory);
      fleet.add(memory);
    }
    const changing = memories.filter((memory) => [1, 2].some((key) => memory.successor(key) !== undefined));
    for (const memory of changing)
      await atDesk(session, fleet, memory.meterId, (desk) => finishKeyChanges(desk, memory));
    return await carryOut(session, fleet, ask(fleet, fleet.meterIds, Date.now()));
  } finally {
    for (const memory of memories) memory.close();
    ledger.close();
  }
}

/** Of the meters that are meant, given the requests that wait: their ids and meters. */
type Folders = (requests: readonly (readonly [string, readonly string[]])[]) => ReadonlyMap<string, string>;

export function offOrder(session: Session, by: string, isAll: boolean): Promise<Outcome> {
  const meters = findMeters(session.keys);
  if (isAll && session.meters.length > 0) throw new UserError("--all and --meter exclude each other");
  const chosen = isAll ? meters.folders : chooseMeters(session.keys, meters, session.meters);
  if (chosen.size === 0)
    throw new UserError(
      `${session.keys} holds ${meters.folders.size} meters: name those to switch with --meter, or --all`,
    );
  return withFleet(
    session,
    meters,
    () => chosen,
    (fleet, ids, nowMs) => fleet.requestOff(ids, by, nowMs),
  );
}

/** The meters of a request lie in the folder of the session, or beside it where that is a single meter's. */
export function confirmOrder(session: Session, request: string, by: string): Promise<Outcome> {
  const found = findMeters(session.keys);
  const meters = found.folders.has("") ? findMeters(found.home) : found;
  const folders: Folders = (requests) => {
    const ids = requests.find(([id]) => id === request)?.[1] ?? [];
    return new Map(
      ids.map((id) => {
        const folder = meters.folders.get(id);
        if (folder === undefined) throw new SendError("unusable", `${meters.home} no longer holds meter ${id}`);
        return [id, folder];
      }),
    );
  };
  return withFleet(session, meters, folders, (fleet, _ids, nowMs) => fleet.confirm(request, by, nowMs));
}
