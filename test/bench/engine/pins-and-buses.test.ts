// Pins, watches, pulses, I2C and SPI of a virtual board, seen from both sides.

import assert from "node:assert/strict";
import type { I2cDevice } from "../../../bench/engine/parts-api.ts";
import { bench } from "./bench-board.ts";

const WATCH =
  "function w(e){print(e.state,Math.round(e.time*1e6),e.lastTime&&Math.round(e.lastTime*1e6),String(e.pin))}";

describe("virtual board: watches", () => {
  it("give the time of the edge, not of the callback", () => {
    const { runMs, lines, board, clock } = bench(
      `${WATCH};setWatch(w,"B1",{repeat:true,edge:"both"});setTimeout(function(){digitalPulse(A0,1,50);digitalPulse(A0,1,0)},10)`,
    );
    for (const [timeUs, level] of [[20_000, 1], [30_000, 0]] as const) clock.at(timeUs, () => { board.pin("B1").drive(level); }); // prettier-ignore
    runMs(100);
    assert.deepEqual(lines(), ["true 20000 undefined B1", "false 30000 20000 B1"]);
  });

  it("call for the edge asked for only, but know the other as lastTime", () => {
    const { runMs, lines, board, clock } = bench(`${WATCH};setWatch(w,B1,{repeat:true,edge:"falling"})`);
    for (let i = 1; i <= 4; i++) clock.at(i * 10_000, () => { board.pin("B1").drive(i % 2 === 1 ? 1 : 0); }); // prettier-ignore
    runMs(100);
    assert.deepEqual(lines(), ["false 20000 10000 B1", "false 40000 30000 B1"]);
  });

  it("fire once unless they repeat, and can be cleared", () => {
    const { runMs, lines, board } = bench(
      `${WATCH};setWatch(w,B1);var id=setWatch(w,B2,true);print(id);setTimeout(function(){clearWatch(id)},20)`,
    );
    runMs(10);
    for (const level of [1, 0, 1] as const) {
      board.pin("B1").drive(level);
      board.pin("B2").drive(level);
      runMs(8);
    }
    assert.deepEqual(lines().map((line) => line.split(" ").at(-1)), ["2", "B1", "B2", "B2"]); // prettier-ignore
  });

  it("refuse a second pin of the same number, as the chip has one line for both", () => {
    const { lines } = bench(`${WATCH};print(setWatch(w,A0,true),setWatch(w,B0,true),setWatch(w,A0,true))`);
    assert.deepEqual(lines(), [
      "WARNING: Unable to set watch. You may already have a watch on a pin with the same number (eg. A0 and B0),",
      "or this pin cannot be used with watch",
      "1 undefined 2",
    ]);
  });

  it("settle a bouncing contact", () => {
    const { runMs, lines, board, clock } = bench(`${WATCH};setWatch(w,B1,{repeat:true,edge:"both",debounce:25})`);
    const bounces = [10, 11, 13, 14, 16, 100, 101, 103];
    bounces.forEach((ms, index) => clock.at(ms * 1000, () => { board.pin("B1").drive(index % 2 === 0 ? 1 : 0); })); // prettier-ignore
    clock.at(104_000, () => {
      board.pin("B1").drive(1);
    });
    runMs(200);
    assert.deepEqual(lines(), ["true 16000 undefined B1"]);
    board.pin("B1").drive(0);
    runMs(100);
    assert.deepEqual(lines(), ["false 200000 16000 B1"]);
  });

  it("read a data pin at the edge", () => {
    const { runMs, lines, board } = bench(
      `setWatch(function(e){print(e.state,e.data)},B1,{repeat:true,edge:"rising",data:B2})`,
    );
    board.pin("B2").drive(1);
    board.pin("B1").drive(1);
    board.pin("B2").drive(0);
    runMs(5);
    board.pin("B1").drive(0);
    board.pin("B1").drive(1);
    runMs(5);
    assert.deepEqual(lines(), ["true true", "true false"]);
  });

  it("keep 170 edges while the processor is busy, lose the rest and say so", () => {
    const { runMs, lines, board } = bench(
      `var n=0;setWatch(function(){n++},B1,{repeat:true,edge:"both"});
       setTimeout(function(){print(n,E.getErrorFlags())},900);digitalPulse(A0,1,100);digitalPulse(A0,1,0)`,
    );
    runMs(1);
    for (let i = 0; i < 200; i++) board.pin("B1").drive(i % 2 === 0 ? 1 : 0);
    runMs(1000);
    assert.deepEqual(lines(), ["New interpreter error: FIFO_FULL", '170 [ "FIFO_FULL" ]']);
    assert.deepEqual(board.errorFlags, ["FIFO_FULL"]);
  });

  it("take their place between the bytes that arrived before and after", () => {
    const { runMs, lines, board, clock } = bench(
      `Serial2.setup(9600,{tx:A2,rx:A3});Serial2.on("data",function(d){print(d)});setWatch(function(){print("edge")},B1);
       setTimeout(function(){digitalPulse(A0,1,50);digitalPulse(A0,1,0)},1)`,
    );
    runMs(5);
    board.uart("Serial2").receive("abcdefgh");
    clock.at(5000 + Math.round(4.5 * (10_000_000 / 9600)), () => {
      board.pin("B1").drive(1);
    });
    runMs(100);
    assert.deepEqual(lines(), ["a", "bcd", "edge", "efgh"]);
  });

  it("know the time of an edge although its record holds 32 bits of it", () => {
    const { clock, lines, board } = bench(`${WATCH};setWatch(w,B1,true)`);
    const wrapUs = 2 ** 32;
    clock.at(wrapUs - 500, () => {
      board.pin("B1").drive(1);
      board.pin("B1").drive(0);
    });
    clock.runUntil(3 * wrapUs + 7);
    board.pin("B1").drive(1);
    clock.runUntil(4 * wrapUs);
    assert.deepEqual(lines(), [
      `true ${wrapUs - 500} undefined B1`,
      `false ${wrapUs - 500} ${wrapUs - 500} B1`,
      `true ${3 * wrapUs + 7} ${wrapUs - 500} B1`,
    ]);
  });

  it("refuse what the engine refuses", () => {
    const bundle = [
      "setWatch(print,B1,{edge:'up'})",
      "setWatch(print,B1,{irq:true})",
      "setWatch(7,B3)",
      "clearWatch(9)",
      "clearWatch(undefined)",
    ].map((statement) => `try{${statement}}catch(e){print(e.toString())}`);
    assert.deepEqual(bench(bundle.join(";")).lines(), [
      "TypeError: 'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'",
      "Error: irq=true set, but function is not a native function",
      "Error: Function or String not supplied!",
      "Error: Unknown Watch 9",
      "Error: clearWatch(undefined) not allowed. Use clearWatch() instead",
    ]);
  });

  it("see an inverted pin the other way round", () => {
    const { runMs, lines, board } = bench(`${WATCH};print(digitalRead(C13));setWatch(w,C13,true)`, {
      invertedPins: ["C13"],
    });
    board.pin("C13").drive(1);
    runMs(5);
    assert.deepEqual(lines().map((line) => line.split(" ")[0]), ["1", "false"]); // prettier-ignore
  });
});

