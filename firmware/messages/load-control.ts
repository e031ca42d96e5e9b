// Load control: whether an appliance may be switched now, and what it is told. Whoever commands appliances must not be able to annoy with it or
// to wear them out: an appliance is switched off only so often, stays off only so long, and changes only so fast. The parameter that
// says how much of each: messages/parameters.ts.
//
// What is stored of an appliance: 0 "0" off, "1" on 1 · 1 UTC seconds of its latest command 4 · 5 how often it was switched off on each of eight
// days, the day since 1970 modulo 8 being its place 8

import { readU16, readU32, u32 } from "./bytes.ts";

const DEFAULT_RULE = "\x03\x0f\x00\x78";
const NOT_TOLD = "?\0\0\0\0\0\0\0\0\0\0\0\0";
const DAY_SECONDS = 86400;
/** A week begins and ends within a day: eight of them hold it. */
const DAYS = 8;
const COUNTS = 5;

function ruled(parameter: string): string {
  return parameter.length === DEFAULT_RULE.length ? parameter : DEFAULT_RULE;
}

/** What the appliance is told now: "0" off, "1" on, "?" nothing yet. Without a time, or before its command, it is not kept off. */
export function applianceTold(stored: string, rule: string, utcSeconds: number): string {
  if (stored[0] !== "0") return (stored || NOT_TOLD).substr(0, 1);
  const offSeconds = utcSeconds - readU32(stored, 1);
  return offSeconds >= 0 && offSeconds < 60 * readU16(ruled(rule), 2) ? "0" : "1";
}

/** What is stored once it is switched to `to`, "0" or "1"; "": that is too often or too soon. */
export function applianceSwitched(stored: string, rule: string, to: string, utcSeconds: number): string {
  const rules = ruled(rule);
  const before = stored || NOT_TOLD;
  const told = applianceTold(stored, rule, utcSeconds);
  if (told === to) return before;
  // One that came on by itself changed when its time was over.
  const ownSeconds = before[0] === "0" && told === "1" ? 60 * readU16(rules, 2) : 0;
  const sinceSeconds = utcSeconds - readU32(before, 1) - ownSeconds;
  if (told !== "?" && sinceSeconds < 60 * rules.charCodeAt(1)) return "";
  const today = Math.floor(utcSeconds / DAY_SECONDS);
  const pastDays = today - Math.floor(readU32(before, 1) / DAY_SECONDS);
  let times = 0;
  let counts = "";
  for (let place = 0; place < DAYS; place++) {
    // How many days ago the day of this place was, and whether it has come round since the latest command.
    const agoDays = (today - place + DAYS) % DAYS;
    let count = agoDays < pastDays ? 0 : before.charCodeAt(COUNTS + place);
    if (agoDays === 0 && to === "0") count++;
    times += count;
    counts += String.fromCharCode(count);
  }
  if (to === "0" && times > rules.charCodeAt(0)) return "";
  return to + u32(utcSeconds) + counts;
}
