// The front of the meter: relay, pulse light and the button that a person holds.

import type { State } from "../shape.ts";
import { announce, byId, setData, setText } from "./dom.ts";
import { showLcd } from "./lcd.ts";
import { press } from "./server.ts";
import { count, listed } from "./words.ts";

const relay = byId("relay");
const relayWord = byId("relay-word");
const relayMore = byId("relay-more");
const led = byId("led");
const pulses = byId("pulse-word");
const button = byId("press");

/** No faster: a light that blinks more than three times a second harms some people. */
const BLINK_MS = 340;
const LIT_MS = 120;
let pulsesShown: number | undefined;
let litMs = 0;

const WORDS: Readonly<Record<string, string>> = {
  connected: "Connected",
  disconnected: "Disconnected",
  ready: "Ready",
  unknown: "Unknown",
};
let wordShown = "";

export function resetFront(): void {
  pulsesShown = undefined;
}

function blink(generated: number): void {
  const nowMs = performance.now();
  if (pulsesShown !== undefined && generated > pulsesShown && nowMs - litMs > BLINK_MS) {
    litMs = nowMs;
    setData(led, "lit", "yes");
    setTimeout(() => {
      setData(led, "lit", "no");
    }, LIT_MS);
  }
  pulsesShown = generated;
}

function relayText({ relay: contact, switch: report }: State): string {
  const where = contact.closed ? "contact closed" : "contact open";
  if (report === null) return where;
  if (report.alarms.length > 0) return `${where}: ${listed(report.alarms)}`;
  if (report.state === "ready") return `${where}: hold the button for 2 s`;
  return report.reasons.length === 0 ? where : `${where} for ${listed(report.reasons)}`;
}

export function showFront(state: State): void {
  showLcd(state.lcd.rows, state.lcd.backlight);
  const known = state.switch?.state ?? "unknown";
  const word = WORDS[known] ?? "Unknown";
  setData(relay, "state", known);
  setData(relay, "contact", state.relay.closed ? "closed" : "open");
  setText(relayWord, word);
  setText(relayMore, relayText(state));
  if (wordShown !== "" && wordShown !== word) announce(`switch: ${word}, ${relayText(state)}`);
  wordShown = word;
  setText(pulses, count(state.pulses.generated + (state.surplusPulses?.generated ?? 0)));
  blink(state.pulses.generated + (state.surplusPulses?.generated ?? 0));
  setData(button, "down", state.buttonIsDown ? "yes" : "no");
}

let isHeld = false;

function hold(down: boolean): void {
  if (isHeld === down) return;
  isHeld = down;
  void press(down).then((refused) => {
    if (refused !== undefined) announce(refused);
  });
}

button.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  button.setPointerCapture(event.pointerId);
  hold(true);
});
for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"])
  button.addEventListener(end, () => {
    hold(false);
  });
button.addEventListener("keydown", (event) => {
  if (event.key !== " " && event.key !== "Enter") return;
  event.preventDefault();
  if (!event.repeat) hold(true);
});
button.addEventListener("keyup", (event) => {
  if (event.key === " " || event.key === "Enter") hold(false);
});
button.addEventListener("contextmenu", (event) => {
  event.preventDefault();
});
