// The button of a bench over TCP, for a finger that is not at the bench: a client says for how many milliseconds, and hears one line when the
// button was let go, or why it was not pressed. It is none of the meter's ports, and a meter on a wall has nothing of the kind.

import type { Socket } from "node:net";
import { UserError } from "./user-error.ts";

/** Presses the button now, in the bench's time, and calls `released` when it is let go. Throws UserError. */
export type Press = (seconds: number, released: () => void) => void;

const LINE = /^(\d{1,9})\r?\n/;
/** No line is longer. */
const MOST_HEARD = 16;
export const RELEASED = "released";
/** Before the reason. */
export const REFUSED = "no: ";

/** One press a client: it is hung up on when that has been answered. */
export function serveButton(client: Socket, press: Press): void {
  let heard = "";
  const answer = (line: string): void => {
    client.end(`${line}\r\n`);
  };
  const hear = (chunk: Buffer): void => {
    heard += chunk.toString("latin1");
    const found = LINE.exec(heard);
    if (found === null && heard.length <= MOST_HEARD && !heard.includes("\n")) return;
    client.off("data", hear).resume();
    if (found === null) {
      answer(`${REFUSED}a line is a number of milliseconds`);
      return;
    }
    try {
      press(Number(found[1]) / 1000, () => {
        answer(RELEASED);
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      answer(REFUSED + error.message);
    }
  };
  client.on("data", hear);
}
