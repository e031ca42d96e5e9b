// A quarter of an hour on the STM32F405RG image, idle time jumped: the report of the interval is sealed on the board, by the part of
// tweetnacl that it carries, and opened here by the whole of it.

import assert from "node:assert/strict";
import { board } from "../../boards/qemu-meter/board.ts";
import { toByteString } from "../../bench/byte-string.ts";
import { CentralSystem } from "../../bench/central/central-system.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import { keyRoom, meterKeyFile } from "../../bench/key-file.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { STATUS_PARTIAL, STATUS_POWER_FAIL } from "../../firmware/messages/reading.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { KEYS, usart } from "./twins.ts";

const START_S = Number(board.parts["clock"]!.options["epochSeconds"]);
const PULSES = 5;

const SCENARIO = `${reporter(usart(board, "lcd"))}
var wan=[];
${portOf(board, "wan")}.write=function(b){wan.push(btoa(b))};
setTimeout(function(){${portOf(board, "importPulses")}.emit("data","${"p".repeat(PULSES)}")},60000);
setTimeout(function(){reportResult({wan:wan,faults:hasm.faults})},905000);`;

engineSuite("a billing interval on the STM32F405RG image", "stm32", () => {
  it("ends in a sealed report that the central system opens, once", async () => {
    const bundle = (await buildBoard(board)).text;
    const files = {
      ".boot0": SCENARIO,
      ".bootcde": bundle,
      "hasm.keys": meterKeyFile(KEYS),
      "hasm.keyb": keyRoom(),
    };
    const result = (await measure(files, { usart: usart(board, "lcd"), timeoutMs: 50_000 })) as {
      wan: string[];
      faults: unknown[];
    };
    assert.deepEqual(result.faults, []);
    assert.equal(result.wan.length, 1);
    const central = new CentralSystem(volatileMemory(KEYS));
    const bytes = toByteString(Buffer.from(result.wan[0]!, "base64"));
    central.receive(bytes);
    assert.deepEqual(central.reports, [
      {
        endUtcSeconds: START_S + 900,
        importWh: PULSES,
        // 1 Wh in the 840 s since the last pulse.
        powerW: 4,
        intervalWh: PULSES,
        switchState: "?",
        status: STATUS_PARTIAL | STATUS_POWER_FAIL,
        alarms: 0,
        exportWh: 0,
        exportPowerW: 0,
        rate: 0,
        isLowRate: false,
        isProtected: false,
        lowWh: 0,
        price1e5: 0,
        charged1e5: 0,
        currency: "",
        localQuarters: 4,
        isSummerTime: false,
        otherMedium: 0,
        otherLitres: 0,
        otherUtcSeconds: 0,
        faults: 0,
        refusedFrames: 0,
        refusedMessages: 0,
      },
    ]);
    central.receive(bytes);
    assert.deepEqual([central.figures.accepted, central.figures.rejected], [1, 1]);
  });
});
