// A tester who does what is asked for, at the virtual boards, and says what is so.

import type { Bench } from "../../bench/bench.ts";
import { wait } from "../../bench/loop/clock.ts";
import { wordsOf } from "../../bench/script/words.ts";
import type { Boards, Hands } from "./rig.ts";

/** What the pulse sources of a bench gave. */
const given = ({ pulses, surplus }: Bench): number => pulses.generated + (surplus?.generated ?? 0);
const countedFrom = new WeakMap<Bench, number>();

function cutPower(bench: Bench, board: "meter" | "offSwitch", seconds: number): void {
  bench.cutPower(board, bench.clock.nowUs, seconds * 1e6);
}

type Deed = readonly [asked: RegExp, does: (bench: Bench, value: string, boards: Boards, question: string) => unknown];

const DEEDS: readonly Deed[] = [
  [/hold it for ([\d.]+) s/, (bench, seconds) => bench.pressButton(Number(seconds))],
  [/ to (\d+) W: .*\. Leave it off/, (_, watts, boards) => (boards.sourceW = Number(watts))],
  [/pulse source at the (import|export) input/, (bench, _, __, question) => setSources(bench, question)],
  [
    /^Stop the pulse sources/,
    (bench) => {
      bench.feeds.holdLoad(0);
      countedFrom.set(bench, given(bench));
    },
  ],
  [/How many pulses/, (bench) => String(given(bench) - (countedFrom.get(bench) ?? 0))],
  [
    /^Take the supply from both boards/,
    (bench, _, boards) => {
      bench.feeds.holdLoad(0);
      boards.takeSupply();
    },
  ],
  [
    /^NOW: give both boards/,
    (bench, _, boards) => {
      boards.giveSupply();
      bench.feeds.holdLoad(boards.sourceW);
    },
  ],
  [/supply from the meter board for (\d+) s/, (bench, seconds) => cutPower(bench, "meter", Number(seconds))],
  [/supply from the off-switch board for (\d+) s/, (bench, seconds) => cutPower(bench, "offSwitch", Number(seconds))],
  [/WAN port .* for (\d+) s/, (bench, seconds) => bench.outages.wan.cutFor(Number(seconds))],
  [/^Pull both wires of the link/, (bench) => bench.link.cut()],
  [/Put both wires of the link back/, (bench) => bench.link.mend()],
  [/main contact.*What is it/, ({ offSwitchParts }) => (offSwitchParts.relay.closed ? "closed" : "open")],
  [/main contact|so all the time/, () => "yes"],
  [/power meter/, (bench) => `${Math.round(bench.powerW())} W`],
  [/Is it so: row (\d .*)\? \(yes/, (bench, row) => reads(bench, row)],
  [/Is it so: display (.*)\? \(yes/, (bench, text) => reads(bench, `0 ${text}`)],
  [/What is there/, ({ meterParts }) => meterParts.lcd.rows().join("|")],
  [/sign the report off/, () => "T. Ester"],
];

/** Each input alone: nothing flows both ways. */
function setSources(bench: Bench, question: string): void {
  const importW = /E7 of the meter board\) to (\d+) W/.exec(question)?.[1];
  const exportW = /E8 of the meter board\) to (\d+) W/.exec(question)?.[1];
  if (exportW !== undefined) bench.holdSun(Number(exportW));
  else if (question.includes("E8")) bench.holdSun(0);
  if (importW !== undefined) bench.feeds.holdLoad(Number(importW));
  else if (question.includes("E7")) bench.feeds.holdLoad(0);
}

function reads({ meterParts }: Bench, text: string): string {
  const [row = "", words = ""] = wordsOf(text);
  const rows = meterParts.lcd.rows();
  const seen = row === "0" ? rows : [rows[Number(row) - 1]!];
  return seen.some((one) => one.includes(words)) ? "yes" : "no";
}

const LOOK_MS = 200;

/** Answers at once; where there is time as soon as it is so, or the time is over. */
export const honest: Hands = async (question, boards) => {
  const { bench, clock } = boards;
  const seconds = /^Within (\d+) s:/.exec(question)?.[1];
  const endUs = bench.clock.nowUs + Number(seconds ?? 0) * 1e6;
  const wanted = / for relay (open|closed),/.exec(question)?.[1] ?? "yes";
  while (bench.clock.nowUs < endUs && answerTo(question, boards) !== wanted) await wait(clock, LOOK_MS);
  return answerTo(question, boards);
};

function answerTo(question: string, boards: Boards): string {
  for (const [asked, does] of DEEDS) {
    const found = asked.exec(question);
    if (!found) continue;
    const says = does(boards.bench, found[1] ?? "", boards, question);
    return typeof says === "string" ? says : "";
  }
  return "";
}
