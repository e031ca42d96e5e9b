// Something the person at the command line asked for and cannot have: the message says what and why, without a stack.

import { writeFileSync } from "node:fs";

export class UserError extends Error {
  override readonly name = "UserError";
}

/** Why a file could not be read or written, as the code that the system gives it. */
export function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown error";
}

/** Writes a file that the person named. Throws UserError. */
export function writeUserFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`cannot write ${file}: ${reasonOf(error)}`);
  }
}
