// Drivers that are a UART and little more: the serial port itself, and what stands in for pins on an emulated board.

import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import { faultOf } from "./driven-steps.ts";
import { DriverOnBoard } from "./on-board.ts";

describe("uart on a virtual board", () => {
  const options = { port: "Serial3", tx: "D8", rx: "D9", baud: 19200 };

  it("sends and posts every byte value unchanged, at its own baud rate", async () => {
    const driver = (await DriverOnBoard.build("uart", options)).boot();
    const wire = driver.board.uart("Serial3");
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
    let sent = "";
    wire.onSent((bytes) => (sent += bytes));
    driver.call("send", all);
    wire.receive(all);
    driver.wait(1000);
    assert.equal(wire.baud, 19200);
    assert.equal(sent, all);
    assert.equal(driver.posts.join(""), all);
    assert.ok(driver.posts.every((chunk) => chunk.length >= 1 && chunk.length <= 64));
  });

  it("without rx configures no receive pin, so that nothing arrives", async () => {
    const driver = (await DriverOnBoard.build("uart", { port: "Serial1", tx: "B6", baud: 115200 })).boot();
    const wire = driver.board.uart("Serial1");
    let sent = "";
    wire.onSent((bytes) => (sent += bytes));
    wire.receive("attack");
    driver.call("send", "telegram");
    driver.wait(1000);
    assert.deepEqual(driver.posts, []);
    assert.equal(sent, "telegram");
  });

  it("sends text for whatever it is given: an object cannot stand for a flood", async () => {
    const driver = (await DriverOnBoard.build("uart", options)).boot();
    let sent = "";
    driver.board.uart("Serial3").onSent((bytes) => (sent += bytes));
    driver.call("send", { data: "x", count: 100_000 });
    driver.wait(1000);
    assert.equal(sent, "[object Object]");
  });
});

describe("uart-pulse on a virtual board", () => {
  const options = { port: "Serial5", rx: "D2", baud: 19200 };

  it("counts each p, alone or in one chunk, and nothing else", async () => {
    const driver = (await DriverOnBoard.build("uart-pulse", options)).boot().wait(1000);
    const wire = driver.board.uart("Serial5");
    wire.receive("p");
    driver.wait(600);
    wire.receive("xpP\npp\x00");
    driver.wait(100);
    assert.equal(driver.call("count"), 4);
  });

  it("shares the time among pulses that the engine hands over together, and takes the fault from the last of them", async () => {
    const text = await bundleDrivers(
      `import { open } from "./uart-pulse.ts"; global.pulses = open(${JSON.stringify(options)});`,
    );
    let seconds = 10;
    let hear = (bytes: string): unknown => bytes;
    const port = { setup: () => undefined, on: (_: string, run: typeof hear) => (hear = run) };
    const global: { Serial5: object; pulses?: { spacingMs(): number; fault: number } } = { Serial5: port };
    runInNewContext(text, { global, getTime: () => seconds, Math });
    hear("p");
    seconds = 10.75;
    hear("ppp");
    assert.equal(global.pulses?.spacingMs(), 250);
    for (const [bytes, fault] of [
      ["pps", PART_STUCK],
      ["xx", PART_STUCK],
      ["sxp", PART_OK],
      ["psx", PART_STUCK],
      ["p", PART_OK],
    ] as const) {
      hear(bytes);
      assert.equal(global.pulses?.fault, fault, bytes);
    }
  });

  it("says the spacing of the latest pulses, or how long there was none", async () => {
    const driver = (await DriverOnBoard.build("uart-pulse", options)).boot().wait(1000);
    const wire = driver.board.uart("Serial5");
    wire.receive("p");
    driver.wait(600);
    assert.equal(driver.call("spacingMs"), 0);
    wire.receive("p");
    driver.wait(100);
    const spacingMs = driver.call("spacingMs") as number;
    assert.ok(spacingMs >= 600 && spacingMs <= 611, `${spacingMs}`);
    driver.wait(2000);
    assert.ok((driver.call("spacingMs") as number) >= 2000);
  });
});

