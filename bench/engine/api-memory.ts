// The engine's way past its heap: memory by address. Modelled is the one area that is nobody's, the 64 KB next to the core of an
// STM32F405 or F407; another address would be the engine's own memory, or a fault of the processor. (Espruino src/jswrap_io.c,
// src/jswrap_espruino.c)

type Functions = Record<string, (this: unknown, ...values: never[]) => unknown>;

const AREA = 0x1000_0000;
const AREA_BYTES = 0x1_0000;

/** `memoryArea` belongs to `E`. On a board the text is the memory itself and changes with it; here it is what was there when asked. */
export function memoryFunctions(): { readonly poke8: Functions[string]; readonly memoryArea: Functions[string] } {
  // At power-on it holds anything.
  const bytes = Buffer.alloc(AREA_BYTES, 0xa5);
  const place = (address: unknown, length: number): number => {
    const at = Number(address) - AREA;
    if (Number.isInteger(at) && at >= 0 && length >= 0 && at + length <= AREA_BYTES) return at;
    throw new Error(`the bench has no ${length} bytes of memory at ${String(address)}`);
  };
  return {
    poke8: (address: unknown, text: unknown) => {
      if (typeof text !== "string") throw new Error("the bench pokes byte strings only");
      bytes.write(text, place(address, text.length), "latin1");
    },
    memoryArea: (address: unknown, length: unknown) => {
      const at = place(address, Number(length));
      return bytes.toString("latin1", at, at + Number(length));
    },
  };
}
