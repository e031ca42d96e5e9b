// Reads what a board did to its pins out of QEMU's `-d unimp` trace: the emulated chip has no GPIO ports, and says so, with
// the value, at each access. It sees writes in their order and no time; it knows nothing of pins used by a peripheral.

/** One pin set (1) or reset (0) by the program. */
export interface GpioWrite {
  /** "A" for GPIOA. */
  readonly port: string;
  readonly pin: number;
  readonly level: 0 | 1;
}

const ACCESS = /^GPIO([A-K]): unimplemented device write \(size (\d), offset 0x([0-9a-f]+), value 0x([0-9a-f]+)\)$/;
const ODR = 0x14;
const BSRR = 0x18;
const BSRR_HIGH = 0x1a;

const bits = (word: number): number[] => Array.from({ length: 16 }, (_, pin) => pin).filter((pin) => (word >> pin) & 1);

/** The bit set/reset register: low half sets, high half resets, and setting wins (RM0090, 8.4.7). */
function bitSetReset(port: string, size: number, offset: number, value: number): GpioWrite[] {
  const set = offset === BSRR ? value & 0xffff : 0;
  const high = offset === BSRR_HIGH ? value & 0xffff : size === 4 ? value >>> 16 : 0;
  return [
    ...bits(high & ~set).map((pin): GpioWrite => ({ port, pin, level: 0 })),
    ...bits(set).map((pin): GpioWrite => ({ port, pin, level: 1 })),
  ];
}

/** The pin writes of a whole trace, oldest first. A write to the output data register counts for the pins it changes. */
export function readGpioTrace(trace: string): GpioWrite[] {
  const writes: GpioWrite[] = [];
  const output = new Map<string, number>();
  const take = (found: readonly GpioWrite[]): void => {
    for (const write of found) {
      const before = output.get(write.port) ?? 0;
      const bit = 1 << write.pin;
      output.set(write.port, write.level === 1 ? before | bit : before & ~bit);
      writes.push(write);
    }
  };
  for (const line of trace.split("\n")) {
    const [, port, size, offsetHex, valueHex] = ACCESS.exec(line) ?? [];
    if (port === undefined || size === undefined || offsetHex === undefined || valueHex === undefined) continue;
    const offset = parseInt(offsetHex, 16);
    const value = parseInt(valueHex, 16);
    if (offset === BSRR || offset === BSRR_HIGH) take(bitSetReset(port, Number(size), offset, value));
    if (offset === ODR) {
      const changed = (value ^ (output.get(port) ?? 0)) & 0xffff;
      take(bits(changed).map((pin): GpioWrite => ({ port, pin, level: (value >> pin) & 1 ? 1 : 0 })));
    }
  }
  return writes;
}
