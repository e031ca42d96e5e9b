// What the firmware takes for granted of the engine and cannot see on Node: which handlers survive an interruption, what
// byte strings do, where code lives. A new engine release that breaks one of these must not go unnoticed.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { MeasureError, measure, reporter } from "../../tools/engine/measure.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";

const CLOSE_CONSOLE = "E.setConsole(null,{force:true});";
const EXHAUST = "var a=[];while(1)a.push('x');";

/** Runs a program for the image that ends in `reportResult(value)`. */
const onBoard = (program: string, timeoutMs?: number): Promise<unknown> =>
  measure({ ".boot0": reporter(), ".bootcde": CLOSE_CONSOLE + program }, timeoutMs === undefined ? {} : { timeoutMs });

async function onLinux(program: string): Promise<unknown> {
  const report = 'function reportResult(v){print("#"+JSON.stringify(v))}';
  const run = await runOnLinux(report + program, { timeoutMs: 10_000 });
  const line = run.stdout.split("\n").find((text) => text.startsWith("#"));
  assert.ok(line !== undefined, run.stdout);
  return JSON.parse(line.slice(1));
}

// Every byte value once, and what a frame's escaping meets: both marker bytes, doubled and next to NUL.
const BYTES = `var all="";for(var i=0;i<256;i++)all+=String.fromCharCode(i);var s=all+"\\xDB\\xDC\\xC0\\x00\\xC0\\xC0\\xDB\\xDD";
function hex(t){var r="";for(var i=0;i<t.length;i++)r+=(256+t.charCodeAt(i)).toString(16).substr(1);return r}`;

const JS_BYTES =
  Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join("") + "\xdb\xdc\xc0\x00\xc0\xc0\xdb\xdd";
const jsHex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const escaped = (text: string): string => text.replaceAll("\xdb", "\xdb\xdd").replaceAll("\xc0", "\xdb\xdc");

for (const [name, run] of [
  ["linux", onLinux],
  ["stm32", onBoard],
] as const) {
  engineSuite(`engine facts: byte strings (${name})`, name, () => {
    it("escapes all byte values with replaceAll, and restores them with split and join", async () => {
      const program = `${BYTES}var e=s.replaceAll("\\xDB","\\xDB\\xDD").replaceAll("\\xC0","\\xDB\\xDC");
        reportResult([hex(e),e.split("\\xDB\\xDC").join("\\xC0").split("\\xDB\\xDD").join("\\xDB")===s]);`;
      assert.deepEqual(await run(program), [jsHex(escaped(JS_BYTES)), true]);
    });

    // replaceAll itself does not come back where what is replaced ends the text and its replacement begins like it ("xab", "ab", "a").
    it("restores every text of five marker bytes, whatever it ends with", async () => {
      const program = `var A=["\\xDB","\\xDC","\\xDD","\\xC0","x"],bad=0;
        for(var i=0;i<3125;i++){var s="",k=i;for(var j=0;j<5;j++){s+=A[k%5];k=(k/5)|0}
        var e=s.replaceAll("\\xDB","\\xDB\\xDD").replaceAll("\\xC0","\\xDB\\xDC");
        if(e.split("\\xDB\\xDC").join("\\xC0").split("\\xDB\\xDD").join("\\xDB")!==s)bad++;
        s.split("\\xDB\\xDC").join("\\xC0").split("\\xDB\\xDD").join("\\xDB")}
        reportResult(bad);`;
      assert.equal(await run(program), 0);
    });

    it("splits and searches at any byte", async () => {
      const program = `${BYTES}reportResult([s.split("\\xC0").map(hex),s.indexOf("\\x00",1),s.indexOf("\\xC0",193),"a\\x00b".length]);`;
      const wanted = [JS_BYTES.split("\xc0").map(jsHex), 259, 258, 3];
      assert.deepEqual(await run(program), wanted);
    });

    it("orders strings by unsigned bytes", async () => {
      const pairs = ['"\\xff">"\\x01"', '"\\x80"<"\\x7f"', '"\\x00\\xff"<"\\x01\\x00"', '"ab"<"abc"', '"10"<"9"'];
      pairs.push('"\\x00a"<"\\x00b"', '"\\x00a"=="\\x00b"', '"\\x00"==""', '"1"=="01"');
      const wanted = [true, false, true, true, true, true, false, false, false];
      assert.deepEqual(await run(`reportResult([${pairs.join()}]);`), wanted);
    });

    it("computes CRC-32 as an unsigned number", async () => {
      const wanted = [0xcbf43926, 0, crc32(Buffer.from(JS_BYTES, "latin1"))];
      assert.deepEqual(await run(`${BYTES}reportResult([E.CRC32("123456789"),E.CRC32(""),E.CRC32(s)]);`), wanted);
    });

    it("catches what a called function throws", async () => {
      const program = `function f(m){throw m}setTimeout(function(){var r=[];
        try{f(0);r.push("on")}catch(e){r.push(e)}try{f({code:7})}catch(e){r.push(e.code)}reportResult(r)},10);`;
      assert.deepEqual(await run(program), [0, 7]);
    });
  });
}

