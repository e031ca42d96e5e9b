// Somebody who commands a meter over a wire and waits for its answers: the central system at the WAN, or the top-up gateway or the
// technician at a port of their own. Nothing is sent again here by itself.

import { CentralSystem } from "../central/central-system.ts";
import type { CentralEvent, Sent } from "../central/central-system.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import type { Answered } from "../central/exchange.ts";
import type { ChannelMemory } from "../central/memory.ts";
import { Gateway } from "../central/gateway.ts";
import type { Processor } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import type { Peer } from "../central/peer.ts";
import { REFUSAL_SAYS } from "../central/refusals.ts";
import type { Figures, Refusal } from "../central/refusals.ts";
import { Technician } from "../central/technician.ts";
import { KEY_MAINTENANCE, KEY_TOP_UP } from "../key-file.ts";
import type { PortName, WireName } from "./address.ts";
import { openLine, setWallAlarm, until } from "./line.ts";
import type { Line, Place, SetAlarm } from "./line.ts";
import { chooseMeter, findMeters, openMemory } from "./meters.ts";
import { SendError } from "./outcome.ts";

/** What the person at the command line asked for, whatever the order. */
export interface Session {
  readonly keys: string;
  readonly meters: readonly string[];
  readonly place: Place;
  readonly timeoutMs: number;
}

export type Role = "central" | "gateway" | "technician";

export interface Desk {
  readonly meterId: string;
  /** Undefined where no answer came in time. Throws OrderError and SendError. */
  ask(to: Processor, order: Order): Promise<Answered | undefined>;
  pause(ms: number): Promise<void>;
  /** What came that was not believed, with whom to blame; "" where there was nothing. */
  doubts(): string;
}

/** What was not believed, with whom to blame, for the end of a sentence; "" where there was nothing. */
export function doubtsOf({ refused, rejected }: Figures): string {
  if (rejected === 0) return "";
  const kinds = (Object.keys(REFUSAL_SAYS) as Refusal[]).filter((why) => refused[why] > 0);
  return `; not believed: ${kinds.map((why) => `${REFUSAL_SAYS[why]} (${refused[why]} times)`).join(", ")}`;
}

function pause(ms: number, setAlarm: SetAlarm): Promise<void> {
  return new Promise((resolve) => setAlarm(ms, resolve));
}

/** A central system, alone or in a fleet. */
export interface CentralEnd {
  readonly meterId: string;
  readonly figures: Figures;
  command(to: Processor, order: Order, nowMs: number): Sent;
  receive(bytes: string): void;
  takeEvents(): readonly CentralEvent[];
  changeKey: CentralSystem["changeKey"];
}

export class CentralDesk implements Desk {
  readonly end: CentralEnd;
  readonly #line: Line;
  readonly #timeoutMs: number;
  readonly #setAlarm: SetAlarm;
  /** Nobody has picked them yet. */
  #events: CentralEvent[] = [];

  constructor(end: CentralEnd, line: Line, timeoutMs: number, setAlarm = setWallAlarm) {
    this.end = end;
    this.#line = line;
    this.#timeoutMs = timeoutMs;
    this.#setAlarm = setAlarm;
  }

  get meterId(): string {
    return this.end.meterId;
  }

  ask(to: Processor, order: Order): Promise<Answered | undefined> {
    return this.deliver(this.end.command(to, order, Date.now()));
  }

  deliver(sent: Sent): Promise<Answered | undefined> {
    this.transmit(sent);
    const { to, counter } = sent.asked;
    return this.await((event) =>
      event.kind === "answer" && event.to === to && event.counter === counter ? event : undefined,
    );
  }

  transmit({ frames }: Sent): void {
    this.#line.send(frames.join(""));
  }

