// What hands do to the home: its load and the sun on its roof, in watts, held by a slider and given back by a button.

import type { State } from "../shape.ts";
import { announce, byId, el, setText } from "./dom.ts";
import { act } from "./server.ts";
import { count } from "./words.ts";

/** One order at a time while a slider is dragged. */
const APART_MS = 120;

interface Slider {
  show(heldW: number | null, flowsW: number | null): void;
}

function slider(name: "load" | "sun", label: string, free: string, mostW: number): Slider {
  const id = `slider-${name}`;
  const input = el("input", { type: "range", id, min: 0, max: mostW, step: 10, value: 0 });
  const output = el("output", { for: id });
  const giveBack = el("button", { type: "button", "aria-pressed": "true", "aria-label": `${label}: ${free}` }, free);
  byId("sliders").append(el("div", { class: "slider" }, el("label", { for: id }, label), input, output, giveBack));
  let sentMs = 0;
  let waiting: number | undefined;
  let touchedMs = -Infinity;
  const send = (): void => {
    waiting = undefined;
    sentMs = performance.now();
    void act(`${name} ${input.value}`).then(complain);
  };
  input.addEventListener("input", () => {
    touchedMs = performance.now();
    setText(output, `${count(Number(input.value))} W`);
    giveBack.setAttribute("aria-pressed", "false");
    waiting ??= window.setTimeout(send, Math.max(0, sentMs + APART_MS - performance.now()));
  });
  giveBack.addEventListener("click", () => {
    window.clearTimeout(waiting);
    waiting = undefined;
    void act(`${name} auto`).then(complain);
  });
  return {
    show: (heldW, flowsW) => {
      // While a hand is on it, it is the hand's.
      if (performance.now() - touchedMs < 600) return;
      const watts = heldW ?? flowsW ?? 0;
      const value = String(Math.min(mostW, Math.round(watts / 10) * 10));
      if (input.value !== value) input.value = value;
      const text = heldW === null && flowsW === null ? free : `${count(watts)} W`;
      setText(output, text);
      input.setAttribute("aria-valuetext", text);
      giveBack.setAttribute("aria-pressed", String(heldW === null));
    },
  };
}

function complain(refused: string | undefined): void {
  if (refused !== undefined) announce(refused);
}

const load = slider("load", "Load", "Household", 12_000);
const sunshine = slider("sun", "Sun", "Sky", 8000);

/** What is not held is seen only where it flows alone. */
export function showSliders({ heldLoadW, heldSunW, powerW, surplusPulses }: State): void {
  load.show(heldLoadW, surplusPulses === null ? Math.round(powerW) : null);
  sunshine.show(heldSunW, surplusPulses === null ? 0 : null);
}
