// The figures beside the front: credit, tariff, energy and off-switch.

import type { State } from "../shape.ts";
import { byId, setFacts, setText } from "./dom.ts";
import { count, kWh, listed, money } from "./words.ts";

function showCredit({ telegram, money: stored }: State): void {
  const isPrepaid = telegram?.balance1e5 !== null && telegram !== null;
  const mode = isPrepaid ? "prepaid" : (stored?.mode ?? "postpaid");
  const currency = telegram?.currency ?? null;
  setText(byId("credit-big"), isPrepaid ? money(telegram.balance1e5 ?? 0, currency) : "Postpaid");
  setFacts(byId("credit"), [
    ["Mode", mode],
    ["It says", telegram?.text ?? null],
    ["Debt", telegram?.debt1e5 == null ? null : money(telegram.debt1e5, currency)],
  ]);
}

function showTariff({ telegram, money: stored }: State): void {
  const price = telegram?.price1e5 ?? null;
  const currency = telegram?.currency ?? null;
  setText(byId("tariff-big"), price === null ? "None" : money(price, currency));
  setText(byId("tariff-unit"), price === null ? "" : " a kWh");
  setFacts(byId("tariff"), [
    ["Rate", price === null ? null : (telegram?.rate ?? null)],
    ["Charged so far", stored?.charged == null ? null : money(stored.charged, currency)],
  ]);
}

/** null where a meter counted before this run: its register is older than the pulses. */
function underWay(pulses: State["pulses"]): number | null {
  const left = pulses.counted === null ? null : pulses.generated - pulses.counted;
  return left !== null && left >= 0 ? left : null;
}

function showEnergy({ telegram, pulses, surplusPulses, telegrams }: State): void {
  const waiting = underWay(pulses);
  setText(byId("energy-big"), telegram === null ? "\u2013" : kWh(telegram.importWh));
  setFacts(byId("energy"), [
    ["Exported", telegram === null ? null : kWh(telegram.exportWh)],
    ["Pulses generated", count(pulses.generated)],
    ["Pulses counted", pulses.counted === null ? null : count(pulses.counted)],
    ["Not told yet", waiting === null ? null : count(waiting)],
    [
      "Export pulses",
      surplusPulses === null
        ? null
        : `${count(surplusPulses.generated)} generated, ${count(surplusPulses.counted ?? 0)} counted`,
    ],
    ["Telegrams", count(telegrams)],
  ]);
}

function showSwitch({ switch: report, relay, central }: State): void {
  setText(
    byId("switch-big"),
    report === null
      ? "No answer"
      : ({ connected: "On", disconnected: "Off", ready: "Ready" }[report.state] ?? "Unknown"),
  );
  setFacts(byId("switch"), [
    ["Reasons", report === null ? null : listed(report.reasons)],
    ["Alarms", report === null ? null : listed(report.alarms)],
    ["Commands", report === null ? null : `${count(report.accepted)} obeyed, ${count(report.rejected)} refused`],
    ["Relay", `${count(relay.operations)} moves`],
    ["Reports home", `${count(central.reports)} taken, ${count(central.rejected)} rejected`],
  ]);
}

export function showOverview(state: State): void {
  setText(
    byId("power-now"),
    state.telegram === null ? "\u2013" : count(state.telegram.powerW - state.telegram.exportPowerW),
  );
  showCredit(state);
  showTariff(state);
  showEnergy(state);
  showSwitch(state);
}
