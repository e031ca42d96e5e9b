// The engine's main loop on a virtual board: timers, their order and phase, exceptions, busy time, the watchdog, resets.

import assert from "node:assert/strict";
import { bench } from "./bench-board.ts";

const STAMP = "function ms(){return Math.round(getTime()*1e4)/10}";

describe("virtual board: timers", () => {
  it("keeps the phase of an interval, and runs missed ticks late, one a pass", () => {
    const { runMs, lines } = bench(
      `${STAMP};setInterval(function(){print(ms())},10);setTimeout(function(){digitalPulse(A0,1,35);digitalPulse(A0,1,0)},25)`,
    );
    runMs(82);
    assert.deepEqual(lines(), ["10", "20", "61", "62", "63", "64", "70", "80"]);
  });

  it("runs timers that are due together in the order of their making", () => {
    const { runMs, lines } = bench(
      `setTimeout(function(){print("b")},5);setTimeout(function(){print("a")},3);
       setTimeout(function(){print("c")},5);digitalPulse(A0,1,8);digitalPulse(A0,1,0)`,
    );
    runMs(30);
    assert.deepEqual(lines(), ["b", "a", "c"]);
  });

  it("numbers timers from 1, and gives the last number again once it is free", () => {
    const { runMs, lines } = bench(
      `var f=function(){};print(setTimeout(f,9),setInterval(f,9),setTimeout(f,9));clearTimeout(3);print(setTimeout(f,9));
       clearTimeout();print(setTimeout(function(){print(setTimeout(f,1))},5))`,
    );
    runMs(20);
    assert.deepEqual(lines(), ["1 2 3", "3", "1", "2"]);
  });

  it("takes fractions of milliseconds, hands arguments on, and nothing is shorter than 0.1 ms", () => {
    const { runMs, lines } = bench(
      `${STAMP};var p=function(a,b){print(a,b,ms())};setTimeout(p,2.5,"x",1);setTimeout(p,"4","y",2);setTimeout(p)`,
      { callbackUs: 0 },
    );
    runMs(10);
    assert.deepEqual(lines(), ["undefined undefined 0.1", "x 1 2.5", "y 2 4"]);
  });

  it("starts an interval anew when it is changed", () => {
    const { runMs, lines } = bench(
      `${STAMP};var n=0,i=setInterval(function(){print(ms());if(++n==2)changeInterval(i,3)},10)`,
      { callbackUs: 100 },
    );
    runMs(27);
    assert.deepEqual(lines(), ["10", "20", "23", "26"]);
  });

  it("starts its walk over when a callback changes the list: an overdue early timer comes again first", () => {
    const { runMs, lines } = bench(
      `setInterval(function(){print("i");setTimeout(function(){},500)},10);setTimeout(function(){print("t")},10);
       digitalPulse(A0,1,35);digitalPulse(A0,1,0)`,
    );
    runMs(36.5);
    assert.deepEqual(lines(), ["i", "i"]);
    runMs(3);
    assert.deepEqual(lines(), ["i", "t"]);
  });

  it("refuses what the engine refuses, and text", () => {
    const bundle = [
      "setTimeout(5)",
      "setTimeout('x')",
      "changeInterval(7,1)",
      "clearTimeout(undefined)",
      "clearInterval(undefined)",
      "setTimeout(print,1e15)",
    ].map((statement) => `try{${statement}}catch(e){print(e.toString())}`);
    assert.deepEqual(bench(bundle.join(";")).lines(), [
      "Error: Function or String not supplied!",
      "Error: the bench refuses text as a callback: the engine would evaluate it",
      "Error: Unknown Interval",
      "Error: clearTimeout(undefined) not allowed. Use clearTimeout() instead",
      "Error: clearInterval(undefined) not allowed. Use clearInterval() instead",
      "Error: Interval is too long (>100 years)",
    ]);
  });

  it("counts time from the epoch it was given", () => {
    const { runMs, lines } = bench("setTimeout(function(){print(getTime())},1500)", {
      bootEpochSeconds: 1_700_000_000,
    });
    runMs(2000);
    assert.deepEqual(lines(), ["1700000001.5"]);
  });
});