describe("uart-clamp on a virtual board", () => {
  const options = { port: "Serial5", rx: "D2", baud: 19200 };

  it("takes what stands between c and ;, and says -1 and nonsense for what is no number of milliamperes", async () => {
    const driver = (await DriverOnBoard.build("uart-clamp", options)).boot().wait(1000);
    for (const [bytes, milliamperes, fault] of [
      ["1500;", -1, PART_OK],
      ["c1500;", 1500, PART_OK],
      ["c17", 1500, PART_OK],
      ["00;3;", 1700, PART_OK],
      ["c9c0;", 0, PART_OK],
      ["c9999999;", 9_999_999, PART_OK],
      ["c10000000;", -1, PART_NONSENSE],
      ["c1;", 1, PART_OK],
      ["c;", -1, PART_NONSENSE],
      ["c2;", 2, PART_OK],
      ["c1-2;", -1, PART_NONSENSE],
      ["c3;", 3, PART_OK],
    ] as const) {
      driver.board.uart("Serial5").receive(bytes);
      driver.wait(100);
      assert.deepEqual([driver.call("milliamperes"), faultOf(driver)], [milliamperes, fault], bytes);
    }
  });

  it("shares a port with uart-pulse: each hears its own", async () => {
    const text = await bundleDrivers(`
      import { open as openPulse } from "./uart-pulse.ts";
      import { open as openClamp } from "./uart-clamp.ts";
      const pulses = openPulse(${JSON.stringify(options)});
      const clamp = openClamp(${JSON.stringify(options)});
      global.read = function () { return [pulses.count(), clamp.milliamperes()].join(); };`);
    const { board, clock } = await DriverOnBoard.build("uart", { port: "Serial1", tx: "B6", baud: 9600 });
    board.boot(text);
    clock.runUntil(1_000_000);
    board.uart("Serial5").receive("pc2500;ppc;pc70;");
    clock.runUntil(2_000_000);
    assert.equal((board.global("read") as () => string)(), "4,70");
  });
});

describe("uart-button on a virtual board", () => {
  it("posts for d and u, and how long it was down, in order, and for nothing else", async () => {
    const driver = (await DriverOnBoard.build("uart-button", { port: "Serial3", rx: "B11", baud: 19200 })).boot();
    const say = (bytes: string, ms: number): void => {
      driver.board.uart("Serial3").receive(bytes);
      driver.wait(ms);
    };
    say("dx", 2300);
    say("u\ndD", 40_000);
    say("u", 100);
    assert.deepEqual(driver.posts, ["\x01", "\x00\x17", "\x01", "\x00\xff"]);
  });

  it("is stuck from s on, up to the next of the others, and posts nothing for it", async () => {
    const driver = (await DriverOnBoard.build("uart-button", { port: "Serial3", rx: "B11", baud: 19200 })).boot();
    for (const [bytes, fault] of [
      ["d", PART_OK],
      ["s", PART_STUCK],
      ["x", PART_STUCK],
      ["u", PART_OK],
      ["s", PART_STUCK],
      ["d", PART_OK],
    ] as const) {
      driver.board.uart("Serial3").receive(bytes);
      driver.wait(100);
      assert.equal(faultOf(driver), fault, bytes);
    }
    assert.deepEqual(driver.posts, ["\x01", "\x00\x03", "\x01"]);
  });
});

describe("uart-display on a virtual board", () => {
  it("sends a line for each row that changes", async () => {
    const driver = (await DriverOnBoard.build("uart-display", { port: "Serial6", tx: "C6", baud: 115200 })).boot();
    let sent = "";
    driver.board.uart("Serial6").onSent((bytes) => (sent += bytes));
    driver.call("write", 0, "HASM");
    driver.call("write", 0, "HASM");
    driver.call("write", 3, "longer than twenty characters");
    driver.wait(100);
    assert.equal(sent, "R0 HASM                \r\nR3 longer than twenty c\r\n");
  });
});

