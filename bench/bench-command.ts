// `hasm bench`: runs the bench, live in the terminal or headless as fast as it goes, and writes the report.

import type { Command } from "commander";
import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { ATTACKS } from "./attack/attack.ts";
import type { Bench } from "./bench.ts";
import { MOST_METERS } from "./bench-plan.ts";
import { prepare, secretsFor } from "./bench-prepare.ts";
import type { Options } from "./bench-prepare.ts";
import { BenchRun } from "./bench-run.ts";
import type { Press } from "./button-port.ts";
import type { Feeder } from "./concentrator/feeder.ts";
import { writeLogs } from "./meter-logs.ts";
import { pageAddress, withPageOptions } from "./page/options.ts";
import type { BenchPage } from "./page/page.ts";
import { isLoop, withLoopOptions } from "./loop/options.ts";
import type { Pace } from "./pace.ts";
import { benchReport, isStored } from "./report.ts";
import { parseAct } from "./script/act.ts";
import { failureLine } from "./script/play.ts";
import type { Played } from "./script/play.ts";
import type { Script } from "./script/script.ts";
import { planOptionsOf, readScript } from "./script/script-file.ts";
import type { BenchStage } from "./script/bench-stage.ts";
import { LOOPBACK, parseAddress, WIRES_PORT } from "./send/address.ts";
import type { Address } from "./send/address.ts";
import { actTable, expectationTable } from "./script/vocabulary.ts";
import { LEAST_PEAK_W, MOST_PEAK_W } from "./sun.ts";
import { UserError, writeUserFile } from "./user-error.ts";
import { Wires } from "./wires.ts";

/** Simulated seconds per wall second. */
function parseSpeed(text: string): number {
  const speed = text === "max" ? Infinity : Number(text);
  if (!(speed > 0)) throw new UserError(`--speed is a number above 0 or max, not "${text}"`);
  return speed;
}

/** What the script says of the run stands behind what the person typed. */
function withHead(options: Options, script: Script | undefined): Options {
  return script === undefined ? options : { ...planOptionsOf(script), ...options };
}

async function run(typed: Options): Promise<void> {
  if (typed.vocabulary === true) {
    for (const line of [...actTable(), "", ...expectationTable()]) console.log(line);
    return;
  }
  const scripts = (typed.script ?? []).map(readScript);
  if (isLoop(typed)) {
    const { loopBench } = await import("./loop/loop-command.ts");
    await loopBench(typed, scripts);
    return;
  }
  const [script, ...more] = scripts;
  if (more.length > 0) throw new UserError("one --script is played on the virtual bench; several are for real boards");
  const options = withHead(typed, script);
  const pace: Pace = { speed: parseSpeed(options.speed), paused: false, quit: false };
  const address = options.wires === undefined ? undefined : wiresAddress(options.wires);
  const pageAt = pageAddress(options);
  const { feeder, plan, meter } = await prepare(options);
  const bench = feeder.first;
  const startedMs = performance.now();
  let wires: Wires | undefined;
  let page: BenchPage | undefined;
  let played: Played | undefined;
  try {
    const stage = (): BenchStage => benchRun.stage;
    if (address !== undefined) wires = await openWires(bench, address, stage);
    if (pageAt !== undefined) page = await openBenchPage(bench, stage, pace, pageAt);
    const benchRun = new BenchRun(bench, {
      pace,
      pageUrl: page?.url,
      durationS: plan.durationS,
      isHeadless: options.headless === true,
      isHeard: wires !== undefined,
      script,
      stage: {
        attacks: ATTACKS,
        makeSecret: secretsFor(options, plan),
        ...(script === undefined ? {} : { folder: dirname(script.file) }),
      },
    });
    played = await benchRun.go();
    feeder.finish(isStored);
    meter?.end(bench);
  } finally {
    await page?.close();
    await wires?.close();
    meter?.close();
  }
  const wallSeconds = Math.round(performance.now() - startedMs) / 1000;
  const perWallSecond = Math.round(bench.elapsedS / wallSeconds);
  console.log(`${bench.elapsedS} s simulated in ${wallSeconds} s: ${perWallSecond} simulated seconds per wall second`);
  if (played) tellOfScript(played);
  writeResults(feeder, options, wallSeconds, played);
}

function tellOfScript(played: Played): void {
  const { file, steps, passed, failed } = played;
  console.log(`script ${file}: ${steps} steps, ${passed} passed, ${failed.length} failed`);
  for (const failure of failed) console.error(failureLine(file, failure));
  if (passed < steps) process.exitCode = 1;
}

