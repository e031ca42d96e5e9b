// Those who command a real meter, each over the wire to its port, with the keys and counters of the meter's folder: as `hasm send` does, but
// for as long as the test takes. All that the meter says unasked is taken, too. At each port one waits for the other.

import type { CentralEvent } from "../central/central-system.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import type { DiskOffLedger } from "../central/disk-off-ledger.ts";
import { Fleet } from "../central/fleet.ts";
import type { FleetMeter } from "../central/fleet.ts";
import type { Peer } from "../central/peer.ts";
import type { Reading } from "../central/messages.ts";
import type { SwitchBody } from "../central/switch-messages.ts";
import { CentralDesk, PeerDesk, PEERS } from "../send/desk.ts";
import type { CentralEnd, Desk } from "../send/desk.ts";
import { endOf } from "../send/off-orders.ts";
import type { LoopClock } from "./clock.ts";
import { HeardLine } from "./ports.ts";
import type { LineMap } from "./ports.ts";

/** What the off-switch processor said last, and when. */
export interface SwitchSaid extends SwitchBody {
  readonly atMs: number;
}

/** Keeps what matters of each answer, whoever asked. */
class Notebook {
  reading: Reading | undefined;
  switchSaid: SwitchSaid | undefined;

  note(event: CentralEvent, nowMs: number): void {
    if (event.kind !== "answer") return;
    const { body } = event;
    if (body.kind === "reading") this.reading = body.reading;
    if (body.kind === "switch") this.switchSaid = { ...body, atMs: nowMs };
  }
}

/** The central system at the WAN. */
export class LoopCentral {
  readonly fleet: Fleet;
  readonly meter: FleetMeter;
  readonly desk: CentralDesk;
  readonly notebook = new Notebook();

  constructor(memory: DiskMemory, ledger: DiskOffLedger, lines: LineMap, clock: LoopClock, timeoutMs: number) {
    this.fleet = new Fleet(ledger);
    this.fleet.add(memory);
    this.meter = this.fleet.meter(memory.meterId);
    const whole = endOf(this.fleet, memory.meterId);
    const line = new HeardLine(lines.wan!, (bytes) => {
      whole.receive(bytes);
    });
    const end: CentralEnd = {
      meterId: memory.meterId,
      get figures() {
        return whole.figures;
      },
      command: (to, order, atMs) => whole.command(to, order, atMs),
      // The line has brought it already.
      receive: () => undefined,
      takeEvents: () => {
        const events = whole.takeEvents();
        for (const event of events) this.notebook.note(event, clock.nowMs());
        return events;
      },
      changeKey: (number, makeSecret, atMs) => whole.changeKey(number, makeSecret, atMs),
    };
    this.desk = new CentralDesk(end, line, timeoutMs, clock.setAlarm);
  }
}

/** One after the other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(run);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

export interface Peers {
  readonly gateway: Desk | undefined;
  readonly technician: Desk | undefined;
}

const quiet = (): void => undefined;

export function peersOf(
  memory: DiskMemory,
  lines: LineMap,
  { setAlarm }: LoopClock,
  timeoutMs: number,
): Peers & { readonly topUpLine: HeardLine | undefined } {
  const line = (name: "top-up" | "maintenance"): HeardLine | undefined => {
    const wire = lines[name];
    return wire && new HeardLine(wire, quiet);
  };
  const desk = (peer: Peer, at: HeardLine): Desk => new PeerDesk(memory.meterId, peer, at, timeoutMs, setAlarm);
  const topUpLine = line("top-up");
  const maintenance = line("maintenance");
  return {
    topUpLine,
    gateway: topUpLine && desk(PEERS.gateway.make(memory), topUpLine),
    technician: maintenance && desk(PEERS.technician.make(memory), maintenance),
  };
}
