// Acts of those who command a meter, done on the bench: each ends with an outcome as `hasm send` has one.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { Bench } from "../bench.ts";
import type { CentralEvent } from "../central/central-system.ts";
import type { Answered } from "../central/exchange.ts";
import * as orders from "../central/orders.ts";
import type { Dialogue } from "../send/dialogue.ts";
import { answered, noAnswer, refusal } from "../send/errand.ts";
import type { Errand, Speaker } from "../send/errand.ts";
import { readLogDialogue } from "../send/log-orders.ts";
import { readBytes } from "../send/options.ts";
import { done } from "../send/outcome.ts";
import type { Outcome } from "../send/outcome.ts";
import { tariffDialogue, tariffToSend } from "../send/tariff-order.ts";
import { makeCode, SaidLine, typedOutcome } from "../send/typed-codes.ts";
import { UserError } from "../user-error.ts";
import { portOf } from "../virtual-parts.ts";
import { ANSWER_MS, awaiting, callersOf, carry } from "./bench-callers.ts";
import type { Callers } from "./bench-callers.ts";
import { ReadEvents } from "./bench-events.ts";
import type { Deed, Role } from "./deed.ts";

/** What is in force changes at quarter hours. */
const QUARTER_S = 900;

export type Ended = (outcome: Outcome) => void;

export type OrderDeed = Extract<
  Deed,
  { kind: "errand" | "top-up" | "tariff" | "time" | "read-log" | "events" | "key" | "code" | "type" }
>;

const KINDS: ReadonlySet<Deed["kind"]> = new Set<OrderDeed["kind"]>([
  ...(["errand", "top-up", "tariff", "time", "read-log", "events", "key", "code", "type"] as const),
]);

export function isOrder(deed: Deed): deed is OrderDeed {
  return KINDS.has(deed.kind);
}

export interface BenchOrdersOptions {
  /** The path of a file that an act names. */
  readonly fileOf: (name: string) => string;
  /** 32 fresh bytes for a new key; undefined: keys are not changed here, and why. */
  readonly makeSecret: (() => string) | string;
}

function* single(who: Speaker, errand: Errand): Dialogue<Outcome> {
  return answered(who, errand, yield errand, ANSWER_MS);
}

export class BenchOrders {
  readonly #bench: Bench;
  readonly #callers: Callers;
  readonly #options: BenchOrdersOptions;
  readonly #events: ReadEvents;
  /** What the port says to the line that was typed last. */
  #typing: { readonly answer: SaidLine; readonly settle: (said: string) => void } | undefined;

  constructor(bench: Bench, options: BenchOrdersOptions) {
    this.#bench = bench;
    this.#callers = callersOf(bench);
    this.#options = options;
    this.#events = new ReadEvents(bench.keys.offSwitchLogs, ANSWER_MS);
    this.#topUpPort.onSent((bytes) => {
      this.#typing?.answer.hear(bytes);
      const said = this.#typing?.answer.said;
      if (said !== undefined) this.#typing?.settle(said);
    });
  }

  get #topUpPort() {
    return this.#bench.meter.uart(portOf(meterBoard, "topUp"));
  }

  /** Why nobody here can give this order; undefined: somebody can. */
  refusal(deed: OrderDeed): string | undefined {
    if (deed.kind === "type") return undefined;
    if (this.#bench.centralIsOff)
      return "the bench's own central system is off, and so are gateway and technician: --keys with --wires gives the meter to others";
    if (deed.kind === "key" && typeof this.#options.makeSecret === "string") return this.#options.makeSecret;
    return undefined;
  }

  /** Throws UserError, OrderError and SendError; then nothing has begun. */
  perform(deed: OrderDeed, ended: Ended): void {
    const { central } = this.#callers;
    const nowS = Math.round(this.#bench.utcMs / 1000);
    switch (deed.kind) {
      case "errand":
        this.#carry(deed.role, single(this.#callers[deed.role], deed.errand), ended);
        break;
      case "top-up":
        this.#topUp(deed, ended);
        break;
      case "tariff":
        this.#carry("central", this.#tariff(deed, nowS), ended);
        break;
      case "time": {
        const order = (deed.order === "time" ? orders.time : orders.timeStep)(deed.utcS ?? nowS);
        this.#carry("central", single(central, { name: deed.order, to: "meter", order }), ended);
        break;
      }
      case "read-log": {
        const records = { log: deed.log, from: undefined, count: deed.count };
        this.#carry(deed.role, readLogDialogue(this.#callers[deed.role], records, ANSWER_MS), ended);
        break;
      }
      case "events":
        this.#carry("central", this.#events.dialogue(central), ended);
        break;
      case "key":
        this.#changeKey(deed.number, ended);
        break;
      case "code": {
        const { code, lines } = makeCode(this.#bench.memory, deed.worth);
        this.#type(`${code}\r`, (outcome) => {
          ended({ ...outcome, lines: [...lines, ...outcome.lines] });
        });
        break;
      }
      case "type":
        this.#type(deed.typed, ended);
    }
  }

  #carry(role: Role, dialogue: Dialogue<Outcome>, ended: Ended): void {
    carry(this.#bench, this.#callers[role], dialogue, ended);
  }

  #topUp({ role, amount1e5, number }: OrderDeed & { kind: "top-up" }, ended: Ended): void {
    const its = number ?? this.#bench.memory.nextTopUpNumber();
    const errand = { name: `topup number ${its}`, to: "meter", order: orders.topUp(its, amount1e5) } as const;
    this.#carry(role, single(this.#callers[role], errand), ended);
  }

  #tariff({ file, fromS, setsLocalTime }: OrderDeed & { kind: "tariff" }, nowS: number): Dialogue<Outcome> {
    const path = this.#options.fileOf(file);
    const found = tariffToSend(readBytes(path), path, undefined);
    const order = {
      file: found,
      fromUtcSeconds: fromS ?? nowS - (nowS % QUARTER_S),
      setsLocalTime,
      timeoutMs: ANSWER_MS,
    };
    return tariffDialogue(this.#callers.central, order);
  }

  #type(typed: string, ended: Ended): void {
    if (this.#typing !== undefined) throw new UserError("what was typed before is not answered yet");
    const settle = awaiting<string>(this.#bench, (said) => {
      this.#typing = undefined;
      ended(typedOutcome(said, ANSWER_MS));
    });
    this.#typing = { answer: new SaidLine(), settle };
    this.#topUpPort.receive(typed);
  }

  /** In one or two steps: a key of the central system's own is confirmed by a message under it. */
  #changeKey(number: number, ended: Ended): void {
    const { makeSecret } = this.#options;
    const { central } = this.#callers;
    const { system } = this.#bench.central;
    if (typeof makeSecret === "string") throw new UserError(makeSecret);
    const name = `key ${number}`;
    const step = (): void => {
      this.#bench.central.transmit(system.changeKey(number, makeSecret, this.#bench.utcMs));
      central.await<"agreed" | "taken" | Answered>(
        (event) => keyStep(event, number),
        (found) => {
          if (found === "taken") step();
          else if (found === "agreed") ended(done([`meter ${central.meterId}: ${name} changed`]));
          else ended(found === undefined ? noAnswer(central, name, "key", ANSWER_MS) : refusal(central, name, found));
        },
      );
    };
    step();
  }
}

function keyStep(event: CentralEvent, number: number): "agreed" | "taken" | Answered | undefined {
  if (event.kind === "key-agreed" && event.key === number) return "agreed";
  if (event.kind === "key-taken" && event.key === number) return "taken";
  return event.kind === "answer" && event.order === "key" && event.result !== "done" ? event : undefined;
}
