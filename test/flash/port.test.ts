// The wire to a board: what keeps it from being opened, in words, and a whole run over a serial device, as a pseudo-terminal is one.

import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { FlashError } from "../../tools/flash/errors.ts";
import { openPort, portError } from "../../tools/flash/port.ts";
import { ConsoleBoard } from "./console-board.ts";
import { openPty } from "./pty.ts";
import type { Pty } from "./pty.ts";
import { given, Meters, offSwitchBoard, program, run } from "./rig.ts";

const LOOK = "Plug the board in and look for its port: ls /dev/ttyACM* /dev/ttyUSB* (macOS: ls /dev/cu.*).";
const GROUP =
  "Join the group that owns it (ls -l shows which, as a rule: sudo usermod -aG dialout $USER), log in again, and run this again.";
const busyRemedy = (path: string): string =>
  `Close whatever has it open (a terminal, a web IDE, a bench): fuser -v ${path} names it.`;

async function refused(path: string): Promise<readonly string[]> {
  try {
    (await openPort(path, { baud: 9600 })).destroy();
    return [];
  } catch (error) {
    assert.ok(error instanceof FlashError);
    return [error.fault, error.message, error.remedy];
  }
}

describe("a port that cannot be opened", () => {
  it("is not there", async () => {
    assert.deepEqual(await refused("/dev/ttyNONE"), ["no-such-port", "there is no /dev/ttyNONE", LOOK]);
  });

  it("is a TCP port where nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const path = `tcp://127.0.0.1:${port}`;
    const remedy = "Start what is to listen there, and look at host and port.";
    assert.deepEqual(await refused(path), ["no-such-port", `nobody listens at ${path}`, remedy]);
  });

  it("is no TCP port at all", async () => {
    const remedy = "Write it as tcp://host:port, as in tcp://127.0.0.1:2323.";
    for (const path of ["tcp://", "tcp://host", "tcp://host:99999", "tcp://host:1/x"])
      assert.deepEqual(await refused(path), ["no-such-port", `${path} is no TCP port`, remedy]);
  });

  it("is somebody else's", async function () {
    const denied = portError("/dev/ttyACM0", "Error: Permission denied, cannot open /dev/ttyACM0");
    assert.deepEqual(
      [denied.fault, denied.message, denied.remedy],
      ["no-permission", "no permission to open /dev/ttyACM0", GROUP],
    );
    if (process.getuid?.() === 0) return;
    const meters = new Meters();
    const path = join(meters.folder, "port");
    writeFileSync(path, "");
    chmodSync(path, 0);
    assert.deepEqual(await refused(path), ["no-permission", `no permission to open ${path}`, GROUP]);
    meters.remove();
  });

  it("fails in another way", () => {
    const { fault, message, remedy } = portError("/dev/ttyACM0", "Error: Input/output error");
    assert.deepEqual(
      [fault, message, remedy],
      [
        "port-trouble",
        "cannot open /dev/ttyACM0: Error: Input/output error",
        "Unplug the board, plug it in again, and run this again.",
      ],
    );
  });
});

describe("a serial device", () => {
  let pty: Pty | undefined;
  beforeEach(async function () {
    pty = await openPty();
    if (pty !== undefined) return;
    console.log("serial devices are not tried: script(1) makes no pseudo-terminal here");
    this.skip();
  });
  afterEach(() => pty?.close());

  it("carries a whole run, every byte of it", async () => {
    const board = new ConsoleBoard({ board: offSwitchBoard });
    board.sent = (bytes) => pty!.write(bytes);
    pty!.onData((bytes) => board.receive(bytes));
    const meters = new Meters();
    const files = given(meters.provision("HASM0042"), offSwitchBoard);
    const { lines, error } = await run({ board: offSwitchBoard, port: pty!.path, given: files, bundle: program() });
    meters.remove();
    assert.deepEqual([error, lines.at(-1)], [undefined, "ready, no faults"]);
    assert.deepEqual(board.files.all, { "hasm.keyb": files.room, "hasm.keys": files.keys, ".bootcde": program() });
  });

  it("is in use by another program", async () => {
    const { path } = pty!;
    const first = await openPort(path, { baud: 9600 });
    assert.deepEqual(await refused(path), ["port-busy", `${path} is in use by another program`, busyRemedy(path)]);
    first.destroy();
  });

  it("is pulled in the middle of a run", async () => {
    const board = new ConsoleBoard({ board: offSwitchBoard });
    let bytes = 0;
    pty!.onData((chunk) => {
      bytes += chunk.length;
      if (bytes > 3000) pty!.close();
      else board.receive(chunk);
    });
    board.sent = (text) => pty!.write(text);
    const meters = new Meters();
    const files = given(meters.provision("HASM0042"), offSwitchBoard);
    const { error } = await run({ board: offSwitchBoard, port: pty!.path, given: files, bundle: program() });
    meters.remove();
    assert.equal(error?.fault, "connection-lost");
    assert.equal(error.message, `the board at ${pty!.path} is gone: its supply or its cable`);
  });
});
