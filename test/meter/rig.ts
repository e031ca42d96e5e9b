// Partitions of the meter on the store itself, below the kernel: orders go in, answers come out, the part can be away, and a reset leaves
// nothing but what its cells hold.

import assert from "node:assert/strict";
import { crc32 } from "../../bench/byte-string.ts";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import {
  ORDER_TARIFF_BEGIN,
  ORDER_TARIFF_COMMIT,
  ORDER_TARIFF_PIECE,
  ORDER_TIME,
  ORDER_TIME_STEP,
  RESULT_DONE,
} from "../../firmware/messages/meter-order.ts";
import { encodeOrder, isOrderAnswer, orderAnswerResult, orderAnswerTag } from "../../firmware/messages/order.ts";
import { computations } from "../../firmware/meter/computations.ts";
import { openImages } from "../../firmware/store/image.ts";
import type { Images } from "../../firmware/store/image.ts";
import { imageWork, lendBegin, lendCommit, lendGet, lendImage, lendPut, lendWrite } from "../../firmware/store/lend.ts";
import { openValues } from "../../firmware/store/values.ts";
import { ArrayFlash, imagesOn, registersOn, tallyOn, valuesOn } from "../store/rig.ts";

/** A part that can be away. */
export class LooseFlash extends ArrayFlash {
  away = false;
  /** Programs that it still does. */
  programsLeft = Number.POSITIVE_INFINITY;

  #answers(): boolean {
    this.fault = this.away ? 1 : 0;
    return !this.away;
  }

  override read(address: number, length: number): string {
    return this.#answers() ? super.read(address, length) : "";
  }

  override program(address: number, text: string): boolean {
    return this.#answers() && this.programsLeft-- > 0 && super.program(address, text);
  }

  override erase(address: number): boolean {
    return this.#answers() && super.erase(address);
  }

  override isErasing(): boolean {
    const erasing = super.isErasing();
    return this.#answers() && erasing;
  }
}

/** Number of the tag that the next order bears. */
let tags = 0;

/** Gives a partition an order, which it answers once, under its tag. Returns the answer. */
export function ask(
  partition: { fromCsSecurity(message: string): void },
  answers: string[],
  order: string,
  body = "",
): string {
  const before = answers.length;
  const tag = String.fromCharCode(tags++ & 255);
  partition.fromCsSecurity(encodeOrder(order, tag, body));
  const given = answers.slice(before).filter(isOrderAnswer);
  assert.equal(given.length, 1, "one answer to one order");
  assert.equal(orderAnswerTag(given[0]!), tag);
  return given[0]!;
}

/** What hangs on computations, and what it says. */
export class ComputationsRig {
  readonly array: NorArray;
  flash: LooseFlash;
  images!: Images;
  /** 0: there is none. */
  utcSeconds: number;
  clockTakes = true;
  /** Pulses that wait for their settlement. */
  pulses = 0;
  exportPulses = 0;
  spacingMs = 0;
  /** What the clamp says; -1: it cannot say. */
  milliamperes = -1;
  readonly toCs: string[] = [];
  readonly toDc: string[] = [];
  readonly toDisplay: string[] = [];
  readonly toCredit: string[] = [];
  readonly entries: string[] = [];
  partition!: ReturnType<typeof computations>;
  #store!: { registersPut: ReturnType<typeof lendPut>; parametersPut: ReturnType<typeof lendPut> };
  #restart: () => void = () => undefined;

  constructor(array: NorArray, utcSeconds: number, flash = new LooseFlash(array)) {
    this.array = array;
    this.utcSeconds = utcSeconds;
    this.flash = flash;
    this.reset(flash);
  }

  /** Power comes back: what was not stored is gone. */
  reset(flash = new LooseFlash(this.array)): void {
    this.flash = flash;
    this.pulses = 0;
    this.exportPulses = 0;
    const registers = registersOn(flash);
    const parameters = valuesOn(flash, "parameters");
    this.images = imagesOn(flash);
    const tally = tallyOn(flash);
    openValues(registers);
    openValues(tally);
    openValues(parameters);
    openImages(this.images);
    this.#store = { registersPut: lendPut(registers, 0), parametersPut: lendPut(parameters, 2) };
    this.#restart = () => {
      this.partition = computations(
        (message) => void this.toCs.push(message),
        (message) => void this.toDisplay.push(message),
        (message) => void this.toDc.push(message),
        (message) => void this.toCredit.push(message),
        () => this.pulses,
        (settled) => {
          this.pulses -= settled;
        },
        () => this.spacingMs,
        () => this.exportPulses,
        (settled) => {
          this.exportPulses -= settled;
        },
        () => 0,
        () => this.milliamperes,
        () => this.utcSeconds,
        (utcSeconds) => {
          if (this.clockTakes) this.utcSeconds = utcSeconds;
          return this.clockTakes;
        },
        (entry: string) => this.entries.push(entry) > 0,
        this.#store.registersPut,
        lendGet(registers, 0),
        lendPut(tally, 0),
        lendGet(tally, 0),
        lendGet(parameters, 2),
        lendBegin(this.images),
        lendWrite(this.images),
        lendCommit(this.images),
        lendImage(this.images),
        crc32,
      );
    };
    this.restart();
  }

  /** The partition alone starts anew. */
  restart(): void {
    this.#restart();
  }

  setParameter(number: number, value: string): void {
    assert.ok(this.#store.parametersPut(number, value));
  }

  setRegister(value: string): void {
    assert.ok(this.#store.registersPut(0, value));
  }

  /** A result of messages/command.ts. */
  order(order: string, body = ""): string {
    const answer = ask(this.partition, this.toCs, order, body);
    assert.equal(answer.length, 3);
    return orderAnswerResult(answer);
  }

  /** So many seconds. */
  run(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      if (this.utcSeconds > 0) this.utcSeconds++;
      this.partition.tick();
      imageWork([this.images]);
    }
  }

  setClock(utcSeconds: number, isStep: boolean): void {
    assert.equal(this.order(isStep ? ORDER_TIME_STEP : ORDER_TIME, u32(utcSeconds)), RESULT_DONE);
  }

  erase(): void {
    for (let calls = 0; calls < 32; calls++) imageWork([this.images]);
  }

  begin(): string {
    return this.order(ORDER_TARIFF_BEGIN);
  }

  piece(offset: number, bytes: string): string {
    return this.order(ORDER_TARIFF_PIECE, pieceBody(offset, bytes));
  }

  commit(version: number, fromUtcSeconds: number, body: string): string {
    return this.order(ORDER_TARIFF_COMMIT, commitBody(version, fromUtcSeconds, body));
  }
}

export function pieceBody(offset: number, bytes: string): string {
  return u16(offset) + String.fromCharCode(bytes.length) + bytes.padEnd(64, "\0");
}

export function commitBody(version: number, fromUtcSeconds: number, body: string): string {
  return u32(version) + u32(fromUtcSeconds) + u16(body.length) + u32(crc32(body));
}
