// For each attack of the bench a meter without the defence that stops it: taken out of the firmware's own text, or given away at provisioning.

import assert from "node:assert/strict";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { Random } from "../../bench/engine/random.ts";
import { keysOfNeighbour } from "../../bench/attack/tools.ts";
import { makeKeys } from "../../bench/key-file.ts";
import type { MeterKeys } from "../../bench/key-file.ts";
import { AT_ONCE } from "../../bench/switch-values.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { system } from "../../firmware/meter/system.ts";
import { replaceOnce, without, withoutCounter, withoutSeal } from "../attack/rig.ts";
import { bundles } from "../bundles.ts";

/** What is otherwise than on the usual bench. */
export interface Bare {
  readonly meter?: string;
  readonly offSwitch?: string;
  readonly keys?: MeterKeys;
  readonly policy?: string;
}

const METER_ID = "HASM0001";
const DAY = 86_400;
/** Without a window, so that nothing but rest and cap stands in the way. */
export const NO_WINDOW = encodePolicy(0, 60, 6, DAY);

const SECURITY = "off-switch-security";

function ownKeys(): MeterKeys {
  const random = new Random(1);
  return makeKeys(METER_ID, (count) => random.byteString(count));
}

async function meter(partition: string, before: string, after: string): Promise<Bare> {
  return { meter: await without("meter", partition, before, after) };
}

async function offSwitch(before: string, after: string, policy?: string): Promise<Bare> {
  const bare = { offSwitch: await without("off-switch", SECURITY, before, after) };
  return policy === undefined ? bare : { ...bare, policy };
}

/** A P1 port that has a receive pin, and an owner that listens to it. */
async function hearingHan(): Promise<Bare> {
  const han = meterBoard.parts["han"]!;
  const parts = { ...meterBoard.parts, han: { ...han, options: { ...han.options, rx: "B7" } } };
  const devices = system.devices.map((one) =>
    one.name === "han" ? { ...one, direction: "both" as const, depth: 8 } : one,
  );
  const ground = [
    { ...system, devices },
    { ...meterBoard, parts },
  ] as const;
  return { meter: await without("meter", "consumer-port", "return {", "return { onHan() {},", ground) };
}

/** Logs whose used keys stay where they are: the function that destroys one is in the text of whoever opens a log, and of whoever writes. */
async function keepsKeys(): Promise<Bare> {
  const text = (await bundles()).meter;
  const destroys = /[\w$]+>=0&&(?=[\w$]+\([\w$]+,[\w$]+,20\)!==)/g;
  assert.equal([...text.matchAll(destroys)].length, 2);
  return { meter: text.replace(destroys, "false&&") };
}

async function openConsole(): Promise<Bare> {
  const closes = /E\.setConsole\(null,\{force:(?:true|!0)\}\)/;
  return { meter: replaceOnce((await bundles()).meter, closes, "0", "bundle") };
}

const LIMITED = "applianceSwitched(stored, parametersGet(PARAMETER_LOAD), to, seconds)";
const unlimited = (): Promise<Bare> => meter("cs-security", LIMITED, "to + u32(seconds)");
const unsealed = async (): Promise<Bare> => ({ offSwitch: await withoutSeal() });

/** By the name of the attack. */
export const OUT: Readonly<Record<string, () => Promise<Bare>>> = {
  bypass: () =>
    meter(
      "computations",
      "if (volts > 0 && seenWh > 3 * pulsedWh + MOST_UNSEEN_WH) alarms |= reading.ALARM_BYPASS;",
      "",
    ),
  "command-of-another-meter": () =>
    Promise.resolve({ keys: { ...ownKeys(), offSwitch: keysOfNeighbour(METER_ID).offSwitch } }),
  "forged-report": () => Promise.resolve({ keys: { ...ownKeys(), central: keysOfNeighbour(METER_ID).central } }),
  "wire-listener": () =>
    meter("cs-security", "((ticks + ANSWER_TICKS) & 255)", "((ticks + (order === command.ORDER_QUERY ? 4 : 2)) & 255)"),
  "mass-off": () => offSwitch("1 + rules.delaySeconds(s[WAIT], readU32(random, 0))", "0"),
  "altered-command": unsealed,
  "hostile-meter-board": unsealed,
  "credit-lie": () =>
    offSwitch(
      "become(rules.afterLocal(wanted, s[OBEYED]!, reasons), s[OBEYED]!);",
      "become(rules.afterLocal(wanted, 2, reasons), 2);",
    ),
  "technician-overreach": () => meter("cs-security", "(route !== ROUTE_CS && allowed.indexOf(order) < 0)", "false"),
  "replayed-off": async () => ({ offSwitch: withoutCounter((await bundles()).offSwitch) }),
  "link-cut": () => meter("off-switch-link", "if (silentTicks === SILENT_TICKS) tell(UNKNOWN);", ""),
  "welded-contact": () => offSwitch("relayIsClosed() !== (s[CLOSED] === 1)", "false"),
  "button-alone": () => offSwitch("s[CLOSED] === 0 && s[REASONS] === 0", "s[CLOSED] === 0", AT_ONCE),
  "on-without-button": () =>
    offSwitch(
      "const result = happens(event);",
      "const result = happens(event); if (event === rules.ON) move(1);",
      AT_ONCE,
    ),
  "off-and-on": () => offSwitch("s[REST]! > 0 || s[WEAR]! > rules.mostWear(moves)", "false", NO_WINDOW),
  "appliance-over-quota": unlimited,
  "appliance-cycling": unlimited,
  "bytes-into-the-han": hearingHan,
  "log-edited": keepsKeys,
  "log-flooded": () =>
    meter("cs-security", "const isMerged = one[4] !== entry.ENTRY_ACCEPTED;", "const isMerged = false;"),
  "guessed-codes": () => meter("cs-security", "readU32(mac, 0) !== readU32(fields, 5)", "false"),
  "code-used-twice": () => meter("cs-security", "topUpUsed(last, used, counter)", "known.substr(0, 6)"),
  "hostile-gas-meter": () => meter("communications", "mbusDigest(heard)", "heard"),
  "clock-set-back": () => meter("computations", "near === 0 || isNear ? utcSeconds : 0", "utcSeconds"),
  "typed-at-the-console": openConsole,
  "meter-board-cut": () =>
    offSwitch(
      "if (++silentTicks === SILENT_TICKS) log(entry.ENTRY_SILENCE, 0, 1);",
      "if (++silentTicks === SILENT_TICKS) happens(rules.OFF);",
      AT_ONCE,
    ),
  // A receiver that gives up when it has heard too much that was none of its own.
  "noise-on-the-wan": () =>
    meter("communications", "const rest = parts[last]!;", 'const rest = refused > 100 ? "" : parts[last]!;'),
};
