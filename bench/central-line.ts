// The central system with a meter's WAN at its hand: what it makes is sent, what the meter says it hears. It keeps no time of its own and
// sends nothing again by itself.

import { CentralSystem } from "./central/central-system.ts";
import type { CentralEvent, Sent } from "./central/central-system.ts";
import type { ChannelMemory } from "./central/memory.ts";
import type { IntervalReport } from "./central/messages.ts";
import { cancel, off, on } from "./central/orders.ts";
import type { Order } from "./central/orders.ts";
import type { Processor } from "./central/order-names.ts";

const SWITCH_ORDERS = { off, on, cancel };
export type SwitchOrder = keyof typeof SWITCH_ORDERS;

export class CentralLine {
  /** What whoever else speaks to the meter under a key of the same memory goes on counting in. */
  readonly memory: ChannelMemory;
  readonly system: CentralSystem;
  /** Everything that happened, for whoever wants to look back. */
  readonly events: CentralEvent[] = [];
  readonly #listeners: ((event: CentralEvent) => void)[] = [];
  readonly #nowMs: () => number;
  readonly #send: (bytes: string) => void;

  constructor(memory: ChannelMemory, nowMs: () => number, send: (bytes: string) => void) {
    this.memory = memory;
    this.system = new CentralSystem(memory);
    this.#nowMs = nowMs;
    this.#send = send;
  }

  /** Sends a command and the cover that goes with it. */
  order(to: Processor, order: Order): Sent {
    const sent = this.system.command(to, order, this.#nowMs());
    this.transmit(sent);
    return sent;
  }

  switch(order: SwitchOrder): void {
    this.order("off-switch", SWITCH_ORDERS[order]());
  }

  /** The frame of a command to the off-switch processor, made and not sent. */
  command(order: SwitchOrder): string {
    return this.system.command("off-switch", SWITCH_ORDERS[order](), this.#nowMs()).frames[1];
  }

  /** Bytes from the meter's WAN. */
  receive(bytes: string): void {
    this.system.receive(bytes);
    const events = this.system.takeEvents();
    this.events.push(...events);
    for (const event of events) for (const listen of this.#listeners) listen(event);
  }

  /** Calls `listen` with each event as it happens. */
  onEvent(listen: (event: CentralEvent) => void): void {
    this.#listeners.push(listen);
  }

  /** Sends what the central system has made. */
  transmit({ frames }: Sent): void {
    this.#send(frames.join(""));
  }

  get reports(): readonly IntervalReport[] {
    return this.system.reports;
  }

  /** Answers and reports that were believed. */
  get accepted(): number {
    return this.system.figures.accepted;
  }

  get rejected(): number {
    return this.system.figures.rejected;
  }

  /** Stretches of the WAN that were no frame. */
  get refusedFrames(): number {
    return this.system.figures.refusedFrames;
  }
}
