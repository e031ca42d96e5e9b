// One emulated board, and two joined by a wire: UARTs, pins, edges, errors and measurements.

import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { engineSuite } from "../../tools/engine/available.ts";
import { sinceNs } from "../../tools/engine/chip-time.ts";
import { MeasureError, measure, reporter, stampCalls } from "../../tools/engine/measure.ts";
import { BoardError, QemuBoard } from "../../tools/engine/qemu.ts";
import { Wire } from "../../tools/engine/wire.ts";

const CLOSE_CONSOLE = "E.setConsole(null,{force:true});";

engineSuite("emulated board", "stm32", () => {
  const boards: QemuBoard[] = [];
  const start = async (...options: Parameters<typeof QemuBoard.start>): Promise<QemuBoard> => {
    const board = await QemuBoard.start(...options);
    boards.push(board);
    return board;
  };
  afterEach(async () => {
    await Promise.all(boards.splice(0).map((board) => board.stop()));
  });
  const text = (bytes: Buffer): string => bytes.toString("latin1");
  const echo = (port: number, pins: string): string =>
    `Serial${port}.setup(19200,{${pins}});Serial${port}.on("data",function(d){Serial${port}.write("${port}"+d)});` +
    `Serial${port}.write("up${port}\\n");`;

  it("has six UARTs at once, each on the socket of its number", async () => {
    const pins = ["tx:B6,rx:B7", "tx:A2,rx:A3", "tx:B10,rx:B11", "tx:A0,rx:A1", "tx:C12,rx:D2", "tx:C6,rx:C7"];
    const program = CLOSE_CONSOLE + pins.map((both, at) => echo(at + 1, both)).join("");
    const use = { 1: "collect", 2: "collect", 3: "collect", 4: "collect", 5: "collect", 6: "collect" } as const;
    const board = await start({ files: { ".bootcde": program }, serial: use });
    for (const usart of [1, 2, 3, 4, 5, 6] as const) {
      await board.waitFor(usart, `up${usart}\n`, 5000);
      board.send(usart, "\x03");
      await board.waitFor(usart, `up${usart}\n${usart}\x03`, 5000);
    }
  });

  it("joins a stream both ways", async () => {
    const [mine, theirs] = duplexPair();
    const program = CLOSE_CONSOLE + echo(2, "tx:A2,rx:A3");
    const board = await start({ files: { ".bootcde": program }, serial: { 2: theirs } });
    await board.waitFor(2, "up2\n", 5000);
    mine.write("x");
    const all = await board.waitFor(2, "2x", 5000);
    assert.equal(text(mine.read() as Buffer), text(all));
  });

  it("hears each byte of a burst where bytes go by its own time, which goes on", async () => {
    const program =
      `${CLOSE_CONSOLE}var got="";Serial2.setup(19200,{tx:A2,rx:A3});` +
      'Serial2.on("data",function(d){got+=d;if(d.indexOf("\\n")>=0)Serial2.write(got)});Serial2.write("up\\n");';
    const files = { ".bootcde": program };
    const board = await start({ files, serial: { 2: "collect" }, icount: "shift=3", pace: "chip" });
    await board.waitFor(2, "up\n", 20_000);
    const before = (await board.nowNs())!;
    const burst = "0123456789".repeat(8) + "\n";
    board.send(2, burst.slice(0, 40));
    board.send(2, burst.slice(40));
    await board.waitFor(2, burst, 50_000);
    const tookMs = sinceNs(before, (await board.nowNs())!) / 1e6;
    assert.ok(tookMs >= burst.length, `${tookMs} ms`);
    await board.stop();
    assert.equal(await board.nowNs(), undefined);
  });

  it("shows pin writes in order, and after the end", async () => {
    const program = `${CLOSE_CONSOLE}digitalWrite(B5,1);digitalWrite(B5,0);digitalWrite(C13,1);Serial2.write("done");`;
    const board = await start({ files: { ".bootcde": program }, serial: { 2: "collect" }, traceGpio: true });
    await board.waitFor(2, "done", 5000);
    const wanted = ["B5=1", "B5=0", "C13=1"];
    const seen = async (): Promise<string[]> =>
      (await board.gpioWrites())
        .map(({ port, pin, level }) => `${port}${pin}=${level}`)
        .filter((write) => /^(B5|C13)=/.test(write));
    assert.deepEqual(await seen(), wanted);
    await board.stop();
    assert.deepEqual(await seen(), wanted);
  });

  it("fires a watch at every edge", async () => {
    const program =
      CLOSE_CONSOLE +
      'setWatch(function(e){Serial2.write("edge "+e.state+"\\n")},C3,{repeat:true,edge:"falling"});Serial2.write("up\\n");';
    const board = await start({ files: { ".bootcde": program }, serial: { 2: "collect" }, icount: "shift=3" });
    await board.waitFor(2, "up\n", 5000);
    for (let edges = 1; edges <= 3; edges++) {
      await board.edge(3);
      await board.waitFor(2, "up\n" + "edge false\n".repeat(edges), 5000);
    }
    await board.edge(4);
    await wait(100);
    assert.equal(text(board.received(2)), "up\n" + "edge false\n".repeat(3));
  });

  describe("wire between two boards", () => {
    const asker = `${CLOSE_CONSOLE}Serial3.setup(19200,{tx:B10,rx:B11});Serial3.on("data",function(d){Serial2.write(d)});
      Serial2.setup(19200,{tx:A2,rx:A3});Serial2.on("data",function(d){Serial3.write(d)});Serial2.write("up\\n");`;
    const pair = async (): Promise<[QemuBoard, QemuBoard]> => {
      const a = await start({ files: { ".bootcde": asker }, serial: { 2: "collect", 3: "collect" } });
      const b = await start({
        files: { ".bootcde": CLOSE_CONSOLE + echo(5, "tx:C12,rx:D2") },
        serial: { 5: "collect" },
      });
      await a.waitFor(2, "up\n", 5000);
      await b.waitFor(5, "up5\n", 5000);
      return [a, b];
    };

    it("carries, can be cut, and can be mended", async () => {
      const [a, b] = await pair();
      const wire = new Wire({ board: a, usart: 3 }, { board: b, usart: 5 });
      a.send(2, "p");
      await a.waitFor(2, "up\n5p", 5000);
      assert.deepEqual([text(wire.carried("b")), text(wire.carried("a"))], ["p", "5p"]);
      wire.cut();
      a.send(2, "q");
      await a.waitFor(3, "pq", 5000);
      await wait(50);
      assert.deepEqual([text(wire.carried("b")), text(a.received(2))], ["p", "up\n5p"]);
      wire.mend();
      a.send(2, "r");
      await a.waitFor(2, "up\n5p5r", 5000);
      wire.unplug();
      a.send(2, "s");
      await a.waitFor(3, "pqrs", 5000);
      assert.equal(text(wire.carried("b")), "pr");
    });

    it("can change and delay what passes", async () => {
      const [a, b] = await pair();
      const alter = (bytes: Buffer, toward: "a" | "b"): Uint8Array =>
        toward === "b" ? Buffer.from(text(bytes).toUpperCase(), "latin1") : bytes;
      new Wire({ board: a, usart: 3 }, { board: b, usart: 5 }, { alter, delayMs: 60 });
      const before = Date.now();
      a.send(2, "p");
      await a.waitFor(2, "up\n5P", 5000);
      assert.ok(Date.now() - before >= 115);
    });
  });

  const faultOf = async (work: Promise<unknown>): Promise<[string, string]> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof BoardError || error instanceof MeasureError) return [error.fault, error.message];
    throw new Error("no BoardError or MeasureError", { cause: error });
  };

  it("says what did not come, and what did", async () => {
    const serial = { 2: "collect" } as const;
    const board = await start({
      files: { ".bootcde": `${CLOSE_CONSOLE}Serial2.write("pang")` },
      serial,
      limitMs: 1500,
    });
    await board.waitFor(2, "pang", 1000);
    const silent = '"pong" did not come from USART 2 within 100 ms; last was "pang"';
    assert.deepEqual(await faultOf(board.waitFor(2, "pong", 100)), ["silent", silent]);
    const ended = 'what was awaited did not come from USART 2 before the board ended; last was "pang"';
    assert.deepEqual(await faultOf(board.waitFor(2, () => false, 20_000)), ["ended", ended]);
    assert.equal(board.running, false);
    assert.throws(
      () => {
        board.send(3, "x");
      },
      new BoardError("not-in-use", "USART 3 of this board is not in use"),
    );
    const untraced = "this board was started without traceGpio";
    assert.deepEqual(await faultOf(board.gpioWrites()), ["not-in-use", untraced]);
  });

  it("measures, and shows the console when there is no result", async () => {
    const report = { ".boot0": reporter() };
    const late = { ...report, ".bootcde": `${CLOSE_CONSOLE}setTimeout(reportResult,50,{a:[1,"\\n"]})` };
    assert.deepEqual(await measure(late), { a: [1, "\n"] });
    const mute = measure({ ...report, ".bootcde": 'Serial6.write("so far");no.such' }, { timeoutMs: 600 });
    const [fault, message] = await faultOf(mute);
    assert.equal(fault, "no-report");
    const start = 'a result did not come from USART 6 within 600 ms; last was "so far"; the console\'s last was "';
    assert.equal(message.slice(0, start.length), start);
    assert.match(message, /ReferenceError: \\"no\\" is not defined/);
    const broken = measure({ ".bootcde": 'Serial6.write("#RESULT {1\\n")' });
    assert.deepEqual(await faultOf(broken), ["not-json", "the result is not JSON: {1"]);
  });

  it("repeats every figure exactly", async () => {
    const program = `${CLOSE_CONSOLE}setTimeout(function(){digitalWrite(B5,1);digitalPulse(B6,1,5);
      setTimeout(function(){reportResult([stamps,getTime(),process.memory(false).usage])},20)},50)`;
    const files = { ".boot0": reporter(), ".boot1": stampCalls(["digitalWrite", "digitalPulse"]), ".bootcde": program };
    const first = (await measure(files)) as [[string, number, string, number][], number, number];
    assert.deepEqual(
      first[0].map(([name, , pin, level]) => [name, pin, level]),
      [
        ["digitalWrite", "B5", 1],
        ["digitalPulse", "B6", 1],
      ],
    );
    for (let run = 0; run < 4; run++) assert.deepEqual(await measure(files), first);
  });
});
