// The same scripts on the real engines and on a virtual board must print the same: order and phase of timers, what goes
// into the event buffer and comes out of it, byte values, exceptions, and the names that the engine lacks.

import assert from "node:assert/strict";
import { ABSENT_GLOBALS, ABSENT_MEMBERS } from "../../../bench/engine/engine-gaps.ts";
import { engineSuite } from "../../../tools/engine/available.ts";
import { runOnLinux } from "../../../tools/engine/linux.ts";
import { QemuBoard } from "../../../tools/engine/qemu.ts";
import { bench } from "./bench-board.ts";

const TRY = "function t(f){try{say(JSON.stringify(f()))}catch(e){say(e.toString())}}";
const AT =
  "var t0=getTime();function at(){return Math.round((getTime()-t0)*20)}function hold(s){var e=getTime()+s;while(getTime()<e);}";

const SCRIPTS: Readonly<Record<string, string>> = {
  "phase of an interval across a long callback": `${AT}var n=0,i=setInterval(function(){say("i",at());if(++n==8)clearInterval(i)},100);
    setTimeout(function(){hold(0.23);say("held",at())},130);`,
  "order of timers that are overdue together, and of those that callbacks add": `${AT}var n=0;
    var i=setInterval(function(){say("i");if(n++<6)setTimeout(function(){say("added",at())},500);else clearInterval(i)},100);
    setTimeout(function(){say("late")},120);setTimeout(function(){say("later")},180);hold(0.44);`,
  "changeInterval from inside and outside": `${AT}var n=0,i=setInterval(function(){say("i",at());n++;if(n==2)changeInterval(i,50);
    if(n==5)clearInterval(i)},100);var j=setInterval(function(){say("j",at());clearInterval(j)},100);setTimeout(function(){changeInterval(j,400)},50);`,
  "numbers of timers": `var f=function(){};say(setTimeout(f,1)===setTimeout(f,1)-1);var a=setTimeout(f,1),b=setInterval(f,1);
    say(b-a);clearInterval(b);say(setTimeout(f,1)-a);`,
  "arguments, exceptions and queued calls": `process.on("uncaughtException",function(e){say("uncaught",e.code)});
    E.on("x",function(a,b){say("x",a,b)});setTimeout(function(a,b){say(a,b);E.emit("x",1,2);say("first");throw {code:5}},10,"A",7);
    var n=0,i=setInterval(function(){say("tick");if(++n==2)clearInterval(i);throw {code:n}},50);`,
  "chunks of the event buffer": `LoopbackB.on("data",function(d){say("b",d.length)});LoopbackA.on("data",function(d){say("a",d.length)});
    setTimeout(function(){LoopbackA.write("x".repeat(200));LoopbackB.write("yy");LoopbackA.write("z".repeat(30))},20);`,
  "overflow of the event buffer": `var n=0;LoopbackB.on("data",function(d){n+=d.length});setTimeout(function(){LoopbackA.write("x".repeat(2000))},20);
    setTimeout(function(){say(n,E.getErrorFlags().join(),E.getErrorFlags().length);LoopbackB.removeAllListeners("data");LoopbackA.write("y".repeat(700))},400);
    setTimeout(function(){say(LoopbackB.available(),E.getErrorFlags().join(),LoopbackB.read(5),LoopbackB.read().length)},800);`,
  "CRC-32": `say(E.CRC32("123456789"),E.CRC32(""),E.CRC32("\\xff\\x00"),E.CRC32([1,2,300]),E.CRC32(new Uint8Array([255])),E.CRC32(5)===undefined,
    E.CRC32(new Uint16Array([513])));`,
  "byte strings and arrays": `${TRY}t(function(){return E.toString("ab",[99,[100]],new Uint8Array([101]),{data:"f",count:3})});
    t(function(){return E.toUint8Array("a\\xff",[99],{data:"f",count:2},321,3.7,true,-1)});t(function(){return E.toUint8Array(null)});
    t(function(){return E.toString({a:1})});t(function(){return E.toUint8Array({callback:function(){return "cb"}})});
    t(function(){return new Uint8Array([1,2,3]).slice(1)});`,
  refusals: `${TRY}t(function(){return setTimeout(5)});t(function(){return changeInterval(77,1)});t(function(){return clearTimeout(undefined)});
    t(function(){return clearWatch(undefined)});t(function(){return clearWatch(5)});t(function(){return require("nothere")});
    t(function(){return LoopbackA.write(undefined)});t(function(){return E.on(5,say)});t(function(){return E.on("x",5)});`,
  listeners: `var f=function(d){say("f",d)},g=function(d){say("g",d)};E.on("y",f);E.on("y",g);E.prependListener("y",function(d){say("h",d)});
    E.emit("y",1);setTimeout(function(){E.removeListener("y",f);E.emit("y",2)},20);setTimeout(function(){E.removeAllListeners("y");E.emit("y",3)},40);`,
};