describe("virtual board: pins", () => {
  it("resolve who drives the wire", () => {
    const { lines, board } = bench(
      `var hasm=function(m,v){pinMode(B1,m);digitalWrite(B1,v);return digitalRead(B1)};print(typeof hasm)`,
    );
    const ask = board.global("hasm") as (mode: string, value: number) => number;
    const levels = (mode: string, value: number): number[] =>
      ([undefined, 0, 1] as const).map((outside) => {
        board.pin("B1").drive(outside);
        return ask(mode, value);
      });
    assert.deepEqual(lines(), ["function"]);
    assert.deepEqual(levels("output", 1), [1, 1, 1]);
    assert.deepEqual(levels("output", 0), [0, 0, 0]);
    assert.deepEqual(levels("opendrain", 0), [0, 0, 0]);
    assert.deepEqual(levels("opendrain", 1), [0, 0, 1]);
    assert.deepEqual(levels("opendrain_pullup", 1), [1, 0, 1]);
    assert.deepEqual(levels("input_pullup", 0), [1, 0, 1]);
    assert.deepEqual(levels("input_pulldown", 1), [0, 0, 1]);
    assert.deepEqual(levels("input", 1), [0, 0, 1]);
  });

  it("change mode by use until pinMode was called", () => {
    const { lines } = bench(
      `digitalWrite(B1,1);print(getPinMode(B1));digitalRead(B1);print(B1.getMode());pinMode(B1,"opendrain");digitalRead(B1);
       print(getPinMode(B1));pinMode(B1);digitalRead(B1);print(getPinMode(B1));
       try{pinMode(B1,"up")}catch(e){print(e.message)}try{digitalWrite("F9",1)}catch(e){print(e.message)}`,
    );
    assert.deepEqual(lines(), ["output", "input", "opendrain", "input", "Unknown pin mode", "Invalid pin"]);
  });

  it("write and read several at once, the last being the lowest bit", () => {
    const { lines, board } = bench(`digitalWrite([A1,A2,A3],0b101);print(digitalRead([A3,A2,A1]))`);
    board.pin("A1").drive(1);
    assert.deepEqual(lines(), ["0"]);
    const outputs = bench(`digitalWrite([A1,A2,A3],0b101)`).board;
    assert.deepEqual(["A1", "A2", "A3"].map((name) => outputs.pin(name).read()), [1, 0, 1]); // prettier-ignore
  });

  it("pulse without holding the processor, one after the other; a pulse of 0 waits", () => {
    const { runMs, lines, board } = bench(
      `digitalPulse(B1,1,5);digitalPulse(B1,1,[2,3]);print(getTime()*1e3);digitalPulse(B1,1,0);print(getTime()*1e3)`,
    );
    const seen: [number, number][] = [];
    board.pin("B1").onWrite((level, timeUs) => seen.push([level, timeUs]));
    runMs(20);
    assert.deepEqual(lines(), ["0", "10"]);
    assert.deepEqual(seen, [[0, 5000], [1, 10_000]]); // prettier-ignore
  });

  it("measure what the outside drives, in steps of 12 bits, below 1", () => {
    const { lines, board } = bench(`var hasm=function(){print(analogRead(A1))};print(analogRead(D1))`);
    const measure = board.global("hasm") as () => void;
    for (const level of [0.5, 2, -1, 0.00025]) {
      board.pin("A1").driveAnalog(() => level);
      measure();
    }
    assert.deepEqual(lines(), [
      "ERROR: Pin D1 is not capable of Analog Input",
      ...["0", "0.5", "0.999755859375", "0", "0.000244140625"],
    ]);
  });
});

