// Time as an emulated chip has it, read from a counter that ends at 32 bits.

type ReadNs = () => Promise<number | undefined>;

/** Of 9600 baud. */
const BYTE_NS = 1_000_000;

/** From one reading of the chip's clock to another, less than 4.3 s later. */
export function sinceNs(beforeNs: number, nowNs: number): number {
  return (nowNs - beforeNs + 2 ** 32) % 2 ** 32;
}

/** Settles when the chip has had the time of a byte, or has ended. */
export async function byteTime(readNs: ReadNs): Promise<void> {
  const startNs = await readNs();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const nowNs = await readNs();
    if (startNs === undefined || nowNs === undefined || sinceNs(startNs, nowNs) >= BYTE_NS) return;
  }
}
