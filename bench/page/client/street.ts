// The street of the meter: what its data concentrator makes of the masked readings.

import type { State, StreetView } from "../shape.ts";
import { announce, byId, setFacts, setText } from "./dom.ts";
import { count, listed, timeOf } from "./words.ts";

type Last = NonNullable<StreetView["last"]>;

const WRONG: Readonly<Partial<Record<Last["verdict"], string>>> = {
  lost: "More is lost than lines lose",
  more: "Meters tell more than came",
};

const wh = (value: number): string => `${count(value)} Wh`;
let roundSeen: number | undefined;

export function resetStreet(): void {
  roundSeen = undefined;
}

function big(last: Last | null): string {
  if (last === null) return "No round yet";
  if (last.verdict !== "more" && last.lossPercent !== null) return `${last.lossPercent} % lost`;
  return last.sumWh === null ? "No sum" : wh(last.sumWh);
}

/** Only what is new while somebody looks on, and only what is wrong. */
function tell(last: Last | null): void {
  const isNew = roundSeen !== undefined && last !== null && last.utcMs > roundSeen;
  roundSeen = last?.utcMs ?? 0;
  if (isNew && WRONG[last.verdict] !== undefined) announce(`concentrator: ${last.says}`);
}

export function showStreet({ street }: State): void {
  byId("street").hidden = street === null;
  if (street === null) return;
  const { meters, rounds, summed, maskedWh, last } = street;
  setText(byId("street-big"), big(last));
  setText(byId("street-wrong"), (last && WRONG[last.verdict]) ?? "");
  setFacts(byId("street-facts"), [
    ["Meters on the feeder", count(meters)],
    ["Rounds", `${count(rounds)}, ${count(summed)} with a sum`],
    ["Last round", last === null ? null : timeOf(last.utcMs).slice(0, 5)],
    ["Missing", last === null ? null : listed(last.missing)],
    ["Feeder gave", last === null ? null : wh(last.feederWh)],
    ["Sum of the meters", last === null ? null : last.sumWh === null ? `none: ${last.noSum ?? ""}` : wh(last.sumWh)],
    ["This meter, under its mask", maskedWh === null ? null : count(maskedWh)],
  ]);
  tell(last);
}
