// UARTs, wires and the console of virtual boards: times of bytes, chunks, loss, noise, what is not heard.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../../bench/engine/random.ts";
import { SimulationClock } from "../../../bench/engine/simulation-clock.ts";
import { Burst, misheard, type LineFormat } from "../../../bench/engine/uart-line.ts";
import { join, noise } from "../../../bench/engine/wire.ts";
import { bench } from "./bench-board.ts";

const LISTEN = (pins = "tx:A2,rx:A3"): string =>
  `var got="",chunks=[];Serial2.setup(9600,{${pins}});
   Serial2.on("data",function(d){got+=d;chunks.push(d.length)});var hasm={got:function(){return got},chunks:function(){return chunks.join()}};`;

interface Listener {
  got(): string;
  chunks(): string;
}

const listener = (board: { global(name: string): unknown }): Listener => board.global("hasm") as Listener;

const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index));

describe("virtual board: serial ports", () => {
  it("hear bytes as they come, in pieces as long as the handler takes", () => {
    const { runMs, board } = bench(LISTEN().replace("9600", "115200"));
    board.uart("Serial2").receive("x".repeat(100));
    runMs(50);
    // 1 ms of handler is 11.52 byte times; the oldest record in the buffer takes no more characters.
    assert.equal(listener(board).chunks(), "1,1,10,12,11,12,11,12,11,12,7");
  });

  it("are overheard: whole, at the end of the last byte, without the sender's knowledge or the board's", () => {
    const { runMs, board } = bench(LISTEN());
    const heard: string[] = [];
    board.uart("Serial2").onHeard((bytes, endUs) => heard.push(`${bytes} ${endUs}`));
    board.uart("Serial2").receive("abc");
    board.uart("Serial2").receive("d");
    runMs(50);
    assert.deepEqual(heard, ["abc 3125", "d 4167"]);
    assert.equal(listener(board).got(), "abcd");
  });

  it("never hand over more than 63 bytes, and lose nothing up to the buffer's size", () => {
    const { runMs, board } = bench(
      `${LISTEN().replace("9600", "115200")}setTimeout(function(){digitalPulse(A0,1,80);digitalPulse(A0,1,0)},1)`,
    );
    runMs(5);
    board.uart("Serial2").receive("x".repeat(900));
    runMs(200);
    assert.equal(listener(board).got().length, 900);
    assert.equal(listener(board).chunks(), `1${",63".repeat(14)},17`);
    assert.deepEqual(board.errorFlags, []);
  });

  it("lose what finds no room in the shared buffer and raise FIFO_FULL", () => {
    const { runMs, board, lines } = bench(
      `${LISTEN().replace("9600", "115200")}E.on("errorFlag",function(f){print(f)});
       setTimeout(function(){digitalPulse(A0,1,150);digitalPulse(A0,1,0)},1)`,
    );
    runMs(5);
    board.uart("Serial2").receive("x".repeat(1200));
    runMs(300);
    assert.equal(listener(board).got().length, 986);
    assert.deepEqual(lines(), ['[ "FIFO_FULL" ]', "New interpreter error: FIFO_FULL"]);
  });

  it("carry all 256 values untouched, at the time that the wire takes", () => {
    const clock = new SimulationClock();
    const a = bench(
      `Serial2.setup(19200,{tx:A2,rx:A3});setTimeout(function(t){Serial2.write(t)},100,${JSON.stringify(ALL_BYTES)})`,
      { clock },
    );
    const b = bench(LISTEN().replace("9600", "19200"), { clock, name: "b", callbackUs: 10 });
    join(a.board.uart("Serial2"), b.board.uart("Serial2"));
    a.runMs(100 + 256 * (10_000 / 19_200) - 0.2);
    assert.equal(listener(b.board).got().length, 255);
    a.runMs(2);
    assert.equal(listener(b.board).got(), ALL_BYTES);
  });

  it("tell a host program when the last stop bit has left", () => {
    const { runMs, board } = bench(
      `Serial2.setup(9600,{tx:A2,parity:"even",stopbits:2});setTimeout(function(){Serial2.write("ab",[99,"d"],{data:"e",count:2});
       Serial2.print(12);Serial2.println("!")},10)`,
    );
    const sent: [string, number][] = [];
    board.uart("Serial2").onSent((bytes, endUs) => sent.push([bytes, endUs]));
    runMs(40);
    const byteUs = 12e6 / 9600;
    assert.deepEqual(sent, [["abcdee", 10_000 + 6 * byteUs], ["12", 10_000 + 8 * byteUs], ["!\r\n", 10_000 + 11 * byteUs]]); // prettier-ignore
  });

  it("hold the processor when the transmit queue is full", () => {
    const { runMs, lines } = bench(
      `Serial2.setup(9600,{tx:A2});setTimeout(function(){var t=getTime();Serial2.write("x".repeat(257));print(Math.round((getTime()-t)*1e3));
       Serial2.write("x".repeat(96));print(Math.round((getTime()-t)*1e3))},1)`,
    );
    runMs(500);
    assert.deepEqual(lines(), ["0", "100"]);
  });

  it("hear nothing without a receive pin, and nothing before setup", () => {
    for (const bundle of [LISTEN("tx:A2"), `${LISTEN()}Serial2.unsetup();`, `${LISTEN()}digitalRead(A3);`]) {
      const { runMs, board } = bench(bundle);
      board.uart("Serial2").receive("hello");
      runMs(50);
      assert.equal(listener(board).got(), "");
    }
  });

  it("stay connected to a pin of an earlier setup, as the chip does", () => {
    const { runMs, board } = bench(`Serial2.setup(9600,{tx:A2,rx:A3});${LISTEN("tx:A2")}`);
    board.uart("Serial2").receive("hello");
    runMs(50);
    assert.equal(listener(board).got(), "hello");
  });

  it("use the engine's own pins when none is named, and refuse pins that cannot", () => {
    const { runMs, board, lines } = bench(
      `Serial2.setup(9600,{tx:A2,rx:A4});Serial1.setup(9600);Serial1.on("data",function(d){print(d)});print(getPinMode(A9))`,
    );
    board.uart("Serial1").receive("h");
    runMs(5);
    assert.deepEqual(lines(), [
      "ERROR: Pin A4 is not capable of USART2 RX",
      ...["Suitable pins are:", "A3 D6 ", "af_output", "h"],
    ]);
  });

  it("keep unheard bytes for read, 512 at most", () => {
    const { runMs, board, lines } = bench(
      `Serial2.setup(115200,{tx:A2,rx:A3});setTimeout(function(){print(Serial2.available(),Serial2.read(3),Serial2.available());
       print(E.getErrorFlags(),Serial2.read().length);Serial2.on("data",function(d){print("late",d)})},100)`,
    );
    board.uart("Serial2").receive(`abc${"x".repeat(597)}`);
    runMs(150);
    assert.deepEqual(lines().slice(1), ["512 abc 509", '[ "BUFFER_FULL" ] 509']);
    const late = bench(
      `Serial2.setup(9600,{tx:A2,rx:A3});setTimeout(function(){Serial2.on("data",function(d){print("late",d)})},50)`,
    );
    late.board.uart("Serial2").receive("abc");
    late.runMs(100);
    assert.deepEqual(late.lines(), ["late abc"]);
  });

  it("refuse options that the engine or the bench does not know", () => {
    const calls = ["{foo:1}", "{flow:'xon'}", "{cts:A1}", "{parity:5}", "{bytesize:7}", "{stopbits:3}", "5"];
    const bundle = calls.map((options) => `try{Serial2.setup(9600,${options})}catch(e){print(e.toString())}`);
    bundle.push("try{Serial2.setup(50)}catch(e){print(e.toString())}");
    assert.deepEqual(bench(bundle.join(";")).lines(), [
      'Error: Unknown option "foo"',
      "Error: the bench does not model flow control",
      "Error: the bench does not model cts",
      "Error: Invalid parity 5",
      "InternalError: Unsupported serial byte size",
      "InternalError: Unsupported serial stopbits length",
      "Error: Expecting Object or undefined, got number",
      "Error: Invalid baud rate 50",
    ]);
  });
});