  /** The first that `pick` makes of an event; undefined where none came in time. */
  await<T>(pick: (event: CentralEvent) => T | undefined): Promise<T | undefined> {
    const look = (): T | undefined => {
      this.#events.push(...this.end.takeEvents());
      for (let event = this.#events.shift(); event; event = this.#events.shift()) {
        const found = pick(event);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const hear = (bytes: string): void => {
      this.end.receive(bytes);
    };
    return until(this.#line, this.#timeoutMs, hear, look, this.#setAlarm);
  }

  pause(ms: number): Promise<void> {
    return pause(ms, this.#setAlarm);
  }

  doubts(): string {
    return doubtsOf(this.end.figures);
  }
}

/** The top-up gateway or the technician at a port of their own. */
export class PeerDesk implements Desk {
  readonly meterId: string;
  readonly #peer: Peer;
  readonly #line: Line;
  readonly #timeoutMs: number;
  readonly #setAlarm: SetAlarm;

  constructor(meterId: string, peer: Peer, line: Line, timeoutMs: number, setAlarm = setWallAlarm) {
    this.meterId = meterId;
    this.#peer = peer;
    this.#line = line;
    this.#timeoutMs = timeoutMs;
    this.#setAlarm = setAlarm;
  }

  ask(_to: Processor, order: Order): Promise<Answered | undefined> {
    const { frame, asked } = this.#peer.command(order, Date.now());
    this.#line.send(frame);
    const hear = (bytes: string): void => {
      this.#peer.receive(bytes);
    };
    const look = (): Answered | undefined => this.#peer.takeAnswers().find(({ counter }) => counter === asked.counter);
    return until(this.#line, this.#timeoutMs, hear, look, this.#setAlarm);
  }

  pause(ms: number): Promise<void> {
    return pause(ms, this.#setAlarm);
  }

  doubts(): string {
    return doubtsOf(this.#peer.figures);
  }
}

const WIRES: Readonly<Record<Role, WireName>> = { central: "wan", gateway: "top-up", technician: "maintenance" };
export const PEERS = {
  gateway: { key: KEY_TOP_UP, make: (memory: DiskMemory): Peer => new Gateway(memory) },
  technician: { key: KEY_MAINTENANCE, make: (memory: DiskMemory): Peer => new Technician(memory) },
} as const;

/** Runs `run` with the memory of the one meter that is meant. Throws what opening it throws. */
export async function withMemory<T>(
  session: Session,
  run: (memory: DiskMemory, folder: string) => T | Promise<T>,
): Promise<T> {
  const [id, folder] = chooseMeter(session.keys, findMeters(session.keys), session.meters);
  const memory = openMemory(folder, id);
  try {
    return await run(memory, folder);
  } finally {
    memory.close();
  }
}

/** What a peer or a vendor would use may not be the meter's key any more. Throws SendError. */
export function demandSettledKey(memory: ChannelMemory, key: number): void {
  if (memory.successor(key) === undefined) return;
  throw new SendError("unusable", `a change of key ${key} is under way: bring it to its end with hasm send key ${key}`);
}

/** Runs `run` with a wire to the meter. */
export async function withLine<T>(
  { place }: Session,
  name: PortName,
  meterId: string,
  run: (line: Line) => Promise<T>,
): Promise<T> {
  const line = await openLine(place, name, meterId);
  try {
    return await run(line);
  } finally {
    line.close();
  }
}

/** Runs `run` at the WAN with a central system of one meter. */
export function withCentral<T>(
  session: Session,
  run: (desk: CentralDesk, memory: DiskMemory, folder: string) => Promise<T>,
): Promise<T> {
  return withMemory(session, (memory, folder) =>
    withLine(session, WIRES.central, memory.meterId, (line) =>
      run(new CentralDesk(new CentralSystem(memory), line, session.timeoutMs), memory, folder),
    ),
  );
}

/** The same at the port of a peer. */
export function withPeer<T>(
  session: Session,
  role: keyof typeof PEERS,
  run: (desk: Desk, memory: DiskMemory) => Promise<T>,
): Promise<T> {
  return withMemory(session, (memory) => {
    const { key, make } = PEERS[role];
    demandSettledKey(memory, key);
    return withLine(session, WIRES[role], memory.meterId, (line) =>
      run(new PeerDesk(memory.meterId, make(memory), line, session.timeoutMs), memory),
    );
  });
}
