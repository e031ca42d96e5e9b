// A 20x4 character display: HD44780 behind a PCF8574 I2C backpack (P0 RS, P1 R/W, P2 E, P3 backlight, P4-P7 DB4-DB7).
//
// The pace of the bit-banged bus is the only timer. At 100 kHz the engine spends 8 us or more on a bit, so a byte is worth at least
// 72 us: longer than the 53 us of an instruction at the slowest oscillator (37 us at 270 kHz; 190 kHz at worst), and 60 idle bytes
// are more than 4.1 ms. So the whole initialisation is 13 ms of bytes and needs no timer; of a row only what changed is sent, each
// nibble as two bytes, E high and E low. Where a transfer ends and the next begins makes no difference: the port keeps its levels.
//
// Every write reads the port back, before and after: a display that is missing, or was without power, does not show what was left there.
// It is looked for not more often than once in 10 s, given time to power up, and set up anew with all rows; until then, writes are only
// remembered. Whether the controller behind the port understood is not asked: its R/W line stays low. The ROM of most chips has other
// signs for "\" and "~".

import { PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../part-fault.ts";
import type { TextDisplay } from "../text-display.ts";
import { exchange, openBus, type BusOptions } from "./i2c-bus.ts";

export interface DisplayOptions extends BusOptions {
  /** 39 (0x27) as the backpacks come; 63 (0x3f) with a PCF8574A. */
  readonly address: number;
}

const COLUMNS = 20;
const RETRY_SECONDS = 10;
/** From power to the first instruction: more than 40 ms (figure 24). */
const POWER_UP_SECONDS = 1 / 20;
/** Backlight on; E, RS and R/W low. */
const IDLE = "\x08";
const SELECT_DATA = "\x09";
/** Its pin may read either way: the backlight's transistor pulls at it. */
const BACKLIGHT = 8;

const instructionNibble = (nibble: number): string => String.fromCharCode(nibble * 16 + 12, nibble * 16 + 8);
const instruction = (value: number): string => instructionNibble(value >> 4) + instructionNibble(value & 15);

/** Initialising by instruction, 4-bit interface (figure 24), then display on. */
const initialisation = (): string =>
  IDLE +
  instructionNibble(3) +
  IDLE.repeat(60) +
  instructionNibble(3) +
  IDLE.repeat(2) +
  instructionNibble(3) +
  instructionNibble(2) +
  instruction(0x28) +
  instruction(0x08) +
  instruction(0x01) +
  IDLE.repeat(30) +
  instruction(0x06) +
  instruction(0x0c) +
  IDLE;

export function open(options: DisplayOptions): TextDisplay {
  const bus = openBus(options);
  const blank = " ".repeat(COLUMNS);
  const wanted = [blank, blank, blank, blank];
  let shown: string[] = [];
  /** "Set DDRAM address" for the first column of each row. */
  const rowAddress = [0x80, 0xc0, 0x94, 0xd4];
  /** Nibble n as data, E high and E low, at 2n. */
  let data = "";
  for (let nibble = 0; nibble < 16; nibble++) data += String.fromCharCode(nibble * 16 + 13, nibble * 16 + 9);
  let ready = false;
  let triedAt = -RETRY_SECONDS;

  /** Sends `bytes`, which end with IDLE, and reads the port back; whether it is idle. */
  const send = (bytes: string): boolean => {
    const answer = exchange(bus, options, options.address, bytes, 1);
    const port = answer ? answer[0]! | BACKLIGHT : 0;
    if (port === BACKLIGHT) display.fault = PART_OK;
    else {
      ready = false;
      display.fault = port === 0 ? PART_STUCK : port === 0xff ? PART_MISSING : PART_NONSENSE;
    }
    return port === BACKLIGHT;
  };

  const show = (row: number) => {
    const text = wanted[row]!;
    const old = shown[row];
    if (text === old) return;
    let from = 0;
    let to = COLUMNS;
    if (old) {
      while (text[from] === old[from]) from++;
      while (text[to - 1] === old[to - 1]) to--;
    }
    let bytes = IDLE + instruction(rowAddress[row]! + from) + SELECT_DATA;
    for (let column = from; column < to; column++) {
      const code = text.charCodeAt(column);
      const high = (code >> 4) * 2;
      const low = (code & 15) * 2;
      bytes += data.slice(high, high + 2) + data.slice(low, low + 2);
    }
    send(bytes + IDLE);
    shown[row] = text;
  };

  const display: TextDisplay = {
    fault: PART_OK,

    write(row, text) {
      wanted[row & 3] = (text + blank).slice(0, COLUMNS);
      const now = getTime();
      if (!send("")) {
        // All ones may also be a port that was just powered: it is there when it takes what it is sent.
        if (display.fault === PART_STUCK || now - triedAt < RETRY_SECONDS) return;
        triedAt = now;
        send(IDLE);
      } else if (ready) show(row & 3);
      else if (now - triedAt >= POWER_UP_SECONDS) {
        shown = [];
        ready = send(initialisation());
        for (let each = 0; each < 4 && ready; each++) show(each);
      }
    },
  };
  return display;
}