/** The Linux engine fills its event buffer from two threads, and loses characters now and then. */
const STM32_ONLY = ["chunks of the event buffer", "overflow of the event buffer"];

const onVirtualBoard = (script: string): string => {
  const { runMs, board } = bench(`var say=print;${script}`, { callbackUs: 200 });
  runMs(3000);
  return board.console.replaceAll(/^New interpreter error: .*\n/gm, "");
};

/** Takes the prompt and the engine's own messages away. */
const cleaned = (text: string): string =>
  text.replaceAll(/>?\r?\x1b\[J/g, "").replaceAll(/^New interpreter error: .*\n/gm, "").replace(/>$/, ""); // prettier-ignore

engineSuite("virtual board and the Linux engine", "linux", () => {
  for (const [title, script] of Object.entries(SCRIPTS)) {
    if (STM32_ONLY.includes(title)) continue;
    it(`agree on ${title}`, async () => {
      const run = await runOnLinux(`var say=print;${script}`, { timeoutMs: 20_000 });
      assert.equal(run.timedOut, false);
      assert.equal(onVirtualBoard(script), cleaned(run.stdout));
    });
  }

  it("agree on the names that the engine lacks", async () => {
    const subjects: Readonly<Record<string, string>> = {
      "Number.prototype": "5",
      "Array.prototype": "[]",
      "String.prototype": '""',
      "ArrayBuffer.prototype": "new ArrayBuffer(1)",
      "Uint8Array.prototype.__proto__": "new Uint8Array(1)",
      "Uint8Array.__proto__": "Uint8Array",
    };
    const checks = Object.entries(ABSENT_MEMBERS).flatMap(([holder, names]) =>
      names.map((name) => `t("${holder}.${name}",function(){return (${subjects[holder] ?? holder}).${name}})`),
    );
    for (const name of ABSENT_GLOBALS) checks.push(`t("${name}",function(){return global.${name}})`);
    const script = `function t(n,f){var v;try{v=f()}catch(e){}if(v!==undefined)print("present",n)}${checks.join(";")};print("checked")`;
    assert.equal(cleaned((await runOnLinux(`var say=print;${script}`, { timeoutMs: 20_000 })).stdout), "checked\n");
    assert.equal(onVirtualBoard(script), "checked\n");
  });
});

engineSuite("virtual board and the STM32 engine", "stm32", () => {
  const PORT =
    'E.setConsole(null,{force:true});Serial2.setup(9600,{tx:A2,rx:A3});function say(){Serial2.write(arguments.join(" ")+"\\n")}';

  /** The emulator has not the timer that wakes a sleeping engine: an interval that is always overdue keeps it awake. */
  const AWAKE = "setInterval(function(){},0.1);";

  for (const [title, script] of Object.entries(SCRIPTS)) {
    it(`agree on ${title}`, async () => {
      const board = await QemuBoard.start({
        files: {
          ".bootcde": `${PORT}${AWAKE}setTimeout(function(){${script.replaceAll(/\n */g, "")}},500);setTimeout(say,3500,"end")`,
        },
        serial: { 2: "collect" },
        icount: "shift=3,sleep=off",
      });
      try {
        const sent = (await board.waitFor(2, "end\n", 20_000)).toString("latin1");
        assert.equal(sent.replace("end\n", ""), onVirtualBoard(script));
      } finally {
        await board.stop();
      }
    });
  }
});
