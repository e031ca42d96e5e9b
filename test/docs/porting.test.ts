// docs/porting.md: the board of its worked example is built and judged as it stands there, and lives on a virtual board; and of each change to it
// the build says what the page says.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AT_ONCE, installed, STATE } from "../../bench/switch-values.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Random } from "../../bench/engine/random.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { FIXED_KEYS, keyRoom, offSwitchKeyFile } from "../../bench/key-file.ts";
import { offSwitchParts } from "../../bench/virtual-parts.ts";
import type { Board, Part } from "../../boards/board.ts";
import { board as nucleo } from "../../boards/nucleo-f401re/board.ts";
import { encodeState, FIELDS, WAIT } from "../../firmware/off-switch/switch.ts";
import { system } from "../../firmware/off-switch/system.ts";
import { boards, buildBoard, systems } from "../../tools/build/build.ts";
import { checkPolicy } from "../../tools/policy/check.ts";
import { codes, page, rows, section } from "./page.ts";

const text = page("docs/porting.md");
const example = section(text, "Worked example: a NUCLEO-F411RE as off-switch board");

type Change = (board: Board) => Board;
const withPart =
  (name: string, part: Part): Change =>
  (board) => ({ ...board, parts: { ...board.parts, [name]: part } });

/** What the first column of the page's table says, done. */
const CHANGES: Readonly<Record<string, Change>> = {
  "the button at B5": withPart("button", { driver: "push-button", options: { watchPin: "B5" } }),
  "the link on Serial2": withPart("link", {
    driver: "uart",
    options: { port: "Serial2", tx: "A2", rx: "A3", baud: 19200 },
  }),
  '`setPin: "PB5"`': (board) =>
    withPart("relay", { driver: "latching-relay", options: { ...board.parts["relay"]!.options, setPin: "PB5" } })(
      board,
    ),
  "no watchdog": (board) => ({ ...board, watchdogSeconds: 0 }),
  "a flash part of 64 KB": (board) => ({
    ...board,
    memory: { ...board.memory!, options: { ...board.memory!.options, bytes: 65536 } },
  }),
  "no button": (board) => ({
    ...board,
    parts: Object.fromEntries(Object.entries(board.parts).filter(([name]) => name !== "button")),
  }),
  "a lamp that no system knows": withPart("lamp", { driver: "push-button", options: { watchPin: "C8" } }),
  "the button on a UART": withPart("button", {
    driver: "uart-button",
    options: { port: "Serial6", rx: "C7", baud: 19200 },
  }),
  "no flash part": (board) => {
    const { memory, ...rest } = board;
    assert.ok(memory);
    return rest;
  },
};

describe("docs/porting.md", () => {
  let folder = "";
  let board: Board;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "hasm-porting-"));
    const source = /```ts\n([\s\S]*?)```/.exec(example)![1]!;
    mkdirSync(join(folder, "boards/nucleo-f411re"), { recursive: true });
    const file = join(folder, "boards/nucleo-f411re/board.ts");
    writeFileSync(file, source);
    ({ board } = (await import(pathToFileURL(file).href)) as { board: Board });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows a board that is built, and lives: it says that it is ready, and its relay does as the button says", async () => {
    assert.notEqual(board.name, nucleo.name);
    assert.deepEqual(checkPolicy({ systems, boards: [...boards, board] }), []);
    const { text: bundle } = await buildBoard(board);
    const clock = new SimulationClock();
    const files = { "hasm.keys": offSwitchKeyFile(FIXED_KEYS), "hasm.keyb": keyRoom() };
    const { name, variables } = board;
    const virtual = new VirtualBoard({ clock, name, variables, consolePort: board.console, files });
    // Open, and nothing keeps it so: the button closes it.
    const state = new Uint32Array(FIELDS);
    state[WAIT] = 3600;
    const values = new Map([...installed(false, AT_ONCE), [STATE, encodeState(state)] as const]);
    const content = provisionedPart(system.flashBytes, system.segments, FIXED_KEYS.offSwitchLogs, values);
    const parts = offSwitchParts(virtual, board, new Random(1), content, false);
    let said = "";
    virtual.uart(board.console).onSent((bytes) => (said += bytes));
    virtual.boot(bundle);
    clock.runUntil(5_000_000);
    assert.match(said, /HASM ready, faults 0/);
    assert.equal(parts.relay.closed, false);
    parts.button.press();
    clock.runUntil(7_500_000);
    parts.button.release();
    clock.runUntil(9_000_000);
    assert.equal(parts.relay.closed, true);
  });

  it("says of each change what the build says", () => {
    const table = rows(example);
    assert.deepEqual(table.map(([changed]) => changed).sort(), Object.keys(CHANGES).sort());
    for (const [changed = "", says = ""] of table) {
      const found = checkPolicy({ systems, boards: [...boards, CHANGES[changed]!(board)] });
      assert.deepEqual(
        found.map(({ message }) => message),
        codes(says),
        changed,
      );
    }
  });
});
