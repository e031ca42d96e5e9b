// What can keep a board from being flashed, as a closed list: whose fault it is follows from the kind, and every message comes with what to
// do. All else is a bug and keeps its stack.

export type FlashFault =
  // the port
  | "no-such-port"
  | "port-busy"
  | "no-permission"
  | "port-trouble"
  | "no-answer"
  | "connection-lost"
  // the board that answers
  | "wrong-board"
  | "wrong-engine"
  | "engine-error"
  | "no-room"
  | "not-written"
  | "no-memory-part"
  | "not-ready"
  | "still-open"
  // whose it is
  | "no-keys"
  | "other-keys"
  | "other-memory"
  | "bad-keys"
  // the engine's image and the programs that write it
  | "bad-image"
  | "no-program"
  | "program-failed";

export class FlashError extends Error {
  override readonly name = "FlashError";
  readonly fault: FlashFault;
  /** What the person at the keyboard can do. */
  readonly remedy: string;

  constructor(fault: FlashFault, message: string, remedy: string) {
    super(message);
    this.fault = fault;
    this.remedy = remedy;
  }
}
