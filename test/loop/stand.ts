// A script at boards that are there: what `hasm bench --meter --off-switch` opens for it is opened, and the tester's answers come from a function.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoopClock } from "../../bench/loop/clock.ts";
import type { LoopReport } from "../../bench/loop/loop-report.ts";
import { demandPlayable, runLoop } from "../../bench/loop/loop-run.ts";
import { LOOP_PORTS, openPorts, parsePort } from "../../bench/loop/ports.ts";
import type { LoopPort } from "../../bench/loop/ports.ts";
import { TesterHelper } from "../../bench/loop/tester-helper.ts";
import { Asker } from "../../bench/loop/tester.ts";
import { withMeter } from "../../bench/loop/with-meter.ts";
import { readScript } from "../../bench/script/script-file.ts";

/** Where a script is played. */
export interface Stand {
  /** Holds the folder of the meter. */
  readonly home: string;
  readonly meterId: string;
  /** As a tester types them. */
  readonly places: Readonly<Record<LoopPort, string>>;
  readonly clock: LoopClock;
}

export interface PlayOptions {
  /** Only these wires are there. */
  readonly ports: readonly LoopPort[];
  /** Gets what the tester is told and asked. */
  readonly said: string[];
  readonly raiseTariffs: number;
}

/** What is typed; undefined: nobody answers any more. */
export type Answer = (question: string) => string | undefined | Promise<string | undefined>;

export async function playFile(
  { home, meterId, places, clock }: Stand,
  file: string,
  answer: Answer,
  { ports = LOOP_PORTS, said = [], raiseTariffs = 0 }: Partial<PlayOptions>,
): Promise<LoopReport> {
  const scripts = [readScript(file)];
  demandPlayable(scripts, (port) => ports.includes(port));
  const wires = Object.fromEntries(ports.map((port) => [port, places[port]]));
  const say = (line: string): void => void said.push(line);
  const read = async (question: string): Promise<string | undefined> => {
    say(question);
    return answer(question);
  };
  const asker = new Asker({ say, read });
  const given = { scripts, standIn: null, wires, boards: [], tester: "tester", raiseTariffs, asker, clock };
  return withMeter(
    join(home, meterId),
    () => openPorts(Object.fromEntries(ports.map((port) => [port, parsePort(places[port], `--${port}`)]))),
    clock,
    "tester",
    (opened) => runLoop({ ...opened, ...given, helper: new TesterHelper(asker) }),
  );
}

export function playLines(
  stand: Stand,
  lines: readonly string[],
  answer: Answer,
  options: Partial<PlayOptions>,
): Promise<LoopReport> {
  const file = join(stand.home, "test.hasm");
  writeFileSync(file, lines.join("\n"));
  return playFile(stand, file, answer, options);
}