describe("virtual board: console", () => {
  it("swallows what its port receives, and counts Ctrl-C", () => {
    const { runMs, board } = bench(LISTEN(), { consolePort: "Serial2" });
    board.uart("Serial2").receive("reset()\n\x03");
    runMs(50);
    assert.deepEqual([listener(board).got(), board.replInput, board.interruptions], ["", "reset()\n\x03", 1]);
  });

  it("frees its port for the bundle, and says goodbye on it", () => {
    const { runMs, board } = bench(
      `print("hi");E.setConsole(null,{force:true});print("unheard");print(E.getConsole());${LISTEN()}`,
      { consolePort: "Serial2" },
    );
    let sent = "";
    board.uart("Serial2").onSent((bytes) => (sent += bytes));
    board.reset();
    board.uart("Serial2").receive("\x03\x11\x13");
    runMs(50);
    assert.deepEqual([listener(board).got(), board.interruptions], ["\x03\x11\x13", 0]);
    assert.equal(sent, "hi\r\n-> null\r\n");
    assert.equal(board.console.slice(-15), "unheard\nnull\n".padStart(15, "l\n"));
  });
});

describe("wire between two boards", () => {
  const pair = (sender: string): ReturnType<typeof bench> & { wire: ReturnType<typeof join>; heard(): string } => {
    const clock = new SimulationClock();
    const a = bench(`Serial2.setup(9600,{tx:A2,rx:A3});${sender}`, { clock });
    const b = bench(LISTEN(), { clock, name: "b" });
    const wire = join(a.board.uart("Serial2"), b.board.uart("Serial2"));
    return { ...a, wire, heard: () => listener(b.board).got() };
  };

  it("loses what was under way when it is cut, and what is written until it is mended", () => {
    const { runMs, wire, heard } = pair(`setInterval(function(){Serial2.write("0123456789")},100)`);
    runMs(100 + 5.5 * (10_000 / 9600));
    wire.cut();
    runMs(150);
    assert.equal(heard(), "01234");
    wire.mend();
    runMs(100);
    assert.equal(heard(), "012340123456789");
  });

  it("delays", () => {
    const { runMs, wire, heard } = pair(`setTimeout(function(){Serial2.write("x")},10)`);
    wire.delay(20_000);
    runMs(31);
    assert.equal(heard(), "");
    runMs(1);
    assert.equal(heard(), "x");
  });

  it("is tapped at its far end", () => {
    const { runMs, wire } = pair(`setTimeout(function(){Serial2.write("ab")},10)`);
    const seen: unknown[] = [];
    wire.onBytes((...what) => seen.push(what));
    runMs(20);
    assert.deepEqual(seen, [["a-to-b", "ab", 10_000 + Math.ceil(20_000_000 / 9600)]]);
  });

  it("garbles as it is told, the same way for the same seed", () => {
    const run = (seed: number): string => {
      const { runMs, wire, heard } = pair(`setTimeout(function(){Serial2.write("U".repeat(200))},10)`);
      wire.garble(noise(0.1, new Random(seed)));
      runMs(400);
      return heard();
    };
    assert.equal(run(5), run(5));
    assert.notEqual(run(5), run(6));
    const wrong = [...run(5)].filter((character) => character !== "U").length;
    assert.ok(wrong > 5 && wrong < 50);
    const { runMs, wire, heard } = pair(`setTimeout(function(){Serial2.write("ab")},10)`);
    wire.garble((bytes, direction) => `${direction}:${bytes}${bytes}`);
    runMs(50);
    assert.equal(heard(), "a-to-b:abab");
  });

  it("loses the rest of a transmission when the sender loses its power", () => {
    const { runMs, board, heard } = pair(`setTimeout(function(){Serial2.write("0123456789")},10)`);
    runMs(10 + 3.5 * (10_000 / 9600));
    board.powerOff();
    runMs(50);
    assert.equal(heard(), "012");
  });
});

