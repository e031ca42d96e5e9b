// What can be seen of the off-switch processor from outside, each as one number: what comes in, what it stores, drives and says. A walk of the
// real partition is a row of them, and the model, asked whether it could have gone the same way, reads the same row.

/** A walk begins; plus 1: the stored state is closed, 2: so is the contact, 4: the wire of the feedback contact is cut. */
export const BEGIN = 16;
/** Either processor's supply may go at any moment; the model's is that of the off-switch. */
export const RESET = 1;
export const TICK = 2;
export const DOWN = 3;
/** Plus 1: held for neither too short nor too long a time. */
export const UP = 4;
/** A sealed message that was taken before, or one older than the last that was. */
export const STALE = 6;
/** The counter of the message in hand is in the memory. */
export const COUNTED = 7;
/** Plus 1: closed; plus 2: where the contact is afterwards. */
export const DRIVE = 8;
/** Plus the result. */
export const RESULT = 32;
/** The answer was lost with a reset: it can have been any. */
export const ANY_RESULT = 40;
/** Plus the class of the wish. */
export const LOCAL = 256;
/** Plus 16 times the kind, plus what an "obey" lets count. */
export const COMMAND = 512;
/** Plus 1024 where the memory took it, 512 closed, 256 a wait, 16 times the reasons, what is obeyed. */
export const PUT = 4096;
/** Plus 256 times the state of the switch as in its message, 16 times the reasons, what is obeyed. */
export const REPORT = 8192;
/** Behind the last one. */
export const END = 0;

/** Kinds of a command; the first three are the events of the rules. */
export const OBEY = 4;
/** One that says nothing of the switch and is told of. */
export const OTHER = 5;
/** One that hides: not even a report follows. */
export const COVER = 6;

/** Results, as the model tells them apart. */
export const DONE = 0;
export const ABSENT = 1;
export const FAILED = 2;

const inputs = { BEGIN, RESET, TICK, DOWN, UP, STALE, LOCAL, COMMAND };
const effects = { COUNTED, DRIVE, RESULT, ANY_RESULT, PUT, REPORT, END };
const NAMES = { ...inputs, ...effects, OBEY, OTHER, COVER, DONE, ABSENT, FAILED };

export function promelaTokens(): string {
  return Object.entries(NAMES)
    .map(([name, value]) => `#define ${name} ${value}`)
    .join("\n");
}

const bit = (token: number, value: number): number => Math.floor(token / value) & 1;

function effectText(token: number): string {
  if (token >= REPORT) return `says state ${(token >> 8) & 3}, reasons ${(token >> 4) & 15}, obeyed ${token & 15}`;
  if (token >= PUT) {
    const content = `closed ${bit(token, 512)}, reasons ${(token >> 4) & 15}, obeyed ${token & 15}, waits ${bit(token, 256)}`;
    return `${bit(token, 1024) ? "stores" : "cannot store"} ${content}`;
  }
  if (token >= ANY_RESULT) return "answers";
  return `answers ${["done", "absent", "part failed"][token - RESULT] ?? "?"}`;
}

/** A token for people. */
export function tokenText(token: number): string {
  if (token === END) return "ends";
  if (token >= PUT) return effectText(token);
  if (token >= COMMAND) {
    const kind = ["off", "on", "cancel", "?", "obey", "other", "cover"][(token - COMMAND) >> 4] ?? "?";
    return `gets ${kind}${kind === "obey" ? ` ${token & 15}` : ""}`;
  }
  if (token >= LOCAL) return `hears wish ${token - LOCAL}`;
  if (token >= RESULT) return effectText(token);
  if (token >= BEGIN) return `begins ${token - BEGIN}`;
  if (token >= DRIVE) return `drives ${token & 1 ? "closed" : "open"}, contact ${bit(token, 2)}`;
  const plain = ["", "reset", "tick", "button down", "button up, badly", "button up", "gets an old one", "counts it"];
  return plain[token] ?? "?";
}
