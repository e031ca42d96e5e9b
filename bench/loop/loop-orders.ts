// Orders to a real meter, each over the wire to its port: what `hasm send` does, in the acts of a script. Each ends with an outcome.

import * as orders from "../central/orders.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { converse } from "../send/dialogue.ts";
import { demandSettledKey, PEERS } from "../send/desk.ts";
import type { Desk } from "../send/desk.ts";
import { answered } from "../send/errand.ts";
import type { Errand } from "../send/errand.ts";
import { takeEvents } from "../send/event-orders.ts";
import { changedKey } from "../send/key-change-order.ts";
import { until } from "../send/line.ts";
import type { SetAlarm } from "../send/line.ts";
import { readLogDialogue } from "../send/log-orders.ts";
import { readBytes } from "../send/options.ts";
import type { Outcome } from "../send/outcome.ts";
import { tariffDialogue, tariffToSend } from "../send/tariff-order.ts";
import { makeCode, SaidLine, typedOutcome } from "../send/typed-codes.ts";
import { UserError } from "../user-error.ts";
import type { OrderDeed } from "../script/bench-orders.ts";
import type { Role } from "../script/deed.ts";
import { Turns } from "./callers.ts";
import type { LoopCentral, peersOf } from "./callers.ts";
import type { LoopPort } from "./ports.ts";

/** What is in force changes at quarter hours. */
const QUARTER_S = 900;
const MOST_EVENTS = 10_000;

const PORTS: Readonly<Record<Role, LoopPort>> = { central: "wan", gateway: "top-up", technician: "maintenance" };

/** Over which port it goes. */
export function portFor(deed: OrderDeed): LoopPort {
  if (deed.kind === "code" || deed.kind === "type") return "top-up";
  return PORTS["role" in deed ? deed.role : "central"];
}

export interface LoopMeter {
  readonly folder: string;
  readonly memory: DiskMemory;
  /** Undefined: no wire to the WAN. */
  readonly central: LoopCentral | undefined;
  readonly peers: ReturnType<typeof peersOf>;
  readonly timeoutMs: number;
  readonly setAlarm: SetAlarm;
  /** Under whose name the switch is ordered off. */
  readonly by: string;
}

export interface OrderContext {
  /** The path of a file that an act names. */
  readonly fileOf: (name: string) => string;
  readonly nowS: number;
  /** What has to be added to the moments of the script. */
  readonly shiftS: number;
  /** What has to be added to the versions of its tariffs. */
  readonly raiseTariffs: number;
}

