// The person at the boards: does what only a hand can do, and says what only eyes can see. Whatever is asked can be skipped, with a reason, and
// the run can be ended at any question. Where nobody answers any more, all that is left is skipped: silence is never a yes.

import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import { Skipped } from "../script/stage.ts";
import { listed } from "../script/words.ts";

export interface Tester {
  say(line: string): void;
  /** What is typed; "" where it is Enter alone. undefined: nobody answers any more. */
  read(question: string): Promise<string | undefined>;
}

const HINT = "Enter: done; skip [why]; quit";
const MOST_WORDS = 200;

/** Reads lines of a terminal, a pipe or a file, one question at a time. */
export class TerminalTester implements Tester {
  readonly #lines: string[] = [];
  readonly #interface: Interface;
  readonly #write: (text: string) => void;
  #waiting: ((line: string | undefined) => void) | undefined;
  #isOver = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(input: NodeJS.ReadableStream, write: (text: string) => void) {
    this.#write = write;
    this.#interface = createInterface({ input, terminal: false });
    this.#interface.on("line", (line) => {
      if (this.#waiting === undefined) this.#lines.push(line);
      else this.#answer(line);
    });
    this.#interface.on("close", () => {
      this.#isOver = true;
      this.#answer(undefined);
    });
  }

  say(line: string): void {
    this.#write(`${line}\n`);
  }

  read(question: string): Promise<string | undefined> {
    const next = this.#turn.then(() => this.#read(question));
    this.#turn = next;
    return next;
  }

  close(): void {
    this.#interface.close();
  }

  #answer(line: string | undefined): void {
    const answer = this.#waiting;
    this.#waiting = undefined;
    answer?.(line);
  }

  #read(question: string): Promise<string | undefined> {
    this.#write(`${question}\n> `);
    const line = this.#lines.shift();
    if (line !== undefined || this.#isOver) return Promise.resolve(line);
    return new Promise((resolve) => (this.#waiting = resolve));
  }
}

/** Asks until an answer is one. */
export class Asker {
  #isOver = false;
  readonly #tester: Tester;

  constructor(tester: Tester) {
    this.#tester = tester;
  }

  /** Whether the person ended the run. */
  get isOver(): boolean {
    return this.#isOver;
  }

  say(line: string): void {
    this.#tester.say(line);
  }

  /** Throws Skipped. */
  async confirm(what: string): Promise<void> {
    await this.#ask(
      `${what} (${HINT})`,
      (line) => (line === "" || line === "done" ? true : undefined),
      "that is no answer",
    );
  }

  /** One of a few words, or so many of its letters that it is no other. Throws Skipped. */
  choose<T extends string>(question: string, words: readonly T[]): Promise<T> {
    const take = (line: string): T | undefined => {
      const fitting = line === "" ? [] : words.filter((word) => word.startsWith(line.toLowerCase()));
      return fitting.length === 1 ? fitting[0] : undefined;
    };
    return this.#ask(`${question} (${words.join("/")}; skip [why]; quit)`, take, `the answer is ${listed(words)}`);
  }

  /** A number as it was measured, with or without its unit, or thousands of it. Throws Skipped. */
  measure(question: string, unit: string): Promise<number> {
    const take = (line: string): number | undefined => {
      const found = /^(-?\d{1,9}(?:[.,]\d{1,6})?)\s*(k?)(.*)$/.exec(line);
      if (!found || (found[3] !== "" && found[3] !== unit) || (found[3] === "" && found[2] !== "")) return undefined;
      return Number(found[1]!.replace(",", ".")) * (found[2] === "k" ? 1000 : 1);
    };
    return this.#ask(`${question} (a number in ${unit}; skip [why]; quit)`, take, `the answer is a number in ${unit}`);
  }

  /** As it stands there. Throws Skipped. */
  words(question: string): Promise<string> {
    const take = (line: string): string | undefined => (line === "" ? undefined : line.slice(0, MOST_WORDS));
    return this.#ask(`${question} (skip [why]; quit)`, take, "type what is there");
  }

  async #ask<T>(question: string, take: (line: string) => T | undefined, wrong: string): Promise<T> {
    for (;;) {
      if (this.#isOver) throw new Skipped("the tester ended the run");
      const line = (await this.#tester.read(question))?.trim();
      if (line === undefined) throw new Skipped("nobody answers any more");
      if (line === "quit") {
        this.#isOver = true;
        continue;
      }
      const skipped = /^skip(?:\s+(.*))?$/.exec(line);
      if (skipped) throw new Skipped(skipped[1] ?? "the tester gave no reason");
      const taken = take(line);
      if (taken !== undefined) return taken;
      this.#tester.say(wrong);
    }
  }
}