engineSuite("engine facts: what survives (stm32)", "stm32", () => {
  const tick = (evil: string): string =>
    `var n=0,beats=0;setInterval(function(){beats++;if(n==2){n=3;${evil}}},20);
     function tick(){setTimeout(tick,20);n++;if(n==6){n=7;${evil}}if(n==12)reportResult([n,beats<9,E.getErrorFlags()])}
     setTimeout(tick,20);`;

  it("a timeout that re-armed itself survives exhausted memory; an interval does not", async () => {
    assert.deepEqual(await onBoard(tick(EXHAUST)), [12, true, ["CALLBACK", "LOW_MEMORY", "MEMORY"]]);
  });

  it("a level of nested calls takes less than 1300 bytes of stack, so that 40 fit", async () => {
    const program = `var least=1e6;function f(n){if(n>0){while(true){return 1+(2*(f(n-1)))}}
      least=Math.min(least,process.memory(false).stackFree);return 0}
      setTimeout(function(){f(0);var shallow=least;f(40);reportResult([shallow,least])},20);`;
    const [shallow, deep] = (await onBoard(program)) as [number, number];
    assert.ok(shallow - deep < 40 * 1300 && shallow - deep > 40 * 200, `${shallow} - ${deep}`);
    assert.ok(deep > 512, String(deep));
  });

  it("a throw leaves an interval and a timeout as they were", async () => {
    assert.deepEqual(await onBoard(tick("throw 0")), [12, false, []]);
  });

  it("a heap that stays full stops everything, unless the next tick starts by dropping what filled it", async () => {
    const program = (recover: string): string =>
      `var full=[],n=0,running=0,faults=0;
       function tick(){setTimeout(tick,20);${recover}var reserve=new Uint8Array(512);running=1;step();running=0}
       function step(){n++;if(n%3==0)while(1)full.push("x");if(n==10)reportResult(faults)}
       setTimeout(tick,20);`;
    assert.equal(await onBoard(program("if(running){running=0;full=[];faults++}")), 3);
    await assert.rejects(onBoard(program(""), 1000), MeasureError);
  });

  it("a listener that exhausted memory is gone, and the error event can put it back", async () => {
    const program = (recover: string): string =>
      `${CLOSE_CONSOLE}Serial2.setup(9600,{tx:A2,rx:A3});Serial3.setup(9600,{tx:B10,rx:B11});
       function onData(d){if(d=="?")Serial3.write("yes\\n");else{${EXHAUST}}}
       function install(){Serial2.removeAllListeners("data");Serial2.on("data",onData)}install();
       E.on("errorFlag",function(f){${recover}Serial3.write(f.join()+"\\n")});Serial3.write("up\\n");`;
    const talk = async (recover: string, answer: string): Promise<void> => {
      const files = { ".bootcde": program(recover) };
      const board = await QemuBoard.start({ files, serial: { 2: "collect", 3: "collect" } });
      try {
        await board.waitFor(3, "up\n", 5000);
        board.send(2, "!");
        await board.waitFor(3, "up\nCALLBACK,LOW_MEMORY,MEMORY\n", 5000);
        board.send(2, "?");
        await board.waitFor(3, "MEMORY\n" + answer, answer === "" ? 1 : 5000);
        await new Promise((resolve) => setTimeout(resolve, 150));
        assert.equal(board.received(3).toString("latin1"), "up\nCALLBACK,LOW_MEMORY,MEMORY\n" + answer);
      } finally {
        await board.stop();
      }
    };
    await talk("", "");
    await talk("E.getErrorFlags();install();", "yes\n");
  });

  it("a watch that exhausted memory is gone", async () => {
    const program = `${CLOSE_CONSOLE}var n=0;setWatch(function(){n++;Serial3.write("edge "+n+"\\n");if(n==2){${EXHAUST}}},C3,
       {repeat:true,edge:"falling"});E.on("errorFlag",function(f){Serial3.write(f.join()+"\\n")});Serial3.write("up\\n");`;
    const board = await QemuBoard.start({ files: { ".bootcde": program }, serial: { 3: "collect" } });
    try {
      await board.waitFor(3, "up\n", 5000);
      await board.edge(3);
      await board.waitFor(3, "edge 1\n", 5000);
      await board.edge(3);
      await board.waitFor(3, "CALLBACK,LOW_MEMORY,MEMORY\n", 5000);
      await board.edge(3);
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert.equal(board.received(3).toString("latin1"), "up\nedge 1\nedge 2\nCALLBACK,LOW_MEMORY,MEMORY\n");
    } finally {
      await board.stop();
    }
  });
});

engineSuite("engine facts: where code lives (stm32)", "stm32", () => {
  const bundle = (body: string): string =>
    `var firmware=function(){var $=9;return(function(P){return{run:function(){$=3;P[0](1);return $}}})
     ([function(a){$--;var x=a;${body}return x}])}();
     setTimeout(function(){reportResult([process.memory().usage,firmware.run()])},20);`;

  it("a function's body stays in flash, and sees the variable around it", async () => {
    const statements = Array.from({ length: 200 }, (_, i) => `x+=${i}*"literal ${i}".length;`).join("");
    assert.ok(statements.length > 5000);
    const [small, smallBudget] = (await onBoard(bundle(""))) as [number, number];
    const [large, largeBudget] = (await onBoard(bundle(statements))) as [number, number];
    assert.deepEqual([smallBudget, largeBudget], [2, 2]);
    assert.equal(large, small);
  });

  it("a property of global replaced by .boot0 is what .bootcde calls", async () => {
    const boot0 =
      reporter() + "var seen=[],real=digitalWrite;global.digitalWrite=function(p,v){seen.push(v);real(p,v)};";
    const program =
      CLOSE_CONSOLE + "digitalWrite(B5,1);setTimeout(function(){digitalWrite(B5,0);reportResult(seen)},10);";
    assert.deepEqual(await measure({ ".boot0": boot0, ".bootcde": program }), [1, 0]);
  });
});
