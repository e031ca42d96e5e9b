// "off", to one meter or many, and the confirmation of a request for too many at once. All of it goes through the limit of fleet.ts with
// its ledger on disk; what is in the ledger and was not sent because of a stop counts as given. And "cancel", which goes to as many as
// there are, past the limit and its ledger; where something is wrong with one meter the others get theirs.

import type { Answered } from "../central/exchange.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { Fleet } from "../central/fleet.ts";
import type { OffOutcome, SentToMany } from "../central/fleet.ts";
import { VolatileOffLedger } from "../central/off-ledger.ts";
import { OFF_RULES } from "../central/off-limit.ts";
import type { Sent } from "../central/central-system.ts";
import { UserError } from "../user-error.ts";
import { CentralDesk, withLine } from "./desk.ts";
import type { CentralEnd, Desk, Session } from "./desk.ts";
import { answered } from "./errand.ts";
import { finishKeyChanges } from "./key-order.ts";
import { chooseMeters, findMeters, openLedger, openMemory } from "./meters.ts";
import type { Meters } from "./meters.ts";
import { EXITS, outcomeOf, SendError } from "./outcome.ts";
import type { Ending, Outcome } from "./outcome.ts";
import { cancel, off } from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { KEY_CENTRAL, KEY_OFF_SWITCH } from "../key-file.ts";

type Ask = (fleet: Fleet, meterIds: readonly string[], nowMs: number) => OffOutcome;

/** One meter of a fleet, for a desk. */
export function endOf(fleet: Fleet, meterId: string): CentralEnd {
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

async function deliver(session: Session, fleet: Fleet, order: Order, meterId: string, sent: Sent): Promise<Outcome> {
  const means = (desk: Desk, answer: Answered | undefined): Outcome =>
    answered(desk, { name: order.name, to: "off-switch", order }, answer, session.timeoutMs);
  try {
    return await atDesk(session, fleet, meterId, async (desk) => means(desk, await desk.deliver(sent)));
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === undefined) throw error;
    return {
      ...outcome,
      trouble: `meter ${meterId}: ${outcome.trouble ?? ""}`,
      data: { meter: meterId, order: order.name },
    };
  }
}

/** One outcome of many: the worst of their endings. */
function together(order: Order, outcomes: readonly Outcome[]): Outcome {
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
    data: {
      order: order.name,
      meters: outcomes.map((one) => ({ outcome: one.ending, ...one.data, message: one.trouble ?? null })),
    },
  };
}

function failedOutcome(order: Order, meterId: string, error: unknown): Outcome {
  const outcome = outcomeOf(error);
  if (outcome === undefined) throw error;
  return {
    ...outcome,
    trouble: `meter ${meterId} got no ${order.name}: ${outcome.trouble ?? ""}`,
    data: { meter: meterId, order: order.name },
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
  return together(off(), await deliverAll(session, fleet, off(), outcome));
}

async function deliverAll(
  session: Session,
  fleet: Fleet,
  order: Order,
  { sent, failed }: SentToMany,
): Promise<readonly Outcome[]> {
  const delivered = [...sent].map(([meterId, one]) => deliver(session, fleet, order, meterId, one));
  return [
    ...(await Promise.all(delivered)),
    ...[...failed].map(([meterId, error]) => failedOutcome(order, meterId, error)),
  ];
}

/** Whether a change of the central system's own keys came to no end. */
function isChanging(memory: DiskMemory): boolean {
  return [KEY_CENTRAL, KEY_OFF_SWITCH].some((key) => memory.successor(key) !== undefined);
}

/** With the memories of `folders` in a fleet, and what they were left in brought to an end. */
async function withFleet(session: Session, meters: Meters, folders: Folders, ask: Ask): Promise<Outcome> {
  const ledger = openLedger(meters);
  const memories: DiskMemory[] = [];
  try {
    const fleet = new Fleet(ledger);
    for (const found of folders(ledger.requests().map(({ id, meterIds }) => [id, meterIds])))
      memories.push(join(fleet, found));
    for (const memory of memories.filter(isChanging))
      await atDesk(session, fleet, memory.meterId, (desk) => finishKeyChanges(desk, memory));
    return await carryOut(session, fleet, ask(fleet, fleet.meterIds, Date.now()));
  } finally {
    for (const memory of memories) memory.close();
    ledger.close();
  }
}

/** Of the meters that are meant, given the requests that wait: their ids and meters. */
type Folders = (requests: readonly (readonly [string, readonly string[]])[]) => ReadonlyMap<string, string>;

function chooseMany(session: Session, meters: Meters, isAll: boolean): ReadonlyMap<string, string> {
  if (isAll && session.meters.length > 0) throw new UserError("--all and --meter exclude each other");
  const chosen = isAll ? meters.folders : chooseMeters(session.keys, meters, session.meters);
  if (chosen.size > 0) return chosen;
  throw new UserError(
    `${session.keys} holds ${meters.folders.size} meters: name those to switch with --meter, or --all`,
  );
}

/** The memory of a meter, in the fleet. */
function join(fleet: Fleet, [id, folder]: readonly [string, string]): DiskMemory {
  const memory = openMemory(folder, id);
  fleet.add(memory);
  return memory;
}

export async function cancelOrder(session: Session, isAll: boolean): Promise<Outcome> {
  const chosen = chooseMany(session, findMeters(session.keys), isAll);
  const fleet = new Fleet(new VolatileOffLedger());
  const memories: DiskMemory[] = [];
  const failed = new Map<string, unknown>();
  const trying = async <T>(id: string, run: () => T | Promise<T>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      failed.set(id, error);
    }
  };
  try {
    for (const [id, folder] of chosen)
      await trying(id === "" ? folder : id, () => memories.push(join(fleet, [id, folder])));
    await Promise.all(
      memories
        .filter(isChanging)
        .map((memory) =>
          trying(memory.meterId, () =>
            atDesk(session, fleet, memory.meterId, (desk) => finishKeyChanges(desk, memory)),
          ),
        ),
    );
    const ready = fleet.meterIds.filter((id) => !failed.has(id));
    const { sent, failed: unsealed } = fleet.cancel(ready, Date.now());
    return together(
      cancel(),
      await deliverAll(session, fleet, cancel(), { sent, failed: new Map([...failed, ...unsealed]) }),
    );
  } finally {
    for (const memory of memories) memory.close();
  }
}

export function offOrder(session: Session, by: string, isAll: boolean): Promise<Outcome> {
  const meters = findMeters(session.keys);
  const chosen = chooseMany(session, meters, isAll);
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
