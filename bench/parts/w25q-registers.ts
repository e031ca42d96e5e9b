// Status registers of a W25Q32JV ("Status and Configuration Registers" in its data sheet): bits that survive, their volatile copies, and
// the part of the memory that they protect. Individual block locks (WPS), security registers and the lock of the registers until
// power-down (SRL) are left out: those bits read as shipped and cannot be written.

export const BUSY = 0x01;
export const WEL = 0x02;
/** In status register 2. */
export const SUS = 0x80;

const SRP = 0x80;
const SEC = 0x40;
const TB = 0x20;
const BP_ALL = 0x1c;
const QE = 0x02;
const CMP = 0x40;
const DRV = 0x60;

/** As shipped, ordering option IQ: quad enabled for good, driver strength 25 %. */
const SHIPPED = [0, QE, DRV] as const;
const WRITABLE = [SRP | SEC | TB | BP_ALL, CMP, DRV] as const;

const BLOCK_BYTES = 0x1_0000;
const SECTOR_BYTES = 0x1000;

export class StatusRegisters {
  readonly #kept: number[] = [...SHIPPED];
  readonly #now: number[] = [...SHIPPED];

  /** Register 1, 2 or 3 without the bits that tell what the part is doing. */
  read(register: number): number {
    return this.#now[register - 1]!;
  }

  /** Writes what can be written of register 1, 2 or 3; `lasting`: beyond a reset or the loss of power. */
  write(register: number, value: number, lasting: boolean): void {
    const writable = WRITABLE[register - 1]!;
    const merged = (this.#now[register - 1]! & ~writable) | (value & writable);
    this.#now[register - 1] = merged;
    if (lasting) this.#kept[register - 1] = merged;
  }

  /** Power-up or reset: what was volatile is lost. */
  reload(): void {
    for (const [index, value] of this.#kept.entries()) this.#now[index] = value;
  }

  /** All of the memory is protected, and the registers as a test's write-protected part shows them. */
  protectAll(): void {
    this.write(1, SRP | BP_ALL, true);
  }

  /** Whether any byte from `from` to before `to` is protected, in a memory of `sizeBytes`: tables "Status Register Memory Protection". */
  protects(from: number, to: number, sizeBytes: number): boolean {
    const [first, end] = this.#range(sizeBytes);
    if ((this.#now[1]! & CMP) === 0) return from < end && to > first;
    return from < first || to > end;
  }

  /** The range of the table for CMP = 0: its first byte and the byte after its last. */
  #range(sizeBytes: number): readonly [number, number] {
    const level = (this.#now[0]! & BP_ALL) >> 2;
    if (level === 0) return [0, 0];
    const small = (this.#now[0]! & SEC) !== 0;
    // The table has no line for SEC with level 6; the model takes it as the line above it.
    const bytes = small ? SECTOR_BYTES << Math.min(level - 1, 3) : BLOCK_BYTES << (level - 1);
    if (level === 7 || bytes >= sizeBytes) return [0, sizeBytes];
    return (this.#now[0]! & TB) !== 0 ? [0, bytes] : [sizeBytes - bytes, sizeBytes];
  }
}
