// Checked reading of a JSON document that a person wrote: each value knows where in the file it stands, and every refusal says so.

import { UserError } from "../user-error.ts";

/** Longer values are cut where a message repeats them. */
const MOST_SHOWN = 60;

function isPlainName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

/** A value as a message shows it: nothing in it reaches the terminal as a control character. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
  return cut.replace(/[^\x20-\x7e]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

export class Field {
  readonly file: string;
  /** Such as "dayTypes.weekday.rates[2]"; "" is the whole document. */
  readonly path: string;
  /** undefined: it is not there. */
  readonly value: unknown;

  constructor(file: string, path: string, value: unknown) {
    this.file = file;
    this.path = path;
    this.value = value;
  }

  /** `says` goes on after the path: "begins too late". */
  wrong(says: string): UserError {
    return new UserError(`${this.file}: ${this.path === "" ? "the document" : this.path} ${says}`);
  }

  /** `must` is what it must be: "a list". */
  isNot(must: string): UserError {
    return this.value === undefined ? this.wrong("is missing") : this.wrong(`is ${must}, not ${shown(this.value)}`);
  }

  private child(step: string, value: unknown): Field {
    return new Field(this.file, this.path + step, value);
  }

  /** All fields of an object by name. Throws UserError. */
  members(): ReadonlyMap<string, Field> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.isNot("an object");
    const step = (name: string): string =>
      isPlainName(name) ? (this.path === "" ? name : `.${name}`) : `[${shown(name)}]`;
    return new Map(Object.entries(value).map(([name, one]) => [name, this.child(step(name), one)]));
  }

  /** The fields of an object that may have these and no others. Throws UserError. */
  object<Name extends string>(...known: readonly Name[]): Readonly<Record<Name, Field>> {
    const members = this.members();
    for (const [name, field] of members)
      if (!known.some((one) => one === name)) throw field.wrong(`is not known here: known are ${known.join(", ")}`);
    const absent = (name: string): Field => this.child(this.path === "" ? name : `.${name}`, undefined);
    return Object.fromEntries(known.map((name) => [name, members.get(name) ?? absent(name)])) as Record<Name, Field>;
  }

  list(least: number, most: number): readonly Field[] {
    const { value } = this;
    if (!Array.isArray(value)) throw this.isNot("a list");
    const range = least === most ? `${least}` : `${least} to ${most}`;
    if (value.length < least || value.length > most) throw this.wrong(`has ${value.length} members, not ${range}`);
    return value.map((one: unknown, at) => this.child(`[${at}]`, one));
  }

  text(must: string): string {
    if (typeof this.value !== "string") throw this.isNot(must);
    return this.value;
  }

  /** A text that has that form. Returns what its groups hold. */
  match(form: RegExp, must: string): readonly string[] {
    const found = form.exec(this.text(must));
    if (found === null) throw this.isNot(must);
    return found.slice(1).map((group: string | undefined) => group ?? "");
  }

  whole(least: number, most: number): number {
    const { value } = this;
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
      throw this.isNot(`a whole number from ${least} to ${most}`);
    return value as number;
  }

  /** The value that a word stands for. */
  word<T>(words: ReadonlyMap<string, T>): T {
    const must = `one of ${[...words.keys()].join(", ")}`;
    const found = words.get(this.text(must));
    if (found === undefined) throw this.isNot(must);
    return found;
  }
}
