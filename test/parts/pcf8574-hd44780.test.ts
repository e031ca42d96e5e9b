import assert from "node:assert/strict";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { EXECUTION_US } from "../../bench/parts/hd44780.ts";
import { Pcf8574Hd44780 } from "../../bench/parts/pcf8574-hd44780.ts";

const BLANK = " ".repeat(20);
const RS = 1;
const E = 4;
const BACKLIGHT = 8;

/** A display and a careful hand at its port: one nibble a call, time as given. */
class Hand {
  readonly clock = new SimulationClock();
  readonly display: Pcf8574Hd44780;

  constructor(bitsPerSecond?: number) {
    this.display = new Pcf8574Hd44780(this.clock, bitsPerSecond);
  }

  /** Time goes by. */
  wait(us: number): this {
    this.clock.runUntil(this.clock.nowUs + us);
    return this;
  }

  port(byte: number): this {
    this.wait(1).display.write(Uint8Array.of(byte | BACKLIGHT), this.clock.nowUs);
    return this;
  }

  nibble(nibble: number, rs = 0): this {
    return this.port(rs)
      .port((nibble << 4) | rs | E)
      .port((nibble << 4) | rs);
  }

  byte(byte: number, rs = 0): this {
    return this.nibble(byte >> 4, rs)
      .nibble(byte & 15, rs)
      .wait(EXECUTION_US.instruction + EXECUTION_US.addressUpdate);
  }

  text(text: string): this {
    for (const character of text) this.byte(character.charCodeAt(0), RS);
    return this;
  }

  /** Figure 24. */
  initialised(): this {
    this.wait(EXECUTION_US.powerOn).nibble(3).wait(EXECUTION_US.firstFunctionSet);
    this.nibble(3).wait(EXECUTION_US.secondFunctionSet);
    this.nibble(3).wait(EXECUTION_US.instruction).nibble(2).wait(EXECUTION_US.instruction);
    this.byte(0x28).byte(0x08).byte(0x01).wait(EXECUTION_US.slow);
    return this.byte(0x06).byte(0x0c);
  }
}

const kinds = (hand: Hand): string[] => hand.display.faults.map(({ kind }) => kind);

