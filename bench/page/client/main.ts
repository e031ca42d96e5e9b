// The page: takes what the bench shows and hands it to the parts of the page that show it.

import type { Frame } from "../shape.ts";
import { addVerdicts, buildAttacks, showAttack } from "./attacks.ts";
import { addPower, drawChart, resetChart } from "./chart.ts";
import { addTold, buildControl } from "./control.ts";
import { announce, byId, setData, setText } from "./dom.ts";
import { resetFront, showFront } from "./front.ts";
import { buildLogs, showLogs } from "./logs.ts";
import { buildMap, showMap } from "./map.ts";
import { showOverview } from "./overview.ts";
import { listen } from "./server.ts";
import { showSliders } from "./sliders.ts";
import { resetStreet, showStreet } from "./street.ts";
import { shownSheet } from "./tabs.ts";
import { showTime } from "./time.ts";
import { addWires, buildWires, resetWires } from "./wires.ts";
import { count } from "./words.ts";

const LINK_WORDS = { waiting: "connecting", live: "live", lost: "lost" } as const;
let linkState: keyof typeof LINK_WORDS = "waiting";

function show(frame: Frame): void {
  const { state } = frame;
  showTime(state.time);
  showFront(state);
  showSliders(state);
  showOverview(state);
  showStreet(state);
  if (frame.power) addPower(frame.power);
  if (frame.wires) addWires(frame.wires, frame.wiresSkipped ?? 0);
  if (frame.logs) showLogs(frame.logs);
  if (frame.told) addTold(frame.told);
  showAttack(state);
  if (frame.verdicts) addVerdicts(frame.verdicts, state);
  showMap(state, shownSheet() === "inside");
}

buildLogs();
buildWires();

listen({
  about: (about) => {
    setText(byId("meter-id"), about.meterId);
    setText(byId("impulses"), count(about.impulsesPerKwh));
    document.title = `${about.meterId} \u00b7 HASM bench`;
    resetChart();
    resetFront();
    resetStreet();
    resetWires();
    buildControl(about);
    buildAttacks(about);
    buildMap(about.map);
  },
  frame: show,
  link: (state) => {
    if (state === linkState) return;
    if (state === "lost") announce("the bench does not answer");
    else if (linkState === "lost") announce("the bench answers again");
    linkState = state;
    setText(byId("link"), LINK_WORDS[state]);
    setData(byId("link"), "link", state);
    byId("lost").hidden = state !== "lost";
  },
});

function draw(): void {
  drawChart();
  requestAnimationFrame(draw);
}
draw();
