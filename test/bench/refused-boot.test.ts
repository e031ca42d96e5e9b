// A board whose keys are lost, cut short, damaged, another board's or another meter's: it says so on display and port, again and again, and
// does nothing else. The relay stays where it is.

import assert from "node:assert/strict";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Random } from "../../bench/engine/random.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { keyRoom, makeKeys, meterKeyFile, offSwitchKeyFile } from "../../bench/key-file.ts";
import type { MeterKeys } from "../../bench/key-file.ts";
import { meterParts, offSwitchParts, portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import type { Board } from "../../boards/board.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { bundles, newBench } from "../bundles.ts";

const random = new Random(7);
const make = (meterId: string): MeterKeys => makeKeys(meterId, (count) => random.byteString(count));
const KEYS = make("HASM0001");
const SECOND_US = 1_000_000;

interface Said {
  /** What left the port that speaks; and by port, where anything left another. */
  readonly spoken: string;
  readonly elsewhere: Readonly<Record<string, string>>;
  readonly rows: readonly string[];
  readonly relayMoved: boolean;
}

async function boot(name: "meter" | "offSwitch", files: Readonly<Record<string, string>>): Promise<Said> {
  const clock = new SimulationClock();
  const isMeter = name === "meter";
  const data: Board = isMeter ? meterBoard : offSwitchBoard;
  const board = new VirtualBoard({
    clock,
    name: data.name,
    variables: data.variables,
    consolePort: data.console,
    files,
  });
  const system = isMeter ? meterSystem : offSwitchSystem;
  const part = provisionedPart(system.flashBytes, system.segments, isMeter ? KEYS.meterLogs : KEYS.offSwitchLogs);
  const meter = isMeter ? meterParts(board, data, random, part) : undefined;
  const offSwitch = isMeter ? undefined : offSwitchParts(board, data, random, part);
  let spoken = "";
  const elsewhere: Record<string, string> = {};
  const speaks = portOf(data, isMeter ? "maintenance" : "link");
  for (const port of new Set(Object.values(data.parts).flatMap(({ options }) => options["port"] ?? [])))
    board.uart(String(port)).onSent((bytes: string) => {
      if (port === speaks) spoken += bytes;
      else elsewhere[String(port)] = (elsewhere[String(port)] ?? "") + bytes;
    });
  board.boot((await bundles())[name]);
  const closed = offSwitch?.relay.closed;
  clock.runUntil(25 * SECOND_US);
  return {
    spoken,
    elsewhere,
    rows: meter?.lcd.rows() ?? [],
    relayMoved: offSwitch !== undefined && (offSwitch.relay.closed !== closed || offSwitch.relay.operations > 0),
  };
}

const flip = (text: string, at: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);

describe("a board without its keys", () => {
  for (const [name, own, other] of [
    ["meter", meterKeyFile(KEYS), offSwitchKeyFile(KEYS)],
    ["offSwitch", offSwitchKeyFile(KEYS), meterKeyFile(KEYS)],
  ] as const)
    for (const [what, file, says] of [
      ["no key file", undefined, "key file missing (1)"],
      ["a key file cut short", own.slice(0, -1), "key file damaged (2)"],
      ["a key file with a bit flipped", flip(own, 20), "key file damaged (2)"],
      ["the key file of the other board", other, "key file lacks a key (3)"],
    ] as const)
      it(`${name}: ${what}`, async () => {
        const said = await boot(name, { "hasm.keyb": keyRoom(), ...(file === undefined ? {} : { "hasm.keys": file }) });
        assert.equal(said.spoken, `NO KEYS: ${says}\r\n`.repeat(3));
        // The console takes its leave where another utility's meter is wired.
        assert.deepEqual(said.elsewhere, name === "meter" ? { [meterBoard.console]: "-> null\r\n" } : {});
        if (name === "meter")
          assert.deepEqual(
            said.rows.map((row) => row.trim()),
            ["NO KEYS", says.slice(0, -4), "", ""],
          );
        assert.equal(said.relayMoved, false);
      });

  it("refuses the key file of another meter: its memory knows better", async () => {
    const bench = await newBench();
    bench.runTo(5);
    bench.central.switch("off");
    bench.runTo(10);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    for (const [board, file] of [
      [bench.meter, meterKeyFile(make("HASM0002"))],
      [bench.offSwitch, offSwitchKeyFile(make("HASM0002"))],
    ] as const)
      board.storage.load("hasm.keys", file);
    let spoken = "";
    bench.meter.uart(portOf(meterBoard, "maintenance")).onSent((bytes: string) => (spoken += bytes));
    bench.cutPower("meter");
    bench.cutPower("offSwitch");
    bench.runTo(25);
    assert.equal(spoken, "WRONG MEMORY: of another meter (4)\r\n".repeat(2));
    assert.deepEqual(
      bench.meterParts.lcd.rows().map((row: string) => row.trim()),
      ["WRONG MEMORY", "of another meter", "", ""],
    );
    bench.central.switch("on");
    bench.pressButton(3);
    bench.runTo(30);
    assert.deepEqual([bench.offSwitchParts.relay.closed, bench.offSwitchParts.relay.operations], [false, 1]);
  });
});
