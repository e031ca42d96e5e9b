// One UART of a virtual board: the wire side that parts and wires use, and the register side that the engine's API uses.
// Received bytes are pushed into the board's event buffer lazily, at their own times; nothing runs per byte.
// Flow control (XON/XOFF, CTS) is not modelled.

import { Burst, agree, byteTimeUs, misheard, type HeardByte, type LineFormat } from "./uart-line.ts";
import type { Clock, VirtualUart } from "./parts-api.ts";
import type { Lane, TransmitQueue } from "./transmit-queue.ts";

export const DEFAULT_FORMAT: LineFormat = { baud: 9600, bits: 8, parity: "none", stopBits: 1 };

/** Flags beside a received byte. */
export const FRAMING_ERROR = 0x100;
export const PARITY_ERROR = 0x200;

/** What a UART needs of its board. */
export interface UartHost {
  readonly clock: Clock;
  readonly transmitQueue: TransmitQueue;
  /** The processor's own time; ahead of the clock while JavaScript runs. */
  nowUs(): number;
  /** Bytes will arrive from `timeUs` on. */
  expect(timeUs: number): void;
}

interface Arrival {
  readonly burst: Burst;
  /** Set where the receiver's settings differ from the sender's. */
  heard: HeardByte[] | undefined;
  decided: boolean;
}

export class UartModel implements VirtualUart {
  readonly name: string;
  /** Settings while it is set up. */
  format: LineFormat | undefined;
  /** The receive and transmit pins lead to it. Once a pin was given it stays, as on the chip, until the pin is re-used. */
  receivePins = new Set<string>();
  transmitPins = new Set<string>();
  /** Report framing and parity errors as events. */
  reportsErrors = false;

  private readonly host: UartHost;
  private readonly lane: Lane;
  private readonly arrivals: Arrival[] = [];
  private readonly sentObservers: ((bytes: string, endUs: number) => void)[] = [];
  private readonly burstObservers: ((burst: Burst) => void)[] = [];
  private readonly heardObservers: ((bytes: string, endUs: number) => void)[] = [];
  private outgoing: Burst[] = [];
  private lineFreeUs = 0;

  constructor(name: string, host: UartHost) {
    this.name = name;
    this.host = host;
    this.lane = host.transmitQueue.lane();
  }

  get clock(): Clock {
    return this.host.clock;
  }

  get baud(): number {
    return this.format?.baud ?? 0;
  }

  onSent(observe: (bytes: string, endUs: number) => void): void {
    this.sentObservers.push(observe);
  }

  /** As `onSent`, but at the moment of writing and with the times still to come. For wires. */
  onBurst(observe: (burst: Burst) => void): void {
    this.burstObservers.push(observe);
  }

  /** Calls `observe` with the bytes that came in on the receive pin, whoever sent them and whether or not the board listens. */
  onHeard(observe: (bytes: string, endUs: number) => void): void {
    this.heardObservers.push(observe);
  }

  /** What is on its way now, so that whoever sent it can lose it. */
  receive(bytes: string, baud?: number): Burst {
    const format = this.format ?? DEFAULT_FORMAT;
    const startUs = Math.max(this.host.clock.nowUs, this.lineFreeUs);
    const burst = new Burst(bytes, startUs, baud === undefined ? format : { ...format, baud });
    this.hear(burst);
    return burst;
  }

  /** Where the next burst may start without running into the one before. */
  get receiveFreeUs(): number {
    return this.lineFreeUs;
  }

  /** Bytes will come in on the wire. */
  hear(burst: Burst): void {
    if (burst.bytes.length === 0) return;
    this.arrivals.push({ burst, heard: undefined, decided: false });
    this.lineFreeUs = burst.endUs;
    this.host.expect(Math.ceil(burst.arrivalUs(0)));
    if (this.heardObservers.length > 0) this.tell(burst);
  }

  /** Sends bytes from the processor; returns the time at which the last found a place in the queue. */
  transmit(bytes: string): number {
    const format = this.format ?? DEFAULT_FORMAT;
    return this.host.transmitQueue.write(
      this.lane,
      bytes.length,
      byteTimeUs(format),
      this.host.nowUs(),
      (from, count, startUs) => {
        if (this.transmitPins.size === 0) return;
        const whole = from === 0 && count === bytes.length;
        this.send(new Burst(whole ? bytes : bytes.slice(from, from + count), startUs, format));
      },
    );
  }

  /** When the next byte arrives; Infinity where none is on its way. */
  nextArrivalUs(): number {
    for (;;) {
      const first = this.arrivals[0];
      if (first === undefined) return Infinity;
      if (!first.decided) this.decide(first);
      const { burst, heard } = first;
      const atUs = heard === undefined ? burst.arrivalUs(burst.next) : (heard[burst.next]?.atUs ?? Infinity);
      const count = heard === undefined ? burst.bytes.length : heard.length;
      if (burst.next < count && atUs <= burst.lostAfterUs) return atUs;
      this.arrivals.shift();
    }
  }

  /** Takes the byte that `nextArrivalUs` spoke of, with the error flags; -1 where nothing listens. */
  take(): number {
    const { burst, heard } = this.arrivals[0] as Arrival;
    const index = burst.next++;
    if (this.format === undefined || this.receivePins.size === 0) return -1;
    if (heard === undefined) return burst.bytes.charCodeAt(index) & (this.format.bits === 7 ? 0x7f : 0xff);
    const { byte, framingError, parityError } = heard[index] as HeardByte;
    return byte | (framingError ? FRAMING_ERROR : 0) | (parityError ? PARITY_ERROR : 0);
  }

  /** The board lost power or was reset: what is on its way out ends here, settings and pins are gone. */
  lose(timeUs: number): void {
    for (const burst of this.outgoing) burst.lose(timeUs);
    this.outgoing = [];
    this.lane.reset();
    this.format = undefined;
    this.receivePins.clear();
    this.transmitPins.clear();
    this.reportsErrors = false;
  }

  private tell(burst: Burst): void {
    const endUs = Math.ceil(burst.endUs);
    this.host.clock.at(endUs, () => {
      const bytes = burst.intactBytes;
      if (bytes.length > 0) for (const observe of this.heardObservers) observe(bytes, endUs);
    });
  }

  private decide(arrival: Arrival): void {
    if (this.format === undefined && arrival.burst.next === 0) return;
    arrival.decided = true;
    if (this.format !== undefined && arrival.burst.next === 0 && !agree(arrival.burst.format, this.format)) {
      arrival.heard = misheard(arrival.burst, this.format);
    }
  }

  private send(burst: Burst): void {
    const { clock } = this.host;
    this.outgoing = this.outgoing.filter((earlier) => earlier.endUs > clock.nowUs);
    this.outgoing.push(burst);
    for (const observe of this.burstObservers) observe(burst);
    if (this.sentObservers.length === 0) return;
    clock.at(Math.ceil(burst.endUs), () => {
      const bytes = burst.intactBytes;
      if (bytes.length === 0) return;
      for (const observe of this.sentObservers) observe(bytes, Math.ceil(burst.endUs));
    });
  }
}
