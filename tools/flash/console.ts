// The engine's console at the other end of a connection: who answers, and what an expression is there. Each line that is sent is answered
// before the next one: the engine buffers a thousand bytes and no more. Nothing is taken for said that stands only in an echo.

import type { Connection } from "./connection.ts";
import { FlashError } from "./errors.ts";

/** Who answers. */
export interface Identity {
  /** As the engine's build names it: "NUCLEOF401RE". */
  readonly board: string;
  /** "2v29.277". */
  readonly version: string;
}

/** Code that throws on the board: what the engine said. */
export class EngineException extends Error {}

const ECHO_OFF = "\x10";
/** The engine names itself, and evaluates nothing for it: on an emulated chip `process.env` would never come back. */
const WHO = "\x05";
const CTRL_C = "\x03";
const WHO_MS = 500;
const EVALUATE_MS = 10_000;
/** The engine's input buffer, less what its own bookkeeping takes. */
const LONGEST_LINE = 900;

export class Console {
  readonly #connection: Connection;
  #number = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Waits until `find` finds something in all that came; undefined after `ms`. Throws FlashError where the other end has gone. */
  async waitFor<T>(find: (received: string) => T | undefined, ms: number): Promise<T | undefined> {
    const connection = this.#connection;
    const until = Date.now() + ms;
    for (;;) {
      const found = find(connection.received);
      if (found !== undefined) return found;
      if (!connection.isOpen) throw lost(connection.path);
      const left = until - Date.now();
      if (left <= 0) return undefined;
      await connection.changed(left);
    }
  }

  /** Undefined where nobody answers as an engine's console. Throws FlashError. */
  async identify(): Promise<Identity | undefined> {
    // The second time out of a line half typed, or a debugger.
    for (const first of ["\n", CTRL_C + "\n", "\n"]) {
      this.#connection.forget();
      this.#connection.write(first + WHO);
      const found = await this.waitFor((text) => /Espruino (\S+) (\S+)\r?\n/.exec(text) ?? undefined, WHO_MS);
      if (found !== undefined) {
        this.#connection.write("\n");
        return { version: found[1]!, board: found[2]! };
      }
    }
    return undefined;
  }

  /** What `expression` is on the board, as JSON carries it. Throws FlashError, and EngineException where it throws there. */
  async evaluate(expression: string, ms = EVALUATE_MS): Promise<unknown> {
    const number = ++this.#number;
    // Put together on the board, so that an echo of the line does not hold it.
    const line = `${ECHO_OFF}try{print("<"+"#${number}="+JSON.stringify(${expression})+"#>")}catch(e){print("<"+"#${number}!"+e+"#>")}\n`;
    if (line.length > LONGEST_LINE)
      throw new RangeError(`a line of ${line.length} characters is longer than the console takes`);
    this.#connection.forget();
    this.#connection.write(line);
    const pattern = new RegExp(`<#${number}([=!])([^]*?)#>`);
    const error = /New interpreter error: (\S+)|Execution Interrupted|Uncaught .*/;
    const isError = (text: string): RegExpExecArray | undefined => error.exec(text) ?? undefined;
    const found = await this.waitFor((text) => pattern.exec(text) ?? isError(text), ms);
    if (found === undefined) throw silent(this.#connection.path);
    // Long texts are broken by nobody, but what the engine prints by itself may stand in between.
    if (!found[0].startsWith("<#")) throw new EngineException(found[0]);
    if (found[1] === "!") throw new EngineException(found[2]);
    return found[2] === "undefined" ? undefined : JSON.parse(found[2]!);
  }

  /** Sends a line without waiting for an answer. */
  send(line: string): void {
    this.#connection.forget();
    this.#connection.write(`${ECHO_OFF}${line}\n`);
  }
}

function lost(path: string): FlashError {
  return new FlashError(
    "connection-lost",
    `the board at ${path} is gone: its supply or its cable`,
    "Power it again and run this again: it goes on where this one stopped.",
  );
}

function silent(path: string): FlashError {
  return new FlashError(
    "connection-lost",
    `the board at ${path} no longer answers`,
    "Look at its supply and its cable, reset it with its button held, and run this again: it goes on where this one stopped.",
  );
}