describe("HD44780 behind a PCF8574", () => {
  it("figure 24, page 46: initialising by instruction sets up 4-bit operation on two lines, cleared, display on", () => {
    const hand = new Hand().initialised();
    assert.deepEqual(hand.display.rows(), [BLANK, BLANK, BLANK, BLANK]);
    hand.text("HASM");
    assert.deepEqual(hand.display.rows(), ["HASM" + " ".repeat(16), BLANK, BLANK, BLANK]);
    assert.deepEqual(hand.display.faults, []);
  });

  it("shows nothing before the display is turned on (table 6, D bit)", () => {
    const hand = new Hand().initialised().text("HASM").byte(0x08);
    assert.deepEqual(hand.display.rows(), [BLANK, BLANK, BLANK, BLANK]);
    hand.byte(0x0c);
    assert.equal(hand.display.rows()[0], "HASM" + " ".repeat(16));
  });

  it("table 6, set DDRAM address: rows of a 20x4 glass start at 00h, 40h, 14h and 54h", () => {
    const hand = new Hand().initialised();
    for (const [row, address] of [0x00, 0x40, 0x14, 0x54].entries()) hand.byte(0x80 | address).text(`row ${row}`);
    assert.deepEqual(
      hand.display.rows().map((row) => row.trimEnd()),
      ["row 0", "row 1", "row 2", "row 3"],
    );
  });

  it("figure 4, page 11: the address counter goes from 27h to 40h and from 67h to 00h", () => {
    const hand = new Hand().initialised();
    hand
      .byte(0x80 | 0x27)
      .text("ab")
      .byte(0x80 | 0x67)
      .text("cd");
    const rows = hand.display.rows();
    assert.equal(rows[2]?.[19], "a");
    assert.equal(rows[1]?.[0], "b");
    assert.equal(rows[3]?.[19], "c");
    assert.equal(rows[0]?.[0], "d");
  });

  it("table 6, entry mode set: I/D = 0 moves the address down", () => {
    const hand = new Hand()
      .initialised()
      .byte(0x04)
      .byte(0x80 | 3)
      .text("dcba");
    assert.equal(hand.display.rows()[0]?.slice(0, 4), "abcd");
  });

  it("table 6, clear display: blanks all rows, goes to address 0 and counts up again", () => {
    const hand = new Hand().initialised().byte(0x04).text("x").byte(0x01).wait(EXECUTION_US.slow).text("ab");
    assert.equal(hand.display.rows()[0], "ab" + " ".repeat(18));
  });

  it("table 4: character codes 5Ch, 7Eh and 7Fh are not ASCII", () => {
    assert.equal(new Hand().initialised().text("\\~\x7f").display.rows()[0]?.slice(0, 3), "¥→←");
  });

  it("table 6: an instruction within 37 us of the last one finds the chip busy and is lost", () => {
    const hand = new Hand().initialised();
    hand.nibble(0x8).nibble(0x5).nibble(4, RS).nibble(1, RS);
    assert.deepEqual(kinds(hand), ["busy", "busy"]);
    assert.equal(hand.display.rows()[0], BLANK);
  });

  it("table 6: data within 41 us of data finds the chip busy", () => {
    const afterUs = (us: number): Hand => {
      const hand = new Hand().initialised().nibble(4, RS).nibble(1, RS);
      return hand.wait(us - 3).nibble(4, RS);
    };
    assert.deepEqual(kinds(afterUs(41)), []);
    assert.deepEqual(kinds(afterUs(40)), ["busy"]);
  });

  it("table 6: clear display takes 1.52 ms", () => {
    const hand = new Hand()
      .initialised()
      .byte(0x01)
      .wait(EXECUTION_US.slow - 60);
    assert.deepEqual(kinds(hand), []);
    assert.deepEqual(kinds(hand.nibble(0)), ["busy"]);
  });

  it("figure 24: the first instruction waits 40 ms from power-on, the second 4.1 ms, the third 100 us", () => {
    assert.deepEqual(kinds(new Hand().wait(EXECUTION_US.powerOn - 10).nibble(3)), ["busy"]);
    const second = new Hand()
      .wait(EXECUTION_US.powerOn)
      .nibble(3)
      .wait(EXECUTION_US.firstFunctionSet - 10);
    assert.deepEqual(kinds(second.nibble(3)), ["busy"]);
    const third = new Hand().wait(EXECUTION_US.powerOn).nibble(3).wait(EXECUTION_US.firstFunctionSet).nibble(3);
    assert.deepEqual(kinds(third.wait(EXECUTION_US.secondFunctionSet - 10).nibble(3)), ["busy"]);
  });

  it("figure 24: works from 4-bit operation too, also in the middle of a byte", () => {
    for (const stray of [0, 1]) {
      const hand = new Hand().initialised().text("old");
      if (stray) hand.nibble(4, RS);
      hand.nibble(3).wait(EXECUTION_US.firstFunctionSet).nibble(3).wait(EXECUTION_US.firstFunctionSet);
      hand.nibble(3).wait(100).nibble(2).wait(100).byte(0x28).byte(0x01).wait(EXECUTION_US.slow).byte(0x0c).text("new");
      assert.equal(hand.display.rows()[0], "new" + " ".repeat(17));
      assert.deepEqual(kinds(hand), []);
    }
  });

  it("figure 25, tAS: RS must not change with the rise of E", () => {
    const hand = new Hand()
      .initialised()
      .port(0)
      .port(0x40 | RS | E);
    assert.deepEqual(kinds(hand), ["set-up"]);
  });

  it("figure 25, tH and tAH: data and RS must not change with the fall of E", () => {
    assert.deepEqual(
      kinds(
        new Hand()
          .initialised()
          .port(RS)
          .port(0x40 | RS | E)
          .port(RS),
      ),
      ["hold"],
    );
    assert.deepEqual(
      kinds(
        new Hand()
          .initialised()
          .port(RS)
          .port(0x40 | RS | E)
          .port(0x40),
      ),
      ["hold"],
    );
  });

  it("PCF8574, power-on reset: all port pins are high; afterwards a read gives what was written, but for the backlight", () => {
    const clock = new SimulationClock();
    const display = new Pcf8574Hd44780(clock);
    assert.deepEqual([...display.read(2)], [0xf7, 0xf7]);
    display.write(Uint8Array.of(0x98), 0);
    assert.deepEqual([...display.read(1)], [0x90]);
    assert.equal(display.backlight, true);
    display.write(Uint8Array.of(0x90), 0);
    assert.equal(display.backlight, false);
  });

  it("takes the bytes of one transfer nine bits apart: 90 us at 100 kHz, 9 us at 1 MHz", () => {
    const transfer = Uint8Array.from([0x09, 0x4d, 0x49, 0x1d, 0x19, 0x4d, 0x49, 0x2d, 0x29]);
    const slow = new Hand(100_000).initialised().wait(1000);
    slow.display.write(transfer, slow.clock.nowUs);
    assert.deepEqual(kinds(slow), []);
    assert.equal(slow.display.rows()[0]?.trimEnd(), "AB");
    const fast = new Hand(1_000_000).initialised().wait(1000);
    fast.display.write(transfer, fast.clock.nowUs);
    assert.deepEqual(fast.display.faults, [
      { timeUs: fast.clock.nowUs - 18, kind: "busy" },
      { timeUs: fast.clock.nowUs, kind: "busy" },
    ]);
  });

  it("is blank and uninitialised after a power cut", () => {
    const hand = new Hand().initialised().text("HASM");
    hand.display.powerCycle();
    assert.deepEqual(hand.display.rows(), [BLANK, BLANK, BLANK, BLANK]);
    assert.deepEqual([...hand.display.read(1)], [0xf7]);
  });
});