describe("uart-display and uart-pulse on one UART of a virtual board", () => {
  const display = `const display = openDisplay({ port: "Serial6", tx: "C6", baud: 19200 });`;
  const pulses = `const pulses = openPulse({ port: "Serial6", rx: "C7", baud: 19200 });`;

  for (const [order, opening] of [
    ["display first", display + pulses],
    ["pulses first", pulses + display],
  ] as const) {
    it(`${order}: rows go out, pulses come in, and neither minds the other`, async () => {
      const text = await bundleDrivers(`
        import { open as openDisplay } from "./uart-display.ts";
        import { open as openPulse } from "./uart-pulse.ts";
        ${opening}
        const show = function () {
          setTimeout(show, 100);
          display.write(0, "appears " + pulses.count());
        };
        show();`);
      const { board, clock } = await DriverOnBoard.build("uart", { port: "Serial1", tx: "B6", baud: 9600 });
      let sent = "";
      board.uart("Serial6").onSent((bytes) => (sent += bytes));
      board.boot(text);
      clock.runUntil(250_000);
      board.uart("Serial6").receive("ppxp");
      clock.runUntil(500_000);
      assert.equal(sent, "R0 appears 0           \r\nR0 appears 3           \r\n");
      assert.equal(board.console, "");
    });
  }
});

describe("engine-clock on a virtual board", () => {
  it("starts at its epoch with the board and runs with it", async () => {
    const driver = (await DriverOnBoard.build("engine-clock", { epochSeconds: 1_735_689_600 })).boot();
    assert.equal(driver.call("utcSeconds"), 1_735_689_600);
    driver.wait(61_500);
    assert.equal(driver.call("utcSeconds"), 1_735_689_661);
  });
});

describe("unsensed-relay on a virtual board", () => {
  it("starts closed, remembers, and pulses one coil for each order", async () => {
    const options = { setPin: "B5", resetPin: "B4", coilMs: 50 };
    const driver = (await DriverOnBoard.build("unsensed-relay", options)).boot();
    const edges: string[] = [];
    driver.board.pin("B5").onWrite((level) => edges.push(`set ${level}`));
    driver.board.pin("B4").onWrite((level) => edges.push(`reset ${level}`));
    assert.equal(driver.call("isClosed"), true);
    driver.call("drive", false);
    driver.wait(200);
    assert.equal(driver.call("isClosed"), false);
    driver.call("drive", true);
    driver.wait(200);
    assert.equal(driver.call("isClosed"), true);
    assert.deepEqual(edges, ["reset 1", "reset 0", "set 1", "set 0"]);
    assert.equal(faultOf(driver), PART_OK);
  });
});

describe("espruino on a virtual board", () => {
  it("is a processor: time, timer, byte strings, files, console and watchdog", async () => {
    const driver = (await DriverOnBoard.build("espruino", {})).boot().wait(1000);
    const beforeMs = driver.call("nowMs") as number;
    driver.wait(500);
    assert.ok((driver.call("nowMs") as number) - beforeMs >= 500);
    assert.equal(driver.call("crc32", "123456789"), 0xcbf43926);
    assert.deepEqual([...(driver.call("toBytes", "a\xff") as Uint8Array)], [97, 255]);
    assert.equal(driver.call("readFile", "none"), "");
    driver.call("closeConsole", "");
    driver.board.uart("Serial2").receive("print(1)\n");
    driver.wait(100);
    assert.equal(driver.board.replInput, "");
    let said = "";
    driver.board.uart("Serial2").onSent((bytes) => (said += bytes));
    driver.call("announce", "HASM ready");
    driver.wait(100);
    assert.equal(said, "HASM ready\r\n");
    driver.call("startWatchdog", 2);
    driver.wait(1500).call("kickWatchdog");
    driver.wait(1500);
    assert.equal(driver.board.resets.watchdog, 0);
    driver.wait(1000);
    assert.equal(driver.board.resets.watchdog, 1);
  });
});
