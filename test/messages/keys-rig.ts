// A processor that has a key file and a memory for its counters and nothing else, and lives through resets, power cuts and a memory that
// goes away; and its peers with the whole of tweetnacl. It looks into no counter but from outside: by what is sealed and what opens.

import assert from "node:assert/strict";
import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { counterBytes, FROM_METER, nonce, readCounter, TO_METER } from "../../bench/central/channel.ts";
import type { BoardStorage } from "../../bench/engine/board-storage.ts";
import { Random } from "../../bench/engine/random.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import type { EraseShape, ProgramShape } from "../../bench/parts/nor-array.ts";
import { openKeyFile } from "../../firmware/keys/key-file.ts";
import type { KeyFile } from "../../firmware/keys/key-file.ts";
import { openMedium, valuesState } from "../../firmware/store/store.ts";
import { openValues } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import { PART_MISSING, PART_OK } from "../../hal/part-fault.ts";
import type { Processor } from "../../hal/processor.ts";
import type { Tear } from "../store/cut.ts";
import { ArrayFlash, PowerCut } from "../store/rig.ts";
import type { FlashEvent } from "../store/rig.ts";
import { fileOf, ID, processorOn, roomOf, secretOf, storageOf } from "./key-file-rig.ts";
import type { Letters } from "./key-file-rig.ts";
import { loadKeys } from "./keys-module.ts";
import type { LentKeys } from "./lent-keys.ts";
import type { KeysModule } from "./keys-module.ts";

export const LETTERS: Letters = { 1: "a", 2: "b", 4: "d", 7: "g", 9: "i" };
const NEEDED = [1, 2, 4, 7, 9];
const SECTOR_BYTES = 4096;
const SECTORS = 4;
const COUNT = 48;
const SLOT_BYTES = 32;

let loaded: Promise<KeysModule> | undefined;
let board: KeysModule | undefined;

/** To be awaited before the first boot. */
export async function loadBoard(): Promise<KeysModule> {
  return (board = await (loaded ??= loadKeys()));
}

/** A part that may be away: it reads as nothing and takes nothing. */
export class PluggedFlash extends ArrayFlash {
  #isAway = false;
  /** It answers, but takes nothing. */
  isStuck = false;

  set isAway(away: boolean) {
    this.#isAway = away;
    this.fault = away ? PART_MISSING : PART_OK;
  }

  override read(address: number, length: number): string {
    return this.#isAway ? "" : super.read(address, length);
  }

  override program(address: number, text: string): boolean {
    return !this.#isAway && !this.isStuck && super.program(address, text);
  }

  override erase(address: number): boolean {
    return !this.#isAway && !this.isStuck && super.erase(address);
  }
}

/** What runs between two resets. */
export interface Life {
  readonly keys: LentKeys;
  readonly file: KeyFile;
  readonly counters: Values;
  readonly flash: PluggedFlash;
  readonly isOwn: boolean;
}

export class Board {
  readonly array: NorArray;
  readonly storage: BoardStorage;
  readonly processor: Processor;
  /** How often bytes were made numbers: nothing is sealed or opened without it. */
  conversions = 0;

  constructor(letters: Letters = LETTERS, slots = 16, array?: NorArray, id = ID) {
    const random = new Random(1);
    this.array = array ?? new NorArray(SECTORS * SECTOR_BYTES, () => random.uint32());
    this.storage = storageOf(fileOf(1, letters, id), roomOf(slots));
    const toBytes = (text: string): Uint8Array => {
      this.conversions++;
      return fromByteString(text);
    };
    this.processor = { ...processorOn(this.storage), toBytes };
  }

  /** `isAway`: the memory does not answer yet. */
  boot(isAway = false): Life {
    assert.ok(board);
    const flash = new PluggedFlash(this.array);
    flash.erasePolls = 2;
    flash.isAway = isAway;
    const file = openKeyFile(this.processor, NEEDED);
    assert.ok(file);
    const medium = openMedium(this.processor, flash);
    const counters = valuesState(medium, 1, 0, SECTORS * SECTOR_BYTES, SLOT_BYTES, COUNT);
    openValues(counters);
    const isOwn = board.isOwnMemory(file, counters);
    return { keys: board.lentKeys(this.processor, file, counters), file, counters, flash, isOwn };
  }

  /** What `act` does to the flash, event by event. */
  watch(life: Life, act: () => void): FlashEvent[] {
    const events: FlashEvent[] = [];
    life.flash.before = (event) => events.push(event);
    act();
    life.flash.before = undefined;
    return events;
  }

  /** Whether the supply went in `act`: at one flash event, as `tear` says of it. */
  cut(life: Life, at: number, tear: (event: FlashEvent) => Omit<Tear, "event">, act: () => void): boolean {
    let index = 0;
    life.flash.before = (event) => {
      if (index++ !== at) return;
      const { byte, shape } = tear(event);
      if (event.kind === "erase") this.array.tearErase(event.address, shape as EraseShape);
      else this.array.tearProgram(event.address, event.bytes, byte, shape as ProgramShape);
      throw new PowerCut();
    };
    try {
      act();
      life.flash.before = undefined;
      return false;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      return true;
    }
  }
}

/** A plain text that begins with `text`. */
export const plainOf = (text: string): string => text.padEnd(96, "\0");

export interface Message {
  readonly plain?: string;
  readonly meterId?: string;
  readonly direction?: string;
  readonly number?: number;
  readonly letter?: string;
}

/** What a peer seals for the meter; default: an order under key 1. */
export function sealed(counter: bigint | number, message: Message = {}): string {
  const { plain = plainOf(`order ${counter}`), meterId = ID, direction = TO_METER, number = 1 } = message;
  const head = counterBytes(BigInt(counter));
  const secret = fromByteString(secretOf(message.letter ?? LETTERS[number]!));
  return head + toByteString(nacl.secretbox(fromByteString(plain), nonce(meterId, direction, number, head), secret));
}

/** What a peer reads in a message of the meter; fails where it does not open. */
export function opened(message: string, number: number, letter = LETTERS[number]!): string {
  const head = message.slice(0, 8);
  const box = fromByteString(message.slice(8));
  const plain = nacl.secretbox.open(box, nonce(ID, FROM_METER, number, head), fromByteString(secretOf(letter)));
  assert.ok(plain, `key ${number} does not open the message`);
  return toByteString(plain);
}

export const counterOf = (message: string): number => Number(readCounter(message));

/** Every nonce under which the meter ever sealed anything. */
export class Nonces {
  readonly #used = new Set<string>();

  /** Fails where `message` is not whole or its nonce was used before. */
  take(message: string, number: number, plain: string): number {
    assert.equal(message.length, 120);
    assert.equal(opened(message, number), plain);
    const one = `${number} ${message.slice(0, 8)}`;
    assert.ok(!this.#used.has(one), `key ${number} has sealed twice under ${counterOf(message)}`);
    this.#used.add(one);
    return counterOf(message);
  }

  get count(): number {
    return this.#used.size;
  }
}
