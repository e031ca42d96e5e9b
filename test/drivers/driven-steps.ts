// Contract suites of parts that something must be done to: a button to be pressed, a current to flow. The steps are plain data; a bench
// takes them: a driver on a virtual board with a model of its part, or any engine that runs `agentScript` and is asked over a UART
// while hands, relays or the host's wires do what is to be done.

import assert from "node:assert/strict";
import type { Part } from "../../hal/part-fault.ts";
import { dialect } from "../../tools/dialect.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import type { Usart } from "../../tools/engine/serial-tap.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import { DriverOnBoard } from "./on-board.ts";

type Value = number | boolean;

export type Step =
  /** Something done to the part. */
  | { readonly act: string; readonly value?: number }
  | { readonly waitMs: number }
  /** An operation, and what it gives: nothing (null), a value, or a number from one to another. */
  | {
      readonly call: string;
      readonly values?: readonly Value[];
      readonly gives: Value | null | readonly [number, number];
    }
  | { readonly fault: number }
  /** All that the part posted since it was looked at last; with `tenths` a byte comes behind it that says so many, from one to another. */
  | { readonly posted: string; readonly tenths?: readonly [number, number] };

export interface Case {
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Bench {
  /** Whether its waits last as long as they say. */
  readonly keepsTime: boolean;
  readonly acts: Readonly<Record<string, (value: number) => void | Promise<void>>>;
  wait(ms: number): void | Promise<void>;
  call(name: string, values: readonly Value[]): unknown;
  fault(): unknown;
  /** What was posted since the call before. */
  takePosts(): unknown;
  stop(): void | Promise<void>;
}

function takePosted(
  posted: unknown,
  { posted: expected, tenths }: Extract<Step, { readonly posted: string }>,
  keepsTime: boolean,
  what: string,
): void {
  if (tenths === undefined) {
    assert.equal(posted, expected, what);
    return;
  }
  assert.ok(typeof posted === "string" && posted.length === expected.length + 1, what);
  assert.equal(posted.slice(0, -1), expected, what);
  const [from, to] = keepsTime ? tenths : [0, tenths[1]];
  const held = posted.charCodeAt(expected.length);
  assert.ok(held >= from && held <= to, `${what}: ${held} tenths`);
}

async function take(bench: Bench, step: Step, what: string): Promise<void> {
  if ("act" in step) await bench.acts[step.act]!(step.value ?? 0);
  else if ("waitMs" in step) await bench.wait(step.waitMs);
  else if ("fault" in step) assert.equal(await bench.fault(), step.fault, what);
  else if ("posted" in step) takePosted(await bench.takePosts(), step, bench.keepsTime, what);
  else {
    const given = (await bench.call(step.call, step.values ?? [])) ?? null;
    if (Array.isArray(step.gives)) {
      const [from, to] = step.gives as [number, number];
      assert.ok(typeof given === "number" && given >= from && given <= to, `${what}: ${JSON.stringify(given)}`);
    } else assert.equal(given, step.gives, what);
  }
}

/**
 * Runs, in order and on one bench, the cases that ask for nothing but the acts named. Every case leaves the part at rest and sound. Throws
 * a RangeError where none can run.
 */
export function contract(
  name: string,
  cases: readonly Case[],
  acts: readonly string[],
  start: () => Promise<Bench>,
): void {
  const possible = cases.filter(({ steps }) => steps.every((step) => !("act" in step) || acts.includes(step.act)));
  if (possible.length === 0) throw new RangeError(`${name}: no case can do without more than ${acts.join(", ")}`);
  describe(`contract: ${name}`, function () {
    this.timeout(60_000);
    let bench: Bench;

    before(async () => {
      bench = await start();
      assert.deepEqual(Object.keys(bench.acts).sort(), [...acts].sort());
    });

    after(() => (bench as Bench | undefined)?.stop());

    for (const { title, steps } of possible)
      it(title, async () => {
        for (const [index, step] of steps.entries()) await take(bench, step, `step ${index}: ${JSON.stringify(step)}`);
      });
  });
}

/** As the build writes control characters; esbuild leaves them as they are, and only in strings. Fails on what the engine does not read. */
async function bundleForEngine(entry: string): Promise<string> {
  const escaped = (sign: string): string => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
  const script = (await bundleDrivers(entry)).replace(/[\0-\x09\x0b-\x1f\x7f]/g, escaped);
  assert.deepEqual(dialect(script), []);
  return script;
}

/** A driver on a virtual board; `join` puts the part's model there and says what can be done to it. */
export async function virtualBench(
  driver: string,
  options: object,
  join: (on: DriverOnBoard) => Bench["acts"],
): Promise<Bench> {
  await bundleForEngine(`import { open } from "./${driver}.ts"; global.open = open;`);
  const on = await DriverOnBoard.build(driver, options);
  const acts = join(on);
  on.boot();
  let taken = 0;
  return {
    keepsTime: true,
    acts,
    wait: (ms) => void on.wait(ms),
    call: (name, values) => on.call(name, ...values),
    fault: () => faultOf(on),
    takePosts: () => {
      const fresh = on.posts.slice(taken);
      taken += fresh.length;
      return fresh.join("");
    },
    stop: () => undefined,
  };
}

/** What a driver says of its part now. The operations are the driver's own object, which `valueOf` returns. */
export const faultOf = (on: DriverOnBoard): number => (on.call("valueOf") as Part).fault;

/** The distinct calls of some cases; the agent is asked for one by its place, and for the fault and the posts by those after. */
function callsOf(cases: readonly Case[]): string[] {
  const calls = cases.flatMap(({ steps }) =>
    steps.flatMap((step) => ("call" in step ? [JSON.stringify([step.call, step.values ?? []])] : [])),
  );
  return [...new Set(calls)];
}

/** A place in the list as a byte that no port takes for a control. */
const toByte = (place: number): string => String.fromCharCode(place + 48);

/**
 * For any engine: opens `driver` and answers each byte from `port` with a line of JSON: the result of a call of `cases`, the fault, or
 * what was posted since the last time.
 */
export async function agentScript(
  driver: string,
  options: object,
  cases: readonly Case[],
  port: object,
): Promise<string> {
  return bundleForEngine(`
    import { open } from "./${driver}.ts";
    import { open as openPort } from "./uart.ts";
    let posted = "";
    const part = open(${JSON.stringify(options)}, function (bytes) { posted += bytes; });
    const calls = [${callsOf(cases).join(",")}];
    const answer = function (byte) {
      const place = byte.charCodeAt(0) - 48;
      let result = part.fault;
      if (place < calls.length) {
        const operation = part[calls[place][0]];
        result = operation.apply(undefined, calls[place][1]);
      } else if (place > calls.length) {
        result = posted;
        posted = "";
      }
      port.send(JSON.stringify(result === undefined ? null : result) + "\\n");
    };
    const port = openPort(${JSON.stringify(port)}, function (bytes) { for (const byte of bytes) answer(byte); });
    port.send("ready\\n");`);
}

const AGENT: Usart = 2;
const AGENT_PORT = { port: "Serial2", tx: "A2", rx: "A3", baud: 19_200 };
const ANSWER_MS = 20_000;

/**
 * A stand-in on an emulated board. `texts`: for each act, what to send to the UART of the stand-in, with # for the value. A stand-in has
 * no sense of time, so waits are cut to `longestWaitMs`.
 */
export async function emulatedBench(
  driver: string,
  options: object,
  cases: readonly Case[],
  on: { readonly usart: Usart; readonly texts: Readonly<Record<string, string>>; readonly longestWaitMs: number },
): Promise<Bench> {
  const script = await agentScript(driver, options, cases, AGENT_PORT);
  const files = { ".bootcde": `E.setConsole(null,{force:true});${script}` };
  const board = await QemuBoard.start({
    files,
    serial: { [AGENT]: "collect", [on.usart]: "collect" },
    icount: "shift=3",
  });
  const calls = callsOf(cases);
  let lines = 1;
  const ask = async (place: number): Promise<unknown> => {
    const count = ++lines;
    const split = (sent: Buffer) => sent.toString("latin1").split("\n");
    board.send(AGENT, toByte(place));
    const sent = await board.waitFor(AGENT, (all) => split(all).length > count, ANSWER_MS);
    return JSON.parse(split(sent)[count - 1]!);
  };
  const askFault = (): Promise<unknown> => ask(calls.length);
  /** An answer after each byte: with no baud rate to pace it, the emulated chip lets a byte overwrite the one before. */
  const send = async (text: string): Promise<void> => {
    for (const byte of text) {
      board.send(on.usart, byte);
      await askFault();
    }
  };
  await board.waitFor(AGENT, "ready\n", ANSWER_MS);
  return {
    keepsTime: false,
    acts: Object.fromEntries(
      Object.entries(on.texts).map(([act, text]) => [act, (value: number) => send(text.replace("#", String(value)))]),
    ),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, on.longestWaitMs))),
    call: (name, values) => ask(calls.indexOf(JSON.stringify([name, values]))),
    fault: askFault,
    takePosts: () => ask(calls.length + 1),
    stop: () => board.stop(),
  };
}
