// What can be heard at the ports of a bench and seen at its relay while an attack runs. There is one pair of ears for a bench, for nobody can
// be taken off a wire again; between attacks they keep nothing but the latest report of the off-switch processor.

import type { Bench } from "../bench.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { isSwitchState } from "../../firmware/messages/switch-state.ts";
import { FrameReceiver } from "../frame-receiver.ts";
import { portOf } from "../virtual-parts.ts";

export interface Heard {
  /** Second of the run. */
  readonly second: number;
  readonly direction: "in" | "out";
  /** Route and sealed message. */
  readonly payload: string;
  /** Whether the attack put it there. */
  readonly isOwn: boolean;
}

export interface Move {
  readonly second: number;
  readonly closed: boolean;
}

/** So much is kept of each: an attack hears less. */
const MOST = 5000;
const MOST_TEXT = 20_000;

const OF: WeakMap<Bench, Ears> = new WeakMap();

export class Ears {
  wan: Heard[] = [];
  moves: Move[] = [];
  telegrams: string[] = [];
  /** What the meter said at the port where codes are typed, and the payloads at that of the technician. */
  topUp = "";
  maintenance: string[] = [];
  /** The latest report of the off-switch processor as it leaves it, whatever the wire then does; "" before the first. */
  switchReport: string;
  isListening = false;
  /** Whether what goes onto the WAN now is the attack's. */
  isOwn = false;
  readonly #bench: Bench;

  private constructor(bench: Bench) {
    this.#bench = bench;
    this.switchReport = bench.switchReport;
    this.#hearWan();
    this.#hearPorts();
    bench.offSwitchParts.relay.onMove((closed, timeUs) => {
      if (this.isListening) this.moves.push({ second: timeUs / 1e6, closed });
    });
    bench.onTelegram.push((telegram) => {
      if (this.isListening && this.telegrams.length < MOST) this.telegrams.push(telegram);
    });
  }

  static of(bench: Bench): Ears {
    let ears = OF.get(bench);
    if (ears === undefined) OF.set(bench, (ears = new Ears(bench)));
    return ears;
  }

  /** Forgets all that was heard, and listens from now on. */
  begin(): void {
    this.wan = [];
    this.moves = [];
    this.telegrams = [];
    this.topUp = "";
    this.maintenance = [];
    this.isListening = true;
  }

  end(): void {
    this.isListening = false;
  }

  /** Payloads of a route that passed on the WAN. */
  passed(direction: Heard["direction"], route: string): Heard[] {
    return this.wan.filter((one) => one.direction === direction && one.payload.startsWith(route));
  }

  #hearWan(): void {
    const ear = (direction: Heard["direction"]): FrameReceiver =>
      new FrameReceiver((payload) => {
        const { isListening, isOwn, wan } = this;
        if (isListening && wan.length < MOST)
          wan.push({ second: this.#bench.elapsedS, direction, payload, isOwn: isOwn && direction === "in" });
      });
    const ears = { in: ear("in"), out: ear("out") };
    this.#bench.onWan((direction, bytes) => {
      ears[direction].receive(bytes);
    });
  }

  #hearPorts(): void {
    const { meter, offSwitch } = this.#bench;
    meter.uart(portOf(meterBoard, "topUp")).onSent((bytes) => {
      if (this.isListening) this.topUp = (this.topUp + bytes).slice(-MOST_TEXT);
    });
    const technician = new FrameReceiver((payload) => {
      if (this.isListening && this.maintenance.length < MOST) this.maintenance.push(payload);
    });
    meter.uart(portOf(meterBoard, "maintenance")).onSent((bytes) => {
      technician.receive(bytes);
    });
    const link = new FrameReceiver((payload) => {
      if (isSwitchState(payload)) this.switchReport = payload;
    });
    offSwitch.uart(portOf(offSwitchBoard, "link")).onSent((bytes) => {
      link.receive(bytes);
    });
  }
}
