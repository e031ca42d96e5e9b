// W25Q32JV serial NOR flash (Winbond) as an SPI bus in mode 0 or 3 sees it, byte for byte: the instructions that a store needs, their times,
// suspension, loss of power, and plugs that are not as they should be. Its cells are nor-array.ts. It sees whole bytes only, and no clock
// rate. A read that a busy part ignores gives random bytes; one that it cannot hear finds the line pulled up.

import type { SpiDevice } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";
import { NorArray } from "./nor-array.ts";
import { W25qCore } from "./w25q-core.ts";
import type { Tear } from "./w25q-core.ts";
import { instructionSet, RESET, RESET_ENABLE } from "./w25q-instructions.ts";
import type { Instruction } from "./w25q-instructions.ts";
import { W25Q_TIMES } from "./w25q-times.ts";
import { PAGE_BYTES } from "../../hal/nor-flash.ts";

export const W25Q32_JEDEC_ID = 0xef4016;
export const W25Q32_BYTES = 0x40_0000;

/**
 * How the part sits on its bus. "missing": nobody there, the line is pulled up. "miso-low", "miso-floating": the part hears all and cannot
 * answer. "mosi-open": it hears ones only. "always-busy": BUSY stays set. "write-protected": all is protected and the registers are locked.
 * Another part in its place: set `jedecId`.
 */
export type W25qPlug =
  "good" | "missing" | "miso-low" | "miso-floating" | "mosi-open" | "always-busy" | "write-protected";

export interface W25qOptions {
  readonly random: Random;
  /** Default: 4 MiB, erased. */
  readonly array?: NorArray;
  /** Default: typical. */
  readonly timing?: keyof typeof W25Q_TIMES;
  /** Manufacturer, type and capacity as 9Fh gives them. Default: EF4016h. */
  readonly jedecId?: number;
}

/** What becomes of the instruction under way: "undefined" is ignored, and answers anything. */
type Verdict = "accepted" | "ignored" | "undefined";

export class W25q implements SpiDevice {
  readonly array: NorArray;
  jedecId: number;
  /** Transactions of at least a byte that reached the part, understood or not. */
  transactions = 0;
  /** Called once for each of them; with the address (24 bits) where the instruction has one and it was sent in full. */
  onCommand: ((command: number, address: number | undefined) => void) | undefined;
  readonly #core: W25qCore;
  readonly #instructions: ReadonlyMap<number, Instruction>;
  #plug: W25qPlug = "good";
  #powered = true;
  #resetEnabled = false;

  // The transaction under way; `#length` counts its bytes.
  #selected = false;
  #selectUs = 0;
  #length = 0;
  #opcode = 0;
  #address = 0;
  #verdict: Verdict = "ignored";
  #instruction: Instruction | undefined;
  readonly #data = new Uint8Array(PAGE_BYTES);

  /** The part has been under power for long, and nothing is under way. */
  constructor(options: W25qOptions) {
    const { random } = options;
    this.array = options.array ?? new NorArray(W25Q32_BYTES, () => random.uint32());
    this.jedecId = options.jedecId ?? W25Q32_JEDEC_ID;
    this.#core = new W25qCore(this.array, W25Q_TIMES[options.timing ?? "typical"], random);
    this.#instructions = instructionSet(this.#core, () => this.jedecId);
  }

  get plug(): W25qPlug {
    return this.#plug;
  }

  /** A transaction under way is lost. Protection that "write-protected" brought remains until it is written. */
  set plug(plug: W25qPlug) {
    this.#plug = plug;
    this.#selected = false;
    this.#core.alwaysBusy = plug === "always-busy";
    this.#core.registersLocked = plug === "write-protected";
    if (plug === "write-protected") this.#core.protectAll();
  }

  /** Ends what has ended by `timeUs`, for whoever looks at the array and not at the bus. */
  settle(timeUs: number): void {
    this.#core.advance(timeUs);
  }

  /** The supply is gone: what is being programmed or erased, suspended or not, is torn. */
  powerOff(timeUs: number, tear: Tear = {}): void {
    this.#core.cut(timeUs, tear);
    this.#powered = false;
    this.#selected = false;
    this.#resetEnabled = false;
  }

  powerOn(timeUs: number): void {
    this.#powered = true;
    this.#core.powerOn(timeUs);
  }

  select(timeUs: number): void {
    if (this.#plug === "missing" || !this.#powered) return;
    this.#selected = true;
    this.#selectUs = timeUs;
    this.#length = 0;
  }

  exchange(byte: number, timeUs: number): number {
    if (!this.#selected) return 0xff;
    this.#core.advance(timeUs);
    const answer = this.#shift(this.#plug === "mosi-open" ? 0xff : byte & 0xff, timeUs);
    if (this.#plug === "miso-low") return 0;
    return this.#plug === "miso-floating" ? this.#core.noise() : answer;
  }

  deselect(timeUs: number): void {
    if (!this.#selected) return;
    this.#selected = false;
    if (this.#length === 0) return;
    this.#core.advance(timeUs);
    const instruction = this.#instruction;
    if (instruction?.addressed === true && this.#length < 4) this.onCommand?.(this.#opcode, undefined);
    if (instruction === undefined || this.#verdict !== "accepted") return;
    const [least, most] = instruction.bytes;
    if (this.#length < least || this.#length > most) return;
    if (this.#opcode === RESET_ENABLE) this.#resetEnabled = true;
    const count = Math.max(0, this.#length - instruction.header);
    instruction.run?.(timeUs, { address: this.#address, count, data: this.#data });
  }

  #shift(byte: number, timeUs: number): number {
    const at = this.#length++;
    if (at === 0) {
      this.#begin(byte);
      return 0xff;
    }
    const instruction = this.#instruction;
    if (instruction === undefined) return 0xff;
    if (instruction.addressed && at < 4) this.#address = (this.#address << 8) | byte;
    if (instruction.addressed && at === 3) this.onCommand?.(this.#opcode, this.#address);
    const index = at - instruction.header;
    if (index < 0) return 0xff;
    this.#data[index % PAGE_BYTES] = byte;
    if (instruction.reply === undefined || this.#verdict === "ignored") return 0xff;
    return this.#verdict === "accepted" ? instruction.reply(index, timeUs, this.#address) & 0xff : this.#core.noise();
  }

  #begin(opcode: number): void {
    this.transactions++;
    this.#opcode = opcode;
    this.#address = 0;
    this.#instruction = this.#instructions.get(opcode);
    this.#verdict = this.#judge(opcode, this.#instruction);
    if (this.#instruction?.addressed !== true) this.onCommand?.(opcode, undefined);
  }

  /** Reset Enable holds for the next instruction that is heard, whichever it is. */
  #judge(opcode: number, instruction: Instruction | undefined): Verdict {
    const timeUs = this.#selectUs;
    if (this.#core.isDeaf(timeUs)) return "ignored";
    const resetEnabled = this.#resetEnabled;
    this.#resetEnabled = false;
    if (instruction === undefined || (opcode === RESET && !resetEnabled)) return "ignored";
    if (this.#core.asleep && !instruction.whenAsleep) return "ignored";
    if (instruction.writes && !this.#core.isWritable(timeUs)) return "ignored";
    return this.#core.isBusy(timeUs) && !instruction.whenBusy ? "undefined" : "accepted";
  }
}