export class LoopOrders {
  readonly #meter: LoopMeter;
  readonly #turns: Readonly<Record<LoopPort, Turns>> = {
    wan: new Turns(),
    "top-up": new Turns(),
    maintenance: new Turns(),
    han: new Turns(),
  };

  constructor(meter: LoopMeter) {
    this.#meter = meter;
  }

  /** In its turn at its port. Throws UserError, OrderError, SendError and what the memory throws. */
  perform(deed: OrderDeed, context: OrderContext): Promise<Outcome> {
    return this.#turns[portFor(deed)].take(() => this.#perform(deed, context));
  }

  /** As the central system, in a turn that the caller has. */
  ask(errand: Errand): Promise<Outcome> {
    return this.#give("central", errand);
  }

  /** Runs what asks at the WAN by itself. */
  inTurn<T>(run: () => Promise<T>): Promise<T> {
    return this.#turns.wan.take(run);
  }

  #perform(deed: OrderDeed, context: OrderContext): Promise<Outcome> {
    const { nowS, shiftS } = context;
    const { folder, memory, timeoutMs } = this.#meter;
    switch (deed.kind) {
      case "errand":
        return deed.errand.order.name === "off" ? this.#off(deed.errand) : this.#give(deed.role, deed.errand);
      case "top-up": {
        const number = deed.number ?? memory.nextTopUpNumber();
        const order = orders.topUp(number, deed.amount1e5);
        return this.#give(deed.role, { name: `topup number ${number}`, to: "meter", order });
      }
      case "tariff":
        return this.#tariff(deed, context);
      case "time": {
        const moment = deed.utcS === undefined ? Math.round(nowS) : deed.utcS + shiftS;
        const order = (deed.order === "time" ? orders.time : orders.timeStep)(moment);
        return this.#give("central", { name: deed.order, to: "meter", order });
      }
      case "read-log": {
        const desk = this.#desk(deed.role);
        return converse(desk, readLogDialogue(desk, { log: deed.log, from: undefined, count: deed.count }, timeoutMs));
      }
      case "events":
        return takeEvents(this.#central.desk, folder, timeoutMs, MOST_EVENTS);
      case "key":
        return changedKey(this.#central.desk, memory, folder, { number: deed.number, tries: 1, timeoutMs });
      case "code":
        return this.#code(deed);
      case "type":
        return this.#type(deed.typed);
    }
  }

  get #central(): LoopCentral {
    const { central } = this.#meter;
    if (central === undefined) throw new UserError("there is no wire to the WAN port");
    return central;
  }

  #desk(role: Role): Desk {
    if (role === "central") return this.#central.desk;
    const { memory, peers } = this.#meter;
    const desk = peers[role];
    if (desk === undefined) throw new UserError(`there is no wire to the ${PORTS[role]} port`);
    demandSettledKey(memory, PEERS[role].key);
    return desk;
  }

  async #give(role: Role, errand: Errand): Promise<Outcome> {
    const desk = this.#desk(role);
    return answered(desk, errand, await desk.ask(errand.to, errand.order), this.#meter.timeoutMs);
  }

  /** Through the limit on "off" and its ledger, as all of them. */
  async #off(errand: Errand): Promise<Outcome> {
    const { by, timeoutMs } = this.#meter;
    const { fleet, desk } = this.#central;
    const outcome = fleet.requestOff([desk.meterId], by, Date.now());
    if (outcome.kind === "refused") throw new UserError(outcome.text);
    if (outcome.kind === "to-confirm")
      throw new UserError(
        `too many were switched off within the hour: somebody else confirms it, hasm send confirm ${outcome.request.id} --by NAME`,
      );
    const failed = outcome.failed.get(desk.meterId);
    if (failed !== undefined) throw failed instanceof Error ? failed : new TypeError("no error was thrown");
    return answered(desk, errand, await desk.deliver(outcome.sent.get(desk.meterId)!), timeoutMs);
  }

  #tariff(
    { file, fromS, setsLocalTime }: OrderDeed & { kind: "tariff" },
    { fileOf, nowS, shiftS, raiseTariffs }: OrderContext,
  ): Promise<Outcome> {
    const path = fileOf(file);
    const quarterS = Math.floor(nowS / QUARTER_S) * QUARTER_S;
    const { desk } = this.#central;
    const found = tariffToSend(readBytes(path), path, undefined);
    const order = {
      file: { ...found, version: found.version + raiseTariffs },
      fromUtcSeconds: fromS === undefined ? quarterS : fromS + shiftS,
      setsLocalTime,
      timeoutMs: this.#meter.timeoutMs,
    };
    return converse(desk, tariffDialogue(desk, order));
  }

  async #code({ worth }: OrderDeed & { kind: "code" }): Promise<Outcome> {
    const { code, lines } = makeCode(this.#meter.memory, worth);
    const outcome = await this.#type(`${code}\r`);
    return { ...outcome, lines: [...lines, ...outcome.lines] };
  }

  async #type(typed: string): Promise<Outcome> {
    const { peers, timeoutMs, setAlarm } = this.#meter;
    if (peers.topUpLine === undefined) throw new UserError("there is no wire to the top-up port");
    const said = new SaidLine();
    peers.topUpLine.send(typed);
    const hear = (bytes: string): void => {
      said.hear(bytes);
    };
    return typedOutcome(await until(peers.topUpLine, timeoutMs, hear, () => said.said, setAlarm), timeoutMs);
  }
}