describe("virtual board: exceptions", () => {
  it("prints an exception of boot; timers installed before it live", () => {
    const { runMs, lines, board } = bench(
      `var hasm=1;setTimeout(function(){print("alive")},5);throw {code:1};print("never")`,
    );
    runMs(10);
    assert.deepEqual(lines(), ["Uncaught [object Object]", "alive"]);
    assert.equal(board.global("hasm"), undefined);
  });

  it("prints a syntax error and runs nothing", () => {
    assert.deepEqual(bench(`print("no");var = 1`).lines().slice(0, 1), ["Uncaught SyntaxError: Unexpected token '='"]);
  });

  it("goes on after an exception in an interval, and says where", () => {
    const { runMs, lines } = bench(`setInterval(function(){\nthrow new Error("x")},10)`);
    runMs(25);
    assert.deepEqual(lines(), [
      ...["Uncaught Error: x", "    at unit.js:2:7"],
      ...["Uncaught Error: x", "    at unit.js:2:7"],
    ]);
  });

  it("says where in the first line, too, in each life", () => {
    const { lines, board } = bench(`print("a");throw new Error("x")`);
    board.reset();
    const life = ["a", "Uncaught Error: x", "    at unit.js:1:18"];
    assert.deepEqual(lines(), [...life, ...life]);
  });

  it("runs nothing of a text that is more than the body of a function", () => {
    for (const text of [`print("no")})();(function(){`, `print("no")}`, `print("no");/*`])
      assert.match(bench(text).lines()[0]!, /^Uncaught SyntaxError: /);
  });

  it("reports the last of several exceptions of one pass only", () => {
    const { runMs, lines } = bench(
      `setTimeout(function(){print("a");throw "one"},5);setTimeout(function(){print("b");throw "two"},5)`,
    );
    runMs(10);
    assert.deepEqual(lines(), ["a", "b", "Uncaught two"]);
  });

  it("hands exceptions to process.on('uncaughtException') instead of printing them", () => {
    const { runMs, lines } = bench(
      `process.on("uncaughtException",function(e){print("caught",e.code)});setTimeout(function(){throw {code:7}},1)`,
    );
    runMs(5);
    assert.deepEqual(lines(), ["caught 7"]);
  });
});

describe("virtual board: processor time", () => {
  it("is busy for the cost of its callbacks and of what they call", () => {
    const { runMs, board } = bench(
      `I2C1.setup({scl:B8,sda:B9,bitrate:100000});setTimeout(function(){try{I2C1.writeTo(1,1)}catch(e){}},1)`,
    );
    board.i2c("I2C1").attach(1, { write: () => true, read: () => new Uint8Array() });
    runMs(10);
    assert.equal(board.busyUs, 1000 + 200);
  });

  it("runs queued calls after timers, and emit does not call at once", () => {
    const { runMs, lines } = bench(
      `E.on("x",function(a){print("x",a)});setTimeout(function(){E.emit("x",5);print("first")},1);
       setTimeout(function(){print("second")},1)`,
    );
    runMs(10);
    assert.deepEqual(lines(), ["first", "second", "x 5"]);
  });
});

describe("virtual board: watchdog and resets", () => {
  it("resets a board that does not kick in time and boots the bundle again", () => {
    const { runMs, lines, board } = bench(
      `print("boot",getTime());E.enableWatchdog(2,false);var n=0;
       setInterval(function(){if(++n<4)E.kickWatchdog()},1000)`,
    );
    runMs(4990);
    assert.deepEqual([lines(), board.resets.watchdog], [["boot 0"], 0]);
    runMs(20);
    assert.deepEqual([lines(), board.resets.watchdog], [["boot 0"], 1]);
    runMs(5000);
    assert.equal(board.resets.watchdog, 2);
  });

  it("kicks by itself in automatic mode, but not while a callback holds the processor", () => {
    const { runMs, board } = bench(
      `E.enableWatchdog(1);setTimeout(function(){digitalPulse(A0,1,1500);digitalPulse(A0,1,0);print("after")},60000)`,
    );
    runMs(60_500);
    assert.equal(board.resets.watchdog, 0);
    runMs(1000);
    assert.deepEqual([board.resets.watchdog, board.console], [1, ""]);
  });

  it("names its limits", () => {
    const { lines } = bench(
      `try{E.enableWatchdog(30,false)}catch(e){print(e.message)}try{E.enableWatchdog(0,false)}catch(e){print(e.message)}`,
    );
    assert.deepEqual(lines(), ["Maximum watchdog timeout exceeded", "Minimum watchdog timeout exceeded"]);
  });

  it("ends the callback at E.reboot, after 'kill', and starts over", () => {
    const { runMs, lines, board } = bench(
      `print("boot");E.on("kill",function(){print("kill")});E.on("init",function(){print("init")});
       setTimeout(function(){try{E.reboot()}finally{print("no more callbacks")}print("never")},5);
       setTimeout(function(){print("old")},8)`,
    );
    runMs(9);
    assert.deepEqual(lines(), ["boot", "init", "kill", "no more callbacks", "boot", "init"]);
    assert.equal(board.resets.software, 1);
  });

  it("forgets everything at power-off: timers, watches, levels, bytes on their way", () => {
    const { runMs, lines, board, clock } = bench(
      `setInterval(function(){print("tick")},10);digitalWrite(A0,1);setWatch(function(){print("edge")},B1,true);
       Serial2.setup(9600,{tx:A2});Serial2.write("0123456789")`,
    );
    const sent: string[] = [];
    board.uart("Serial2").onSent((bytes) => sent.push(bytes));
    assert.equal(board.pin("A0").read(), 1);
    runMs(5);
    board.powerOff();
    board.pin("B1").drive(1);
    runMs(50);
    assert.deepEqual([lines(), board.pin("A0").read(), board.isPowered, clock.pending], [[], 0, false, 0]);
  });

  it("takes its time to boot when told to", () => {
    const { runMs, lines } = bench(`print("up",getTime())`, { bootUs: 220_000 });
    runMs(219);
    assert.deepEqual(lines(), []);
    runMs(1);
    assert.deepEqual(lines(), ["up 0"]);
  });
});
