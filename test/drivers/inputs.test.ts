// The contract suites of pulse input, push button, relay and current clamp: on the drivers of real parts and on the stand-ins, on a virtual
// board; on the stand-ins on an emulated one.

import type { DriverOnBoard } from "./on-board.ts";
import { Random } from "../../bench/engine/random.ts";
import {
  CurrentTransformer,
  mainsCurrent,
  USUAL_TRANSFORMER,
  type Plug,
} from "../../bench/parts/current-transformer.ts";
import { LatchingRelay } from "../../bench/parts/latching-relay.ts";
import { PushButton } from "../../bench/parts/push-button.ts";
import { S0Source } from "../../bench/parts/s0-source.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { CLAMP_CALLS, clampCases } from "./clamp-contract.ts";
import { contract, emulatedBench, virtualBench, type Bench } from "./driven-steps.ts";
import { pulseInputCases } from "./pulse-input-contract.ts";
import { pushButtonCases } from "./push-button-contract.ts";
import { relayCases } from "./relay-contract.ts";

const RELAY = { setPin: "B5", resetPin: "B10", feedbackPin: "A8", coilMs: 50 };
const CLAMP = { analogPin: "C1", millivoltsPerAmpere: 11, noiseMillivolts: 0.55, mainsHz: 50, samplesPerCall: 16 };
const HUM_HALF_US = 10_000;
const RATTLES = 400;

const s0 = ({ clock, board }: DriverOnBoard): Bench["acts"] => {
  const source = new S0Source(clock, board.pin("E7"), new Random(4));
  const wire = (state: "joined" | "cut" | "shorted") => () => {
    source.wire = state;
  };
  return {
    pulse: () => {
      source.pulse(clock.nowUs);
    },
    stick: wire("shorted"),
    free: wire("joined"),
    cut: wire("cut"),
    join: wire("joined"),
    rattle: () => {
      source.rattle(RATTLES, HUM_HALF_US);
    },
  };
};

const button = ({ clock, board }: DriverOnBoard): Bench["acts"] => {
  const part = new PushButton(clock, board.pin("C0"), new Random(5));
  const wire = (state: "joined" | "cut" | "shorted") => () => {
    part.wire = state;
  };
  return {
    press: () => {
      part.press();
    },
    release: () => {
      part.release();
    },
    wedge: () => undefined,
    short: wire("shorted"),
    cut: wire("cut"),
    join: wire("joined"),
  };
};

const relay = ({ clock, board }: DriverOnBoard): Bench["acts"] => {
  const pins = {
    set: board.pin(RELAY.setPin),
    reset: board.pin(RELAY.resetPin),
    feedback: board.pin(RELAY.feedbackPin),
  };
  const part = new LatchingRelay(clock, pins, true);
  const broken = (what: Parameters<LatchingRelay["break"]>[0]) => () => {
    part.break(what);
  };
  return {
    weld: () => {
      part.weld();
    },
    "cut-set": broken("set-cut"),
    "cut-reset": broken("reset-cut"),
    "cut-feedback": broken("feedback-cut"),
    "short-feedback": broken("feedback-shorted"),
    mend: () => {
      part.mend();
    },
  };
};

const clamp = ({ board }: DriverOnBoard): Bench["acts"] => {
  const part = new CurrentTransformer(board.pin(CLAMP.analogPin), USUAL_TRANSFORMER, new Random(6));
  const flow = (milliamperes: number): void => {
    part.current = mainsCurrent(milliamperes / 1000, 50, 0.3);
  };
  const plug = (state: Plug) => () => {
    part.plug = state;
  };
  return {
    current: flow,
    overload: () => {
      flow(200_000);
    },
    pull: plug("unplugged"),
    ground: plug("low"),
    raise: plug("high"),
    unload: plug("no-burden"),
    join: plug("plugged"),
  };
};

const S0_ACTS = ["pulse", "stick", "free", "cut", "join", "rattle"];
const BUTTON_ACTS = ["press", "release", "wedge", "short", "cut", "join"];
const RELAY_ACTS = ["weld", "cut-set", "cut-reset", "cut-feedback", "short-feedback", "mend"];
const CLAMP_ACTS = ["current", "overload", "pull", "ground", "raise", "unload", "join"];

contract("s0-pulse on a virtual board", pulseInputCases, S0_ACTS, () =>
  virtualBench("s0-pulse", { watchPin: "E7", minimumMs: 20 }, s0),
);
contract("push-button on a virtual board", pushButtonCases, BUTTON_ACTS, () =>
  virtualBench("push-button", { watchPin: "C0" }, button),
);
contract("latching-relay on a virtual board", relayCases, RELAY_ACTS, () =>
  virtualBench("latching-relay", RELAY, relay),
);
contract("adc-clamp on a virtual board", clampCases, CLAMP_ACTS, () =>
  virtualBench("adc-clamp", { ...CLAMP, windowSamples: CLAMP_CALLS * CLAMP.samplesPerCall }, clamp),
);

interface StandIn {
  readonly driver: string;
  readonly options: object;
  readonly cases: typeof relayCases;
  readonly usart: 3 | 5;
  readonly texts: Readonly<Record<string, string>>;
  readonly longestWaitMs: number;
}

const STAND_INS: readonly StandIn[] = [
  {
    driver: "uart-pulse",
    options: { port: "Serial5", rx: "D2", baud: 19_200 },
    cases: pulseInputCases,
    usart: 5,
    texts: { pulse: "p", stick: "s", free: "x" },
    longestWaitMs: 2600,
  },
  {
    driver: "uart-button",
    options: { port: "Serial3", rx: "B11", baud: 19_200 },
    cases: pushButtonCases,
    usart: 3,
    texts: { press: "d", release: "u", wedge: "s" },
    longestWaitMs: 100,
  },
  {
    driver: "uart-clamp",
    options: { port: "Serial5", rx: "D2", baud: 19_200 },
    cases: clampCases,
    usart: 5,
    texts: { current: "c#;", overload: "c-;", join: "x" },
    longestWaitMs: 0,
  },
  {
    driver: "unsensed-relay",
    options: { setPin: "B5", resetPin: "B4", coilMs: 50 },
    cases: relayCases,
    usart: 5,
    texts: {},
    longestWaitMs: 300,
  },
];

for (const { driver, options, cases, usart, texts } of STAND_INS)
  contract(`${driver} on a virtual board`, cases, Object.keys(texts), () =>
    virtualBench(driver, options, ({ board }) =>
      Object.fromEntries(
        Object.entries(texts).map(([act, text]) => [
          act,
          (value: number) => {
            board.uart(`Serial${usart}`).receive(text.replace("#", String(value)));
          },
        ]),
      ),
    ),
  );

engineSuite("contracts of inputs and relay on an emulated board", "stm32", () => {
  for (const { driver, options, cases, ...on } of STAND_INS)
    contract(`${driver} on an emulated board`, cases, Object.keys(on.texts), () =>
      emulatedBench(driver, options, cases, on),
    );
});
