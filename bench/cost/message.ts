// What a message costs between two partitions, from `send` to the entry of the handler: two partitions of nothing else on the same
// kernel, on the STM32F405RG image. Their marks are reads of a pin, which the prelude stamps.

import type { Board } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { bundle, ROOT } from "../../tools/build/bundle.ts";
import { measure } from "../../tools/engine/measure.ts";
import { betweenMarks, MARKS, prelude, REPORT_USART } from "./prelude.ts";

const mark = (name: string, owner: string) =>
  ({
    name,
    owner,
    contract: "relay",
    exposure: "inside",
    carries: "state",
    direction: "in",
    reason: "leaves a stamp",
  }) as const;

const system: System = {
  name: "meter",
  cycleMs: 20,
  flashBytes: 0,
  partitions: [
    { name: "ping", purpose: "sends", stepBudget: 100, periodMs: 1000 },
    { name: "pong", purpose: "receives", stepBudget: 100 },
  ],
  channels: [{ from: "ping", to: "pong", carries: "state", depth: 2, maxBytes: 64, reason: "what is measured" }],
  devices: [mark("markA", "ping"), mark("markB", "pong")],
  keys: [],
  segments: [],
};

const relay = (feedbackPin: string) => ({
  driver: "latching-relay",
  options: { setPin: "B4", resetPin: "B5", feedbackPin, coilMs: 50 },
});

const board: Board = {
  name: "message",
  system: "meter",
  engine: "STM32F405RG",
  variables: 5450,
  console: "Serial1",
  watchdogSeconds: 0,
  parts: { markA: relay("B8"), markB: relay("B9") },
};

/** Seconds from just before `send` to just inside the handler, without the cost of a mark. */
export async function messageSeconds(): Promise<number> {
  const replace = { ping: `${ROOT}bench/cost/ping.ts`, pong: `${ROOT}bench/cost/pong.ts` };
  const { text } = await bundle(system, board, { replace });
  const files = {
    ".boot0": prelude({ scenario: MARKS, reportAtS: 3.5, report: "marks" }),
    ".bootcde": text,
  };
  const messages = betweenMarks((await measure(files, { usart: REPORT_USART })) as number[]);
  const last = messages.at(-1);
  if (last === undefined) throw new Error("no message arrived");
  return last;
}
