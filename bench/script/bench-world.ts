// Acts of the consumer's hands and of the world around the meter, done on the bench: all of them at once.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { Bench, BoardName } from "../bench.ts";
import { UserError } from "../user-error.ts";
import { i2cPlace } from "../virtual-parts.ts";
import type { Deed, PartName } from "./deed.ts";

export type WorldDeed = Extract<
  Deed,
  { kind: "button" | "load" | "sun" | "bypass" | "cut" | "weld" | "mend" | "plug" }
>;

const KINDS: ReadonlySet<Deed["kind"]> = new Set<WorldDeed["kind"]>([
  ...(["button", "load", "sun", "bypass", "cut", "weld", "mend", "plug"] as const),
]);

export function isWorld(deed: Deed): deed is WorldDeed {
  return KINDS.has(deed.kind);
}

type Plug = (bench: Bench, isIn: boolean) => void;

function i2cPlug(device: "clock" | "lcd", supply: Plug): Plug {
  return (bench, isIn) => {
    const { bus, address } = i2cPlace(bench.meter, meterBoard, device);
    if (isIn) bus.attach(address, bench.meterParts[device]);
    else bus.detach(address);
    supply(bench, isIn);
  };
}

const PLUGS: Readonly<Record<PartName, Plug>> = {
  clamp: (bench, isIn) => (bench.meterParts.clamp.plug = isIn ? "plugged" : "unplugged"),
  "import-pulses": (bench, isIn) => (bench.meterParts.importPulses.wire = isIn ? "joined" : "cut"),
  "export-pulses": (bench, isIn) => (bench.meterParts.exportPulses.wire = isIn ? "joined" : "cut"),
  // Its battery keeps it going.
  clock: i2cPlug("clock", (bench, isIn) => {
    if (isIn) bench.meterParts.clock.restoreSupply();
    else bench.meterParts.clock.cutSupply();
  }),
  display: i2cPlug("lcd", (bench) => {
    bench.meterParts.lcd.powerCycle();
  }),
  button: (bench, isIn) => (bench.offSwitchParts.button.wire = isIn ? "joined" : "cut"),
  contact: (bench, isIn) => {
    if (isIn) bench.offSwitchParts.relay.rejoin("feedback-cut");
    else bench.offSwitchParts.relay.break("feedback-cut");
  },
  "gas-meter": (bench, isIn) => (bench.meterParts.otherUtility.isAway = !isIn),
};

export class BenchWorld {
  readonly #bench: Bench;
  readonly #out = new Set<PartName>();
  #buttonUntilUs = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** Parts whose plug is out. */
  get unplugged(): readonly PartName[] {
    return [...this.#out];
  }

  /** What was done. Throws UserError. */
  perform(deed: WorldDeed): string {
    switch (deed.kind) {
      case "button":
        return this.#press(deed.seconds);
      case "load":
        this.#bench.feeds.holdLoad(deed.watts);
        return deed.watts === undefined ? "the load goes on by itself" : `the load is held at ${deed.watts} W`;
      case "sun":
        this.#bench.holdSun(deed.watts);
        return deed.watts === undefined ? "the sun goes on by itself" : `the sun is held at ${deed.watts} W`;
      case "bypass":
        this.#bench.feeds.bypass(deed.percent);
        return `${deed.percent} % of the load goes round the meter`;
      case "cut":
        return this.#cut(deed);
      case "weld":
        this.#bench.offSwitchParts.relay.weld();
        return "the contact is welded";
      case "mend":
        this.#bench.offSwitchParts.relay.loosen();
        return "the contact is loose";
      case "plug":
        return this.#plug(deed.part, deed.isIn);
    }
  }

  #press(seconds: number): string {
    const { nowUs } = this.#bench.clock;
    if (nowUs < this.#buttonUntilUs) throw new UserError("somebody holds the button already");
    this.#buttonUntilUs = nowUs + Math.round(seconds * 1e6);
    this.#bench.pressButton(seconds);
    return `the button is held for ${seconds} s`;
  }

  #cut({ what, seconds }: WorldDeed & { kind: "cut" }): string {
    if (what === "link" || what === "wan") {
      this.#bench.outages[what].cutFor(seconds);
      return `the ${what === "wan" ? "WAN" : "link"} is cut for ${seconds} s`;
    }
    const board: BoardName = what === "meter" ? "meter" : "offSwitch";
    if (!this.#bench[board].isPowered) throw new UserError(`the ${what} board has no supply already`);
    this.#bench.cutPower(board, this.#bench.clock.nowUs, Math.round(seconds * 1e6));
    return `the ${what} board has no supply for ${seconds} s`;
  }

  #plug(part: PartName, isIn: boolean): string {
    if (this.#out.has(part) !== isIn) throw new UserError(`${part} is ${isIn ? "in" : "out"} already`);
    PLUGS[part](this.#bench, isIn);
    if (isIn) this.#out.delete(part);
    else this.#out.add(part);
    return `${part} is ${isIn ? "plugged in" : "unplugged"}`;
  }
}
