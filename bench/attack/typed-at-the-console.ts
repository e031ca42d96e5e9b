// The engine starts with a root shell. Somebody types at every port of both boards what would stop the program and replace it (T25).

import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { BoardName } from "../bench.ts";
import { portOf } from "../virtual-parts.ts";
import type { Scene } from "./scene.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const PORTS: Readonly<Record<BoardName, readonly string[]>> = {
  meter: [
    ...["wan", "topUp", "maintenance", "other-utility", "han", "link"].map((device) => portOf(meterBoard, device)),
    meterBoard.console,
  ],
  offSwitch: [portOf(offSwitchBoard, "link"), offSwitchBoard.console],
};
/** Stops the program, prints, and puts another in its place. */
const TYPED = "\x03\x03\necho(1);print('mine');require('Storage').write('.bootcde','');load();\n";
const AFTER_S = 4;

function typedAt({ bench }: Scene): { readonly bytes: number; readonly stops: number; readonly resets: number } {
  const boards = [bench.meter, bench.offSwitch];
  const sum = (of: (board: (typeof boards)[number]) => number): number => boards.reduce((all, one) => all + of(one), 0);
  return {
    bytes: sum(({ replInput }) => replInput.length),
    stops: sum(({ interruptions }) => interruptions),
    resets: sum(({ resets }) => resets.watchdog + resets.software + resets.external),
  };
}

export const typedAtTheConsole = attackOf(
  {
    name: "typed-at-the-console",
    threats: ["T25"],
    does: "Reaches every port of both boards, and types there what stops a program and writes another one.",
    needs: [],
  },
  function* (scene) {
    const { bench } = scene;
    const before = typedAt(scene);
    const programs = [bench.meter.global("hasm"), bench.offSwitch.global("hasm")];
    for (const board of ["meter", "offSwitch"] as const)
      for (const port of new Set(PORTS[board])) bench[board].uart(port).receive(TYPED);
    yield AFTER_S;
    const now = typedAt(scene);
    const isSame = programs[0] === bench.meter.global("hasm") && programs[1] === bench.offSwitch.global("hasm");
    const evidence = [
      `Typed at ${new Set(PORTS.meter).size} ports of the meter board and ${new Set(PORTS.offSwitch).size} of the off-switch board.`,
      `A console took ${count(now.bytes - before.bytes, "byte")} of it, and stopped a program ${count(now.stops - before.stops, "time")}.`,
      `Boards were reset ${count(now.resets - before.resets, "time")}, and run ${isSame ? "the same program" : "another program"}.`,
      scene.partitionLine(),
    ];
    const held = now.bytes === before.bytes && now.stops === before.stops && now.resets === before.resets && isSame;
    return verdict(held && scene.failed.length === 0, "noConsole", evidence);
  },
);
