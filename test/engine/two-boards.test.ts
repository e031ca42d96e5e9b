// The whole meter on the real engine: two STM32F405RG images joined by a UART, each with its bundle in flash.

import assert from "node:assert/strict";
import { board as offSwitchBoard } from "../../boards/qemu-off-switch/board.ts";
import { board as meterBoard } from "../../boards/qemu-meter/board.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { insist, startTwins, until, usart } from "./twins.ts";
import type { Twins } from "./twins.ts";
import { dsmr } from "../dsmr.ts";

const relay = offSwitchBoard.parts["relay"]!.options as { setPin: string; resetPin: string };

/** In the wall's time; the emulated board runs no slower. */
const HELD_MS = 2500;

/** The same frame with one bit of the sealed text turned, and a CRC that fits. */
function flipped(whole: string): string {
  let payload = "";
  new FrameReceiver((found) => (payload = found)).receive(whole);
  return frame(payload.slice(0, 20) + String.fromCharCode(payload.charCodeAt(20) ^ 1) + payload.slice(21));
}

engineSuite("two boards on the STM32F405RG image", "stm32", () => {
  let twins: Twins;
  before(async () => {
    twins = await startTwins();
  });
  after(() => twins.stop());

  /** How often a coil was powered. */
  async function powered(pin: string): Promise<number> {
    const writes = await twins.offSwitch.gpioWrites();
    return writes.filter((write) => `${write.port}${write.pin}` === pin && write.level === 1).length;
  }
  const row = (number: number): string => {
    const lines = twins.meter.received(usart(meterBoard, "lcd")).toString("latin1").split("\r\n");
    return lines.reverse().find((line) => line.startsWith(`R${number}`)) ?? "";
  };

  it("boot from flash, and the link comes up", async () => {
    await until("the switch's state on the display", () => row(2).includes("Switch: on"));
    assert.equal(await powered(relay.resetPin), 0);
    assert.equal(await powered(relay.setPin), 0);
  });

  it("send a telegram that dsmr-parser accepts, with the pulses in it", async () => {
    await twins.pulse(7);
    const before = twins.han.telegrams;
    await until("a telegram after the pulses", () => twins.han.telegrams >= before + 2);
    const { objects } = dsmr.parse(twins.han.last);
    assert.equal(objects["electricity delivered tariff 2"], 0.007);
    assert.equal(objects["switch position electricity"], 1);
    assert.equal(objects["equipment identifier"], "HASM0001");
  });

  it("open the relay on a sealed remote off, and on nothing else", async () => {
    let off = "";
    const forged = flipped(twins.central.command("off"));
    const wan = (bytes: string): void => twins.meter.send(usart(meterBoard, "wan"), bytes);
    await insist(
      "a forged off to be refused",
      () => wan(forged),
      () => /Refused: [1-9]/.test(row(3)),
    );
    assert.equal(await powered(relay.resetPin), 0);
    const makeOff = (): void => wan((off = twins.central.command("off")));
    await insist("a remote off", makeOff, async () => (await powered(relay.resetPin)) > 0);
    await until("the state on the display", () => row(2).includes("Switch: off"));
    const operations = await powered(relay.resetPin);
    const refused = row(3);
    await insist(
      "the replay to be refused",
      () => wan(off),
      () => row(3) !== refused,
    );
    assert.equal(await powered(relay.resetPin), operations);
    assert.equal(await powered(relay.setPin), 0);
  });

  it("arm on a sealed remote on, and close on the button", async () => {
    const press = (): void => {
      twins.offSwitch.send(usart(offSwitchBoard, "button"), "d");
      setTimeout(() => twins.offSwitch.send(usart(offSwitchBoard, "button"), "u"), HELD_MS);
    };
    press();
    await insist(
      "a remote on",
      () => twins.central.switch("on"),
      () => row(2).includes("hold button"),
    );
    assert.equal(await powered(relay.setPin), 0);
    await insist("the button", press, async () => (await powered(relay.setPin)) > 0);
  });

  it("end without a fault", () => {
    for (const board of ["meter", "offSwitch"] as const) {
      const probe = twins.probe(board)!;
      assert.deepEqual(probe.faults, []);
      for (const [name, calls] of probe.partitions) assert.ok(calls > 0, name);
    }
  });
});
