// What opens the central system's messages on the off-switch board: the keys as they run there, on a memory of their own that can be stuck and
// that outlives every reset; and the central system's end of the channel.

import assert from "node:assert/strict";
import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { nonce, TO_METER } from "../../bench/central/channel.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { openKeyFile } from "../../firmware/keys/key-file.ts";
import type { lendOpen } from "../../firmware/keys/keys.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { PLAIN_BYTES } from "../../firmware/messages/sealed.ts";
import { openMedium, valuesState } from "../../firmware/store/store.ts";
import { getValue, openValues } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import { fileOf, ID, processorOn, roomOf, secretOf, storageOf } from "../messages/key-file-rig.ts";
import { bundleKeys } from "../messages/keys-module.ts";
import { ArrayFlash } from "../store/rig.ts";

const KEY = 1;
const LETTER = "a";
const BYTES = 4 * 4096;
const COUNT = 20;
const SLOT_BYTES = 32;

let lend: typeof lendOpen | undefined;

/** To be awaited before the first receiver is made. */
export async function loadReceiver(): Promise<void> {
  const text = await bundleKeys(`export { lendOpen } from "./firmware/keys/keys.ts";`);
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  ({ lendOpen: lend } = (await import(url)) as { lendOpen: typeof lendOpen });
}

/** The 8 bytes of a counter below 2^32. */
export function counterBytes(counter: number): string {
  return u32(0) + u32(counter);
}

export function readCounter(message: string): number {
  return Number.parseInt(Buffer.from(message.slice(0, 8), "latin1").toString("hex"), 16);
}

/** What the central system seals. */
export function sealed(counter: number, text: string): string {
  const head = counterBytes(counter);
  const plain = fromByteString(text.padEnd(PLAIN_BYTES, "\0"));
  return head + toByteString(nacl.secretbox(plain, nonce(ID, TO_METER, KEY, head), fromByteString(secretOf(LETTER))));
}

class StuckFlash extends ArrayFlash {
  isStuck = false;

  override program(address: number, text: string): boolean {
    return !this.isStuck && super.program(address, text);
  }
}

export class Receiver {
  readonly #array = new NorArray(BYTES, () => 0);
  readonly #processor = processorOn(storageOf(fileOf(1, { [KEY]: LETTER }), roomOf(16)));
  #flash = new StuckFlash(this.#array);
  #open: (sealed: string) => string = () => "";

  boot(): void {
    assert.ok(lend);
    const file = openKeyFile(this.#processor, [KEY]);
    assert.ok(file);
    this.#flash = new StuckFlash(this.#array);
    const counters = this.#values(this.#flash);
    this.#open = lend({ processor: this.#processor, file, counters }, KEY);
  }

  set isStuck(isStuck: boolean) {
    this.#flash.isStuck = isStuck;
  }

  open(message: string): string {
    return this.#open(message);
  }

  /** The counter that a boot would find now. */
  stored(): number {
    return readCounter(getValue(this.#values(new ArrayFlash(this.#array)), KEY));
  }

  #values(flash: ArrayFlash): Values {
    const values = valuesState(openMedium(this.#processor, flash), 1, 0, BYTES, SLOT_BYTES, COUNT);
    openValues(values);
    return values;
  }
}
