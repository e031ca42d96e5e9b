// What stands at the meter's ports: the central system, the technician, the gateway that sells top-ups, somebody who types, the off-switch board,
// a gas meter and a reader at the HAN port. Each says what it has to say when it is told to; only the gas meter and the off-switch board do
// something by themselves. The off-switch board is a script: its reports in clear and its events, but no answer to what is sealed for it.

import { toByteString } from "../../bench/byte-string.ts";
import { CentralLine } from "../../bench/central-line.ts";
import { Gateway } from "../../bench/central/gateway.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import * as orders from "../../bench/central/orders.ts";
import type { Order } from "../../bench/central/orders.ts";
import { Technician } from "../../bench/central/technician.ts";
import { FrameReceiver, frame } from "../../bench/frame-receiver.ts";
import { DEFAULT_IDENTITY, MBUS_BAUD, MbusMeter, secondaryAddress } from "../../bench/parts/mbus-meter.ts";
import { TelegramReader } from "../../bench/telegram-reader.ts";
import { encodeEvent } from "../../firmware/messages/local.ts";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import { PARAMETER_OTHER_UTILITY } from "../../firmware/messages/parameters.ts";
import { SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { CONNECTED, encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { dsmr } from "../dsmr.ts";
import { KEYS, START_S, usartOf } from "./rig.ts";
import type { Rig } from "./rig.ts";

const MOST_LITRES_AN_HOUR = 6000;
const EVENT_PAYLOAD = "0123456789";

export class Neighbours {
  readonly central: CentralLine;
  readonly technician = new Technician(volatileMemory(KEYS));
  readonly gateway = new Gateway(volatileMemory(KEYS));
  readonly gas: MbusMeter;
  readonly han: TelegramReader;
  /** Telegrams that the foreign reader took. */
  accepted = 0;
  /** What it said of the others. */
  readonly refusals: string[] = [];
  /** Lines that the meter wrote to whoever types. */
  linesAnswered = 0;
  /** Sealed commands that reached the off-switch board. */
  reachedSwitch = 0;
  /** Noise on the link that looks like a sealed answer: the meter holds no key for it and passes it on, and the central system refuses it. */
  noiseToCentral = 0;
  readonly #rig: Rig;
  readonly #linkNoise = new FrameReceiver((payload) => {
    if (payload.length === SEALED_BYTES) this.noiseToCentral++;
  });
  #presses = 0;
  #events = 0;
  /** Number of the last event that the meter has stored, as it says. */
  eventsStored = 0;

  constructor(rig: Rig) {
    this.#rig = rig;
    const { board } = rig;
    this.central = new CentralLine(
      volatileMemory(KEYS),
      () => this.nowMs,
      (bytes) => board.send(usartOf("wan"), bytes),
    );
    this.han = new TelegramReader((telegram) => this.#judge(telegram));
    const link = new FrameReceiver((payload) => {
      if (payload.length === SEALED_BYTES) this.reachedSwitch++;
      else if (payload.startsWith("l")) this.eventsStored = Buffer.from(payload.slice(3), "latin1").readUInt32BE();
    });
    const hears = (device: string, take: (bytes: string) => void): void => {
      board.onBytes(usartOf(device), (bytes) => take(toByteString(bytes)));
    };
    hears("wan", (bytes) => this.central.receive(bytes));
    hears("han", (bytes) => this.han.receive(bytes));
    hears("link", (bytes) => link.receive(bytes));
    hears("maintenance", (bytes) => this.technician.receive(bytes));
    hears("topUp", (bytes) => {
      this.gateway.receive(bytes);
      // Sealed bytes are never a line: they stand in frames.
      this.linesAnswered += bytes.split("\r\n").length - 1;
    });
    this.gas = this.#gasMeter();
  }

  get nowMs(): number {
    return START_S * 1000 + this.#rig.board.nowUs / 1000;
  }

  #judge(telegram: string): void {
    try {
      dsmr.parse(telegram);
      this.accepted++;
    } catch (error) {
      this.refusals.push(String(error));
    }
  }

  #gasMeter(): MbusMeter {
    const { board } = this.#rig;
    const clock = {
      get nowUs() {
        return board.nowUs;
      },
      at: (timeUs: number, run: () => void) => {
        board.at(timeUs, run);
        return {} as never;
      },
      cancel: () => undefined,
    };
    return new MbusMeter(clock, {
      name: "other utility",
      baud: MBUS_BAUD,
      onSent: (observe) => {
        this.#rig.onOtherUtility = (bytes) => observe(bytes, board.nowUs);
      },
      receive: (bytes) => {
        board.send(usartOf("other-utility"), `m${Buffer.from(bytes, "latin1").toString("hex").toUpperCase()};`);
      },
    });
  }

  order(order: Order): void {
    this.central.order("meter", order);
  }

  /** The gas meter counts from now on. */
  bindGas(): void {
    this.order(
      orders.parameter(PARAMETER_OTHER_UTILITY, secondaryAddress(DEFAULT_IDENTITY) + u16(MOST_LITRES_AN_HOUR)),
    );
  }

  technicianAsks(order: Order): void {
    this.#rig.board.send(usartOf("maintenance"), this.technician.command(order, this.nowMs).frame);
  }

  gatewaySells(): void {
    this.#rig.board.send(usartOf("topUp"), this.gateway.sell(100_000, this.nowMs).frame);
  }

  type(line: string): void {
    this.#rig.board.send(usartOf("topUp"), `${line}\r`);
  }

  /** The off-switch board says how it is. */
  switchReports(): void {
    const state = encodeSwitchState(CONNECTED, 0, 0, 0, 0, 0, 0, 0, this.#presses & 255, 0);
    this.#rig.board.send(usartOf("link"), frame(state));
  }

  /** Its button is pressed, shortly: the display turns its page. */
  press(): void {
    this.#presses++;
    this.switchReports();
  }

  /** It has an event for its log on the meter board. */
  switchEvent(): void {
    this.#events++;
    const record = "L" + String.fromCharCode(EVENT_PAYLOAD.length) + u32(this.#events) + EVENT_PAYLOAD;
    this.#rig.board.send(usartOf("link"), frame(encodeEvent(record)));
  }

  get events(): number {
    return this.#events;
  }

  noise(device: string, bytes: string): void {
    if (device === "link") this.#linkNoise.receive(bytes);
    this.#rig.board.send(usartOf(device), bytes);
  }
}
