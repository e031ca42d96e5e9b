// What is put in front of a bundle to measure it, as ".boot0": it wraps a few globals of the engine so that calls leave a stamp, and feeds
// the board from within, because input from outside arrives at no fixed moment. The bundle itself is byte for byte the one that is
// flashed. A stamp costs the board about 0.2 ms, which is in the figures.

import { reporter } from "../../tools/engine/measure.ts";

/** Seconds of board time of one instruction at `-icount shift=3`. */
export const SECONDS_PER_INSTRUCTION = 8e-9;

/** Reports go out here: neither twin uses it for input. */
export const REPORT_USART = 6;

/** Wraps what the kernel calls: time spent in its callbacks is summed up in `busy`; `booted` is when it first asked for a tick. */
const TIMERS = `
var busy=0,booted=0,asked=setTimeout;
global.setTimeout=function(f,ms){if(!booted)booted=getTime();return asked(function(){var t=getTime();f();busy+=getTime()-t},ms)};`;

/**
 * The emulator has no timer that wakes a sleeping processor, so that an idle twin is up to 100 ms late; a board is not. While something
 * is timed the twin is kept from sleeping.
 */
export function awake(fromS: number, toS: number): string {
  return `asked(function(){var w=setInterval(function(){},0.1);asked(function(){clearInterval(w)},${(toS - fromS) * 1000})},${fromS * 1000});`;
}

/** Blocks taken away from the heap, one variable each. */
const ballast = (variables: number): string =>
  variables > 0 ? `var ballast=[];for(var i=0;i<${variables};i++)ballast.push(i);` : "";

export interface Prelude {
  /** Variables to take away before the bundle starts. */
  readonly ballast?: number;
  /** Statements of the scenario; they may use asked (the engine's own setTimeout), stamp(name) and stamps. */
  readonly scenario: string;
  /** Board seconds at which the report is sent, and the expression that is reported. */
  readonly reportAtS: number;
  readonly report: string;
}

export function prelude(options: Prelude): string {
  return (
    reporter(REPORT_USART) +
    `var stamps={};function stamp(n){if(!stamps[n])stamps[n]=getTime()}` +
    ballast(options.ballast ?? 0) +
    TIMERS +
    options.scenario +
    `asked(function(){reportResult(${options.report})},${options.reportAtS * 1000});`
  );
}

/** Source text of a byte string. */
export function literal(bytes: string): string {
  return `atob("${Buffer.from(bytes, "latin1").toString("base64")}")`;
}
