// Where the pins of the two boards come out, as their makers number them (ST UM1472 for the STM32F4DISCOVERY, UM1724 for the NUCLEO-F401RE),
// and which of them the board itself has soldered to something. Seen from above, the connector of the ST-LINK at the top.

export interface Header {
  readonly name: string;
  /** On which side of the board. */
  readonly side: "left" | "right";
  /** Odd and even pin of each row, from the top. */
  readonly rows: readonly (readonly [odd: string, even: string])[];
}

export interface BoardShape {
  readonly title: string;
  readonly headers: readonly [left: Header, right: Header];
  /** What is at the two ends of the board. */
  readonly top: string;
  readonly bottom: string;
  /** Other names of pins, as they are printed on the board. */
  readonly alias: Readonly<Record<string, string>>;
  /** Pin -> what of the board is at it. */
  readonly taken: Readonly<Record<string, string>>;
  /** Taken, and free all the same: why. */
  readonly shared: Readonly<Record<string, string>>;
}

function rows(odd: string, even: string): (readonly [string, string])[] {
  const evens = even.split(" ");
  return odd.split(" ").map((pin, i) => [pin, evens[i] ?? ""] as const);
}

const of = (what: string, pins: string): Record<string, string> =>
  Object.fromEntries(pins.split(" ").map((pin) => [pin, what]));

const DISCOVERY: BoardShape = {
  title: "STM32F4DISCOVERY",
  headers: [
    {
      name: "P1",
      side: "left",
      rows: rows(
        "GND VDD GND C1 C3 A1 A3 A5 A7 C5 B1 GND E7 E9 E11 E13 E15 B11 B13 B15 D9 D11 D13 D15 GND",
        "GND VDD NRST C0 C2 A0 A2 A4 A6 C4 B0 B2 E8 E10 E12 E14 B10 B12 B14 D8 D10 D12 D14 NC GND",
      ),
    },
    {
      name: "P2",
      side: "right",
      rows: rows(
        "GND 5V 3V H0 C14 E6 E4 E2 E0 B8 BOOT0 B6 B4 D7 D5 D3 D1 C12 C10 A14 A10 A8 C8 C6 GND",
        "GND 5V 3V H1 C15 C13 E5 E3 E1 B9 VDD B7 B5 B3 D6 D4 D2 D0 C11 A15 A13 A9 C9 C7 GND",
      ),
    },
  ],
  top: "CN1: ST-LINK, supply",
  bottom: "CN5: its own USB",
  alias: {},
  taken: {
    ...of("blue button", "A0"),
    ...of("audio", "A4 B6 B9 C7 C10 C12 D4"),
    ...of("acceleration sensor", "A5 A6 A7 E0 E1 E3"),
    ...of("USB", "A9 A10 A11 A12 C0 D5"),
    ...of("debugger", "A13 A14 B3"),
    ...of("microphone", "B10 C3"),
    ...of("boot", "B2"),
    ...of("LED", "D12 D13 D14 D15"),
    ...of("crystal", "H0 H1 C14 C15"),
  },
  shared: of("the audio chip only listens there", "B6 C7 C10 C12"),
};

const ARDUINO_D = "A3 A2 A10 B3 B5 B4 B10 A8 A9 C7 B6 A7 A6 A5 B9 B8".split(" ");
const ARDUINO_A = "A0 A1 A4 B0 C1 C0".split(" ");

const NUCLEO: BoardShape = {
  title: "NUCLEO-F401RE",
  headers: [
    {
      name: "CN7",
      side: "left",
      rows: rows(
        "C10 C12 VDD BOOT0 NC NC A13 A14 A15 GND B7 C13 C14 C15 H0 H1 VBAT C2 C3",
        "C11 D2 E5V GND NC IOREF NRST 3V3 5V GND GND VIN NC A0 A1 A4 B0 C1 C0",
      ),
    },
    {
      name: "CN10",
      side: "right",
      rows: rows(
        "C9 B8 B9 AVDD GND A5 A6 A7 B6 C7 A9 A8 B10 B4 B5 B3 A10 A2 A3",
        "C8 C6 C5 U5V NC A12 A11 B12 NC GND B2 B1 B15 B14 B13 AGND C4 NC NC",
      ),
    },
  ],
  top: "CN1: ST-LINK, supply, console",
  bottom: "",
  alias: {
    ...Object.fromEntries(ARDUINO_D.map((pin, i) => [pin, `D${i}`])),
    ...Object.fromEntries(ARDUINO_A.map((pin, i) => [pin, `A${i}`])),
  },
  taken: {
    ...of("ST-LINK's serial port", "A2 A3"),
    ...of("LED", "A5"),
    ...of("debugger", "A13 A14 B3"),
    ...of("blue button", "C13"),
    ...of("crystal", "C14 C15 H0 H1"),
  },
  shared: {},
};

/** By the name of the board. */
export const SHAPES: Readonly<Record<string, BoardShape>> = { stm32f4discovery: DISCOVERY, "nucleo-f401re": NUCLEO };

/** "P1-7": where a pin comes out; undefined where it does not. */
export function placeOf({ headers }: BoardShape, pin: string): string | undefined {
  for (const { name, rows } of headers)
    for (const [row, pair] of rows.entries()) {
      const at = pair.indexOf(pin);
      if (at >= 0) return `${name}-${2 * row + at + 1}`;
    }
  return undefined;
}
