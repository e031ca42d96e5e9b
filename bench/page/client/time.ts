// The clock of the bench and the command of it.

import type { TimeState } from "../shape.ts";
import { announce, byId, choice, setData, setText } from "./dom.ts";
import { pace } from "./server.ts";
import { count, dayOf, timeOf } from "./words.ts";

const SPEEDS: readonly (readonly [value: string, label: string])[] = [
  ["1", "1\u00d7"],
  ["10", "10\u00d7"],
  ["60", "60\u00d7"],
  ["600", "600\u00d7"],
];
const DAY_S = 86_400;

const day = byId("clock-day");
const clock = byId("clock-time");
const pause = byId("pause");
const leap = byId("day");
const actual = byId("actual");
let latest: TimeState | undefined;
let wasLeaping = false;

const showSpeed = choice(byId("speeds"), SPEEDS, (value) => {
  ask(pace({ speed: Number(value) }));
});

function ask(answer: Promise<string | undefined>): void {
  void answer.then((refused) => {
    if (refused !== undefined) announce(refused);
  });
}

pause.addEventListener("click", () => {
  if (latest === undefined) return;
  ask(pace({ paused: latest.leapToUtcMs !== null || !latest.paused }));
});
byId("step").addEventListener("click", () => {
  ask(pace({ step: 1 }));
});
leap.addEventListener("click", () => {
  ask(latest?.leapToUtcMs === null ? pace({ leap: DAY_S }) : pace({ paused: true }));
});

function speedText({ leapToUtcMs, paused, actualSpeed }: TimeState): string {
  if (leapToUtcMs !== null) return `up to ${dayOf(leapToUtcMs)}, ${timeOf(leapToUtcMs).slice(0, 5)}`;
  if (paused) return "time stands still";
  return `${actualSpeed < 9.95 ? actualSpeed.toFixed(1) : count(actualSpeed)}\u00d7 now`;
}

export function showTime(time: TimeState): void {
  latest = time;
  const isLeaping = time.leapToUtcMs !== null;
  setText(day, dayOf(time.utcMs));
  setText(clock, timeOf(time.utcMs));
  clock.setAttribute("datetime", new Date(time.utcMs).toISOString());
  setText(pause, time.paused ? "Go on" : "Pause");
  setText(leap, isLeaping ? "Stop" : "Run a day");
  showSpeed(time.paused || isLeaping ? "" : String(time.speed));
  setText(actual, speedText(time));
  setData(document.body, "time", isLeaping ? "leaping" : time.paused ? "paused" : "running");
  if (wasLeaping && !isLeaping) announce(`it is ${dayOf(time.utcMs)}, ${timeOf(time.utcMs)}`);
  wasLeaping = isLeaping;
}
