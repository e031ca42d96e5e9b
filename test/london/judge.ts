// Lives a plan of rig.ts and holds what the meter says of money against `hasm bill` and against oracle.ts, to the last digit, and the moves of the
// relay against the seconds at which oracle.ts wants them. What contradicts names the day and what replays it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepaid, query } from "../../bench/central/orders.ts";
import { meterLogKeysFile } from "../../bench/key-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import { partitionRows } from "../../bench/report.ts";
import { hasm } from "../cli/hasm.ts";
import { Contradiction, Household, Ledger, READING_S } from "./oracle.ts";
import type { Found, Rules } from "./oracle.ts";
import { ARMED_S, DAY_S, LIMITS, London, tariffText } from "./rig.ts";
import type { Happened, Plan } from "./rig.ts";
import { HALF_HOUR_S, Timetable } from "./timetable.ts";
import type { TariffPage } from "./timetable.ts";

interface Paper {
  readonly happened: Happened;
  readonly timetable: Timetable;
  readonly rules: Rules;
}

/** Register and charge of every half hour that has ended. Returns how many there were. */
function judgeReports({ happened, timetable, rules }: Paper, says: (utcSeconds: number) => string): number {
  const ledger = new Ledger(timetable, happened, rules);
  let halfHours = 0;
  for (const { endUtcSeconds, importWh, charged1e5, status } of happened.reports) {
    if (endUtcSeconds % HALF_HOUR_S !== 0 || endUtcSeconds < rules.fromS) continue;
    ledger.takePulses((endUtcSeconds - happened.startS) * 1e6);
    const where = `interval to ${new Date(endUtcSeconds * 1000).toISOString()}, ${says(endUtcSeconds)}`;
    assert.deepEqual([importWh, BigInt(charged1e5), status], [ledger.pulses, ledger.charged1e5, 0], where);
    ledger.takeDay(endUtcSeconds);
    halfHours++;
  }
  return halfHours;
}

/** The meter reads with its second tick and every tenth behind it: a second after its start, and so on. */
const PHASE_S = 1;

function walked({ happened, timetable, rules }: Paper, phaseS: number): Found | Contradiction {
  try {
    return new Household(happened, timetable, rules).walk(phaseS);
  } catch (error) {
    if (error instanceof Contradiction) return error;
    throw error;
  }
}

/** What contradicts names other seconds of the ten at which the readings may be, if there are any: a schedule that has changed. */
function judgeSwitch(paper: Paper, says: (utcSeconds: number) => string): Found {
  const found = walked(paper, PHASE_S);
  if (!(found instanceof Contradiction)) return found;
  const phases = Array.from({ length: READING_S }, (_, phaseS) => phaseS);
  const others = phases.filter((phaseS) => !(walked(paper, phaseS) instanceof Contradiction));
  const schedule =
    others.length === 0 ? "" : `; no contradiction with readings at second ${others.join(" or ")} of ten`;
  assert.fail(`${found.message}, ${says(paper.happened.startS + found.atUs / 1e6)}${schedule}`);
}

interface BillPage {
  readonly verified: boolean;
  readonly total1e5: string;
  readonly end: { readonly importWh: number };
  readonly remarks: readonly { readonly says: string }[];
}

/** What `hasm bill` prints of the log as it lies in the flash part. */
async function billed({ bench }: London): Promise<BillPage> {
  const folder = mkdtempSync(join(tmpdir(), "hasm-london-"));
  try {
    const [log, tariff, keys] = ["metrology.log", "tariff.json", "meter.keys"].map((name) => join(folder, name));
    writeFileSync(log!, exportedLog(bench, "metrology"), "latin1");
    writeFileSync(tariff!, tariffText());
    writeFileSync(keys!, meterLogKeysFile(bench.keys), "latin1");
    const run = await hasm(["bill", "--log", log!, "--tariff", tariff!, "--keys", keys!, "--json"]);
    assert.deepEqual([run.exit, run.stderr], [0, ""]);
    return JSON.parse(run.stdout) as BillPage;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Verdict extends Found {
  readonly halfHours: number;
  readonly pulses: number;
}

/** Throws AssertionError. */
export async function judge(plan: Plan): Promise<Verdict> {
  const london = await London.install(plan);
  const happened = london.run();
  const replay = `seed ${plan.seed}`;
  const week = (utcSeconds: number): string =>
    `week ${Math.floor((utcSeconds - 1 - plan.fromS) / (7 * DAY_S))}, ${replay}`;
  const { emergency1e5, emergencyFrom1e5 } = LIMITS;
  const rules = {
    fromS: plan.fromS,
    emergency1e5: BigInt(emergency1e5),
    emergencyFrom1e5: BigInt(emergencyFrom1e5),
    armedS: ARMED_S,
  };
  const timetable = new Timetable(JSON.parse(tariffText()) as TariffPage, "Europe/London");
  const paper = { happened, timetable, rules };
  const halfHours = judgeReports(paper, week);
  assert.equal(halfHours, plan.days * 48 + 1);
  const found = judgeSwitch(paper, week);
  const told = london.order("meter", query());
  assert.ok(told.kind === "reading");
  const bill = await billed(london);
  const settled = london.order("meter", prepaid(false));
  assert.ok(settled.kind === "balance");
  assert.deepEqual(
    {
      importWh: [told.reading.importWh, bill.end.importWh],
      charged: [BigInt(told.reading.charged1e5), BigInt(bill.total1e5)],
      balance: BigInt(settled.balance1e5),
    },
    {
      importWh: [happened.pulsesUs.length, happened.pulsesUs.length],
      charged: [found.charged1e5, found.charged1e5],
      balance: found.balance1e5,
    },
    replay,
  );
  assert.equal(bill.verified, true);
  for (const { board, name, faults, restarts, dropped } of partitionRows(london.bench))
    assert.deepEqual([board, name, faults, restarts, dropped], [board, name, 0, 0, 0], replay);
  return { ...found, halfHours, pulses: happened.pulsesUs.length };
}
