// Flashing the real engine: the Linux build at its Telnet port, whose Storage keeps what is written, and the STM32F405RG image at the UART of
// an emulated chip, whose flash keeps nothing and says that it did.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { board as qemuBoard } from "../../boards/qemu-off-switch/board.ts";
import type { Board } from "../../boards/board.ts";
import { keyRoom, FIXED_KEYS, offSwitchKeyFile } from "../../bench/key-file.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { engineSuite, needEngine } from "../../tools/engine/available.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import { connectTo } from "../../tools/flash/connection.ts";
import type { Connection } from "../../tools/flash/connection.ts";
import { Console } from "../../tools/flash/console.ts";
import { ConsoleBoard } from "./console-board.ts";
import { given, Meters, offSwitchBoard, program, run } from "./rig.ts";

/** The only port that the Linux build opens. */
const TELNET = 2323;
const LINUX_PORT = `tcp://127.0.0.1:${TELNET}`;
/** It has the name of its own, and no bus. */
const linuxBoard: Board = { ...offSwitchBoard, engine: "LINUX", memory: { driver: "ram-nor", options: {} } };
const spoken = program().replace("Serial2", "Telnet");

async function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(TELNET, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

engineSuite("flashing the Linux engine", "linux", function () {
  this.timeout(30_000);
  const meters = new Meters();
  const folder = mkdtempSync(join(tmpdir(), "hasm-telnet-"));
  const files = given(meters.provision("HASM0042"), offSwitchBoard);
  let engine: ChildProcess | undefined;

  async function powerOn(): Promise<void> {
    await powerOff();
    engine = spawn(needEngine("linux").program, ["--telnet"], { cwd: folder, stdio: ["pipe", "ignore", "ignore"] });
    while (!(await listens())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async function powerOff(): Promise<void> {
    if (engine === undefined || engine.exitCode !== null) return;
    const ended = new Promise((resolve) => engine?.once("close", resolve));
    engine.kill("SIGKILL");
    await ended;
    engine = undefined;
  }

  before(async function () {
    if (!(await listens())) return;
    console.log(`the Linux engine is not flashed: its port ${TELNET} is taken`);
    this.skip();
  });
  beforeEach(powerOn);
  afterEach(powerOff);
  after(() => {
    meters.remove();
    rmSync(folder, { recursive: true });
  });

  async function withConsole<T>(use: (console: Console, connection: Connection) => Promise<T>): Promise<T> {
    const connection = await connectTo(LINUX_PORT, { baud: 9600 });
    const result = await use(new Console(connection), connection);
    await connection.close();
    return result;
  }

  const flash = (options: object = {}): ReturnType<typeof run> =>
    run({
      board: linuxBoard,
      port: LINUX_PORT,
      given: files,
      bundle: spoken,
      patience: { readyMs: 5000, quietMs: 200 },
      ...options,
    });

  it("says of each key what the model of a console says", async () => {
    const board = new ConsoleBoard({ board: { ...offSwitchBoard, engine: "LINUX" } });
    let modelled = "";
    board.sent = (bytes) => (modelled += bytes);
    const typed = [
      "\n",
      "\x05",
      "\n",
      "\x10print(1+1)\n",
      '\x10try{print("<"+"#1="+JSON.stringify(nobody)+"#>")}catch(e){print("caught")}\n',
    ];
    await withConsole(async (_console, connection) => {
      await connection.changed(300);
      for (const keys of typed) {
        connection.forget();
        modelled = "";
        connection.write(keys);
        await connection.changed(500);
        await new Promise((resolve) => setTimeout(resolve, 100));
        board.receive(keys);
        assert.equal(connection.received, modelled, JSON.stringify(keys));
      }
    });
  });

  it("writes, reads back, starts, and a second time finds all there", async () => {
    const { lines, error } = await flash();
    assert.equal(error, undefined);
    assert.deepEqual(lines.slice(1, 4), [
      "write hasm.keyb, room for changed keys",
      "write hasm.keys, the keys of HASM0042",
      `write .bootcde, the bundle of ${spoken.length} bytes`,
    ]);
    assert.equal(lines.at(-1), "ready, no faults");
    const silent = await flash();
    assert.equal(silent.error?.fault, "no-answer");
  });

  it("a bundle of which only a part arrived starts nothing, and the next run repairs it", async () => {
    const { text } = await buildBoard(offSwitchBoard);
    rmSync(join(folder, "espruino.flash"), { force: true });
    await powerOn();
    const part = await flash({ bundle: text.slice(0, 6000), patience: { readyMs: 500, quietMs: 100 } });
    assert.equal(part.error?.fault, "not-ready");
    assert.match(
      part.error.message,
      /^the board was flashed and is not ready: Uncaught SyntaxError: Got \S+ expected /,
    );
    await powerOn();
    const { lines, error } = await flash();
    assert.deepEqual([error, lines[2], lines.at(-1)], [undefined, "remove .bootcde", "ready, no faults"]);
  });

  it("--lock: the engine runs it where it would pass over the other, as with the button held", async () => {
    rmSync(join(folder, "espruino.flash"), { force: true });
    for (const [name, ran] of [
      [".bootcde", "false"],
      [".bootrst", "true"],
    ] as const) {
      await powerOn();
      const after = await withConsole(async (console) => {
        await console.identify();
        await console.evaluate(`require("Storage").write("${name}","global.ran=true")`);
        console.send("reset( )");
        await new Promise((resolve) => setTimeout(resolve, 300));
        return console.evaluate("global.ran===true");
      });
      assert.equal(String(after), ran, name);
    }
  });
});

engineSuite("flashing the STM32F405RG image", "stm32", function () {
  this.timeout(60_000);
  let server: Server | undefined;
  let board: QemuBoard | undefined;
  afterEach(async () => {
    server?.close();
    await board?.stop();
  });

  it("finds that the emulated flash keeps nothing", async () => {
    const meters = new Meters();
    const files = given(meters.provision("HASM0042"), offSwitchBoard);
    meters.remove();
    board = await QemuBoard.start({ files: { readme: "x" }, serial: { 1: "collect" } });
    const emulated = board;
    server = createServer({ noDelay: true }, (socket) => {
      emulated.onBytes(1, (bytes) => void socket.write(bytes));
      socket.on("data", (bytes: Buffer) => emulated.send(1, bytes));
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    await emulated.waitFor(1, ">", 10_000);
    const port = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { lines, error } = await run({ board: qemuBoard, port, given: files, bundle: program() });
    assert.equal(lines[0], `STM32F405RG with Espruino 2v29.277 answers at ${port}`);
    assert.deepEqual(
      [error?.fault, error?.message],
      [
        "not-written",
        "hasm.keyb does not read back: 6148 bytes with CRC 8b0e75d4 were sent, and the flash holds nothing",
      ],
    );
  });

  it("says that it is ready once it runs, and what its heap holds", async () => {
    const files = {
      ".bootcde": (await buildBoard(qemuBoard)).text,
      "hasm.keys": offSwitchKeyFile(FIXED_KEYS),
      "hasm.keyb": keyRoom(),
    };
    board = await QemuBoard.start({ files, serial: { 1: "collect" }, icount: "shift=3" });
    const said = await board.waitFor(1, "variables", 20_000);
    await board.waitFor(1, (sent) => sent.toString("latin1").endsWith("\r\n"), 1000);
    assert.match(said.toString("latin1") + board.tail(1), /HASM ready, faults 0, variables \d{3,4} of 5450/);
  });
});
