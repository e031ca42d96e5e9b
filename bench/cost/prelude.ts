// What is put in front of a bundle to measure it, as ".boot0": it wraps a few globals of the engine so that calls leave a stamp, and feeds
// the board from within, because input from outside arrives at no fixed moment. The bundle itself is byte for byte the one that is
// flashed. A stamp costs the board about 0.2 ms, which is in the figures.

import { reporter } from "../../tools/engine/measure.ts";

/** Seconds of board time of one instruction at `-icount shift=3`. */
export const SECONDS_PER_INSTRUCTION = 8e-9;

/** Reports go out here: neither twin uses it for input. */
export const REPORT_USART = 6;

/**
 * Wraps what the kernel calls: time spent in its callbacks is summed up in `busy`, `begun` is when the latest of them began; `booted` is when
 * the kernel first asked for a tick, with every device and segment open.
 */
const TIMERS = `
var busy=0,booted=0,begun=0,asked=setTimeout;
global.setTimeout=function(f,ms){if(!booted)booted=getTime();return asked(function(){var t=begun=getTime();f();busy+=getTime()-t},ms)};`;

/**
 * The emulator has no timer that wakes a sleeping processor, so that an idle twin is up to 100 ms late; a board is not. While something
 * is timed the twin is kept from sleeping.
 */
export function awake(fromS: number, toS: number): string {
  return `asked(function(){var w=setInterval(function(){},0.1);asked(function(){clearInterval(w)},${(toS - fromS) * 1000})},${fromS * 1000});`;
}

/**
 * Stamps when a port's listener is set: from then on whatever comes is counted, for it waits in the engine's event buffer until the boot is over.
 */
export function listens(port: string, stampName: string): string {
  return `var listen=${port}.on;${port}.on=function(e,f){stamp("${stampName}");listen.call(${port},e,f)};`;
}

/**
 * In place of the pin's level: a stamp, in the list `marks`. Whoever measures leaves two in a row first, so that the cost of one can be taken
 * from all others.
 */
export const MARKS = `var marks=[];global.digitalRead=function(){marks.push(getTime());return 0};`;

/** Seconds between the second and the third of three marks, without the cost of a mark, for each three. */
export function betweenMarks(marks: readonly number[]): number[] {
  const seconds: number[] = [];
  for (let at = 2; at < marks.length; at += 3) {
    const [first, second, third] = [marks[at - 2]!, marks[at - 1]!, marks[at]!];
    seconds.push(third - second - (second - first));
  }
  return seconds;
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