describe("UARTs with different settings", () => {
  const format = (baud: number, more: Partial<LineFormat> = {}): LineFormat => ({
    baud,
    bits: 8,
    parity: "none",
    stopBits: 1,
    ...more,
  });
  const read = (bytes: string, sender: LineFormat, receiver: LineFormat): number[] =>
    misheard(new Burst(bytes, 0, sender), receiver).map((heard) => heard.byte);

  it("read every byte where the settings agree after all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        const text = String.fromCharCode(...bytes);
        for (const settings of [format(9600), format(300, { parity: "odd" }), format(9600, { stopBits: 2 })]) {
          assert.deepEqual(read(text, settings, settings), [...bytes]);
          assert.ok(
            misheard(new Burst(text, 5, settings), settings).every((one) => !one.framingError && !one.parityError),
          );
        }
      }),
    );
  });

  it("read other bytes at another speed", () => {
    assert.deepEqual(read("U", format(9600), format(19200)), [0x66, 0xe6]);
    assert.deepEqual(read("\x00", format(9600), format(19200)).length, 1);
    assert.notDeepEqual(read("hello", format(9600), format(115200)), [...Buffer.from("hello")]);
  });

  it("notice wrong parity", () => {
    const heard = misheard(new Burst("\x01", 0, format(9600, { parity: "odd" })), format(9600, { parity: "even" }));
    assert.deepEqual(heard.map((one) => [one.byte, one.parityError]), [[1, true]]); // prettier-ignore
  });

  it("make a board hear noise, and events where it asked for them", () => {
    const { runMs, board, lines } = bench(
      `${LISTEN("tx:A2,rx:A3,errors:true")}Serial2.on("framing",function(){print("framing")});
       Serial2.on("parity",function(){print("parity")})`,
    );
    board.uart("Serial2").receive("\0\0", 1200);
    runMs(100);
    assert.equal(listener(board).got(), "\0\0");
    assert.deepEqual(lines(), ["framing", "framing"]);
  });
});
