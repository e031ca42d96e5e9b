// Random walks of the off-switch partition: everything that the model lets happen happens, in every order, often in the middle of something else.

import { Random } from "../../bench/engine/random.ts";
import { encodeLocal, encodeSwitchWish } from "../../firmware/messages/local.ts";
import * as command from "../../firmware/messages/command.ts";
import { REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import * as rules from "../../firmware/off-switch/switch.ts";
import { wishClasses } from "../../verify/rules.ts";
import * as token from "../../verify/tokens.ts";
import { Partition } from "./partition.ts";
import type { Security } from "./partition.ts";
import { sealed } from "./receiver.ts";

const WISHES = wishClasses(rules);
const OBEYABLE = [0, 2, 2, 4, 6, 8, 10, 12, 14];

/** Waits are as short as the model's: at most two seconds. */
function policyOf(random: Random): string {
  const moves = random.below(6) === 0 ? 4 : 65_535;
  const restSeconds = random.below(3) === 0 ? 1 + random.below(2) : 0;
  return encodePolicy(random.below(3), restSeconds, moves, [0, 1, 2, 2][random.below(4)]!);
}

function begin(security: Security, random: Random): Partition {
  const isClosed = random.below(2) === 0;
  const state = new Uint32Array(rules.FIELDS);
  state[rules.CLOSED] = isClosed ? 1 : 0;
  state[rules.REASONS] = isClosed ? 0 : REASON_REMOTE;
  const contact = random.below(5) === 0 ? !isClosed : isClosed;
  const isCut = random.below(8) === 0;
  return new Partition(security, random, { state: rules.encodeState(state), policy: policyOf(random), contact, isCut });
}

interface Order {
  readonly text: string;
  readonly seen: number;
  readonly isAnswered: boolean;
}

const DIRECT = [command.ORDER_OFF, command.ORDER_ON, command.ORDER_CANCEL];
const ON = 1;

function orderOf(random: Random, kind: number): Order {
  const fresh = (number: number): number => token.COMMAND + 16 * number;
  if (kind < 6) {
    const event = kind % 3;
    return { text: command.encodeCommand(DIRECT[event]!, ""), seen: fresh(event), isAnswered: true };
  }
  if (kind < 8) {
    const obeyed = OBEYABLE[random.below(OBEYABLE.length)]!;
    const text = command.encodeCommand(command.ORDER_OBEY, String.fromCharCode(obeyed));
    return { text, seen: fresh(token.OBEY) + obeyed, isAnswered: true };
  }
  const others = [
    command.encodeCommand(command.ORDER_POLICY, encodePolicy(random.below(3), random.below(3), 65_535, 60)),
    command.encodeCommand(command.ORDER_OBEY, "\x01"),
    command.encodeCommand(command.ORDER_QUERY, ""),
    command.encodeCommand(command.ORDER_COVER, ""),
    command.encodeCommand(command.ORDER_KEY, "\x04" + "k".repeat(32)),
    command.encodeCommand(command.ORDER_LOG_STORED, "\0\0\0\x01"),
    command.encodeCommand(command.ORDER_READ_LOG, "\x01\0\0\0\x01\0"),
    random.byteString(96),
  ];
  return { text: others[random.below(others.length)]!, seen: fresh(token.OTHER), isAnswered: false };
}

class Walk {
  readonly #random: Random;
  readonly #partition: Partition;
  readonly #sent: { readonly counter: number; readonly message: string; readonly order: Order }[] = [];

  constructor(security: Security, seed: number) {
    this.#random = new Random(seed);
    this.#partition = begin(security, this.#random);
  }

  get row(): readonly number[] {
    return this.#partition.row;
  }

  /** At which effect the supply goes, if it does. */
  #left(): number {
    return this.#random.below(8) === 0 ? this.#random.below(6) : -1;
  }

  #order(kind = this.#random.below(10)): void {
    const random = this.#random;
    const count = this.#sent.length;
    if (count > 0 && random.below(3) === 0) {
      const { counter, message, order } = this.#sent[random.below(count)]!;
      this.#partition.deliver(message, counter, order.seen, order.isAnswered, this.#left());
      return;
    }
    const order = orderOf(random, kind);
    const counter = count + 1;
    const message = sealed(counter, order.text);
    this.#sent.push({ counter, message, order });
    if (random.below(5) > 0) this.#partition.deliver(message, counter, order.seen, order.isAnswered, this.#left());
  }

  #button(): void {
    const heldTenths = [5, 19, 20, 50, 60, 100, 101, 255][this.#random.below(8)]!;
    const isProper = heldTenths >= 20 && heldTenths <= 100;
    if (this.#random.below(8) > 0) this.#partition.press("\x01", token.DOWN);
    if (this.#random.below(6) === 0) this.step();
    const seen = token.UP + (isProper ? 1 : 0);
    if (this.#random.below(8) > 0) this.#partition.press("\0" + String.fromCharCode(heldTenths), seen, this.#left());
  }

  step(): void {
    const random = this.#random;
    const what = random.below(22);
    if (what < 8) this.#partition.tick(this.#left());
    else if (what < 13) this.#order();
    else if (what < 16) {
      const wish = [0, 2, 4, 6, 8, 14, random.below(256)][random.below(7)]!;
      this.#partition.hear(encodeLocal(encodeSwitchWish(wish, random.below(2) === 0), 0), WISHES[wish]!);
    } else if (what < 18) this.#button();
    else if (what < 21) {
      this.#order(ON);
      this.#button();
    } else if (random.below(4) > 0) this.#partition.reset();
    else for (let ticks = 0; ticks < 60; ticks++) this.#partition.tick();
  }
}

/** Each walk as its row of tokens. To be called once `loadReceiver` is done. */
export function walks(security: Security, count: number, steps: number): (readonly number[])[] {
  return Array.from({ length: count }, (_, seed) => {
    const walk = new Walk(security, seed + 1);
    for (let step = 0; step < steps; step++) walk.step();
    return walk.row;
  });
}