function writeResults(feeder: Feeder, options: Options, wallSeconds: number, played: Played | undefined): void {
  if (options.logs !== undefined) {
    for (const line of writeLogs(feeder.meters, options.logs)) console.log(line);
    console.log(`logs: ${options.logs}`);
  }
  if (options.report !== undefined) {
    const report = benchReport(feeder.first, wallSeconds, played, feeder.meters.slice(1));
    writeUserFile(options.report, JSON.stringify(report, undefined, 2) + "\n");
    console.log(`report: ${options.report}`);
  }
}

function wiresAddress(wires: string | true): Address {
  return wires === true ? { host: LOOPBACK, port: WIRES_PORT } : parseAddress(wires, 0);
}

async function openWires(bench: Bench, address: Address, stage: () => BenchStage): Promise<Wires> {
  const press: Press = (seconds, released) => {
    stage().perform(parseAct(`button ${seconds}s`), () => undefined);
    bench.clock.at(bench.clock.nowUs + Math.round(seconds * 1e6), released);
  };
  const tell = (line: string): void => {
    console.error(line);
  };
  const wires = await Wires.open(bench, address, tell, press);
  console.log(`wires: ${wires.places.map((place) => `${place.name} ${place.address}`).join(", ")}`);
  return wires;
}

/** `stage`: of the run, which is not there before its page. What a page is made of is loaded where there is one. */
async function openBenchPage(bench: Bench, stage: () => BenchStage, pace: Pace, address: Address): Promise<BenchPage> {
  const { openPage } = await import("./page/open.ts");
  const perform: BenchStage["perform"] = (act, told) => stage().perform(act, told);
  const page = await openPage(bench, { perform }, pace, address, ATTACKS);
  console.log(`page: ${page.url}`);
  return page;
}

export function benchCommand(program: Command): void {
  const command = program
    .command("bench")
    .description("run both boards on virtual hardware with a household and the central system, and a page to look at")
    .option("--load <file>", "household load from a file (UCI or London format); default: a built-in household")
    .option(
      "--generation <watts>",
      `the sun on the roof, so many watts at its peak (${LEAST_PEAK_W} to ${MOST_PEAK_W}): what the household does not need is exported`,
    )
    .option(
      "--meters <number>",
      `meters on one feeder, 1 to ${MOST_METERS}, with the data concentrator at its head (docs/concentrator.md): the first is the one that page, ` +
        "terminal, acts and wires are of, the others have a household, a seed and keys of their own; default: 1. Two hours of 1, 3, 10 and 20 meters take " +
        "1, 3, 10 and 29 s and 220, 260, 290 and 430 MB of memory",
    )
    .option(
      "--for <duration>",
      "how long, such as 48h; default: until interrupted or the load ends, 24h where headless",
    )
    .option("--speed <factor>", "simulated seconds per second, or max", "1")
    .option("--headless", "no live view, as fast as it goes; progress lines only")
    .option(
      "--script <file...>",
      "play a script (docs/scripts.md): acts and expectations at their moments; status 1 where one fails. " +
        "What its head says goes behind the options here. With --headless the run ends with it, but for --for",
    )
    .option("--seed <number>", "everything random comes from it: same seed, same run; default: 1")
    .option("--start <moment>", "first moment in UTC, ISO 8601; default: beginning of the load file")
    .option("--vocabulary", "print every act and expectation that a script can have, and run nothing")
    .option("--report <file>", "write a JSON report at the end")
    .option(
      "--logs <folder>",
      "write the meter's four logs at the end, and the keys to verify them under, of several meters each into a folder of its own; " +
        "overwrites nothing",
    )
    .option(
      "--wires [address]",
      `open the meter's ports to TCP clients at [HOST:]PORT and the ports behind it: WAN, top-up, maintenance, ` +
        `and one more for the consumer's button; 0 takes free ones; default: ${LOOPBACK}:${WIRES_PORT}. With --headless time then goes by --speed`,
    )
    .option(
      "--window <duration>",
      "within which the switch opens when it is told to; default: 30s, and at once where headless or for a script",
    )
    .option(
      "--keys <folder>",
      "run the meter of a folder of hasm provision; what its boards know is kept there. " +
        "With --wires the bench's own central system is off",
    );
  withLoopOptions(withPageOptions(command)).action(run);
}