describe("virtual board: buses", () => {
  const memory = (): I2cDevice & { written: number[][]; times: number[] } => ({
    written: [],
    times: [],
    write(bytes, timeUs) {
      this.written.push([...bytes]);
      this.times.push(timeUs);
      return bytes[0] !== 99;
    },
    read: () => Uint8Array.of(7, 8),
  });

  it("write and read an I2C device at the bus's speed", () => {
    const { lines, board } = bench(
      `var hasm=function(){I2C1.setup({scl:B8,sda:B9,bitrate:50000});I2C1.writeTo({address:0x68,stop:false},1,[2,"a"],new Uint8Array([255,300]));
       print(I2C1.readFrom(0x68,3),I2C1.readFrom(0x68,0))}`,
    );
    const device = memory();
    board.i2c("I2C1").attach(0x68, device);
    (board.global("hasm") as () => void)();
    assert.deepEqual(device.written, [[1, 2, 97, 255, 44]]);
    assert.deepEqual(lines(), ["new Uint8Array([7, 8, 255]) undefined"]);
  });

  it("stand still for seconds when nobody answers on a controller, then throw", () => {
    const { runMs, lines } = bench(
      `I2C1.setup({scl:B8,sda:B9});function t(f){var s=getTime();try{f()}catch(e){print(e.toString(),Math.round((getTime()-s)*1e3))}}
       setTimeout(function(){t(function(){I2C1.writeTo(3,1,2)});t(function(){I2C1.readFrom(3,2)});t(function(){I2C2.writeTo(3,1)})},1)`,
    );
    runMs(10);
    assert.deepEqual(lines(), [
      "InternalError: Timeout on I2C Write Transmit Mode 2 1200",
      "InternalError: Timeout on I2C Read Receive Mode 1200",
      "Error: I2C device not responding 0",
    ]);
  });

  it("take no notice of a missing device on a bit-banged bus, and read ones", () => {
    const { runMs, lines, board } = bench(
      `var b=new I2C();b.setup({scl:B8,sda:B9});function f(){try{b.writeTo(0x68,5);print(b.readFrom(0x68,3),digitalRead(B8))}catch(e){print(e.message)}}
       setTimeout(f,10);setTimeout(f,20);setTimeout(f,30)`,
    );
    runMs(15);
    const device = memory();
    board.softI2c("B8", "B9").attach(0x68, device);
    runMs(10);
    board.pin("B8").drive(0);
    runMs(500);
    assert.deepEqual(lines(), [
      "new Uint8Array([255, 255, 255]) 0",
      "new Uint8Array([7, 8, 255]) 1",
      "I2C Error: Timeout (wr)",
    ]);
    assert.deepEqual(device.times, [20_000 + 200]);
  });

  it("hold an SPI device's select pin low around a transfer", () => {
    const { board, lines } = bench(
      `digitalWrite(A4,1);SPI1.setup({sck:A5,miso:A6,mosi:A7,baud:1000000});
       var hasm=function(){print(SPI1.send(1,A4),JSON.stringify(SPI1.send("ab","A4")),SPI1.send([3,4],A4),SPI1.send(5));SPI1.write(6,[7],A4)}`,
    );
    const log: (string | number)[] = [];
    board.spi("SPI1").attach("A4", {
      select: () => log.push("select"),
      exchange: (byte) => {
        log.push(byte);
        return byte ^ 1;
      },
      deselect: () => log.push("deselect"),
    });
    (board.global("hasm") as () => void)();
    assert.deepEqual(lines(), ['0 "`c" new Uint8Array([2, 5]) 255']);
    const frame = (...bytes: number[]): (string | number)[] => ["select", ...bytes, "deselect"];
    assert.deepEqual(log, [...frame(1), ...frame(97, 98), ...frame(3, 4), ...frame(6, 7)]);
  });
});
