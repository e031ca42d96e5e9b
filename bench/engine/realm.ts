// A JavaScript world of its own for each life of a board: the language's builtins without what the engine lacks, the
// model's names instead of Node's, and nothing shared with the host or with other boards. It keeps mistakes in, not
// enemies: `node:vm` is no sandbox.

import vm from "node:vm";
import { gapScript } from "./engine-gaps.ts";
import { ChipReset } from "./processor.ts";

type HostFunction = (this: unknown, ...values: never[]) => unknown;

interface Tools {
  wrap(run: HostFunction): (...values: unknown[]) => unknown;
  list(values: ArrayLike<unknown>): unknown[];
  record(fields: object): object;
  bytes(values: ArrayLike<number>): Uint8Array;
  error(name: string, message: string): unknown;
}

/** Called once for each realm: what `life.ended` is ends every call but undefined. */
const TOOLS = `(function (life, refuse) { return {
  wrap: function (run) {
    return function () {
      if (life.ended !== undefined) throw life.ended;
      try {
        return run.apply(this, arguments);
      } catch (error) {
        throw refuse(error);
      }
    };
  },
  list: function (values) { return Array.prototype.slice.call(values); },
  record: function (fields) { return Object.assign({}, fields); },
  bytes: function (values) { return new Uint8Array(values); },
  error: function (name, message) {
    var error = name === "TypeError" ? new TypeError(message) : new Error(message);
    if (name === "InternalError") error.name = name;
    return error;
  },
}; })`;

type MakeTools = (life: { readonly ended: ChipReset | undefined }, refuse: (error: unknown) => unknown) => Tools;

const GAPS = new vm.Script(gapScript());
const TOOLS_SCRIPT = new vm.Script(TOOLS);

/** What was compiled for one life of a board serves the next, and every board with the same bundle: so many of them. */
const MOST_SCRIPTS = 16;
const scripts = new Map<string, vm.Script>();

/** A function of these parameters, as a script whose value it is. A text that is no body of a function is refused as one. */
function functionScript(body: string, parameters: readonly string[], options: vm.CompileFunctionOptions): vm.Script {
  const head = `(function (${parameters.join(", ")}) { `;
  const key = `${options.filename} ${head}${body}`;
  const known = scripts.get(key);
  if (known !== undefined) return known;
  vm.compileFunction(body, parameters, options);
  // The places that errors name are those in the body.
  const script = new vm.Script(`${head}${body}\n})`, {
    ...(options.filename === undefined ? {} : { filename: options.filename }),
    columnOffset: -head.length,
  });
  if (scripts.size === MOST_SCRIPTS) scripts.clear();
  scripts.set(key, script);
  return script;
}

/** Names that the language does not allow as parameters, or that mean the same everywhere. */
const FIXED = new Set(["undefined", "NaN", "Infinity", "eval", "globalThis"]);

export class Realm {
  /** The global object. */
  readonly global: Record<string, unknown>;
  private readonly context: vm.Context;
  private readonly tools: Tools;
  private readonly life: { ended: ChipReset | undefined } = { ended: undefined };

  constructor() {
    this.context = vm.createContext();
    this.global = vm.runInContext("globalThis", this.context) as Record<string, unknown>;
    const makeTools = TOOLS_SCRIPT.runInContext(this.context) as MakeTools;
    this.tools = makeTools(this.life, (error) => {
      if (error instanceof ChipReset || !(error instanceof Error)) return error;
      return this.tools.error(error.name, error.message);
    });
    GAPS.runInContext(this.context);
  }

  /** A function of this realm that calls the host's; what the host's throws arrives as an error of this realm. */
  wrap(run: HostFunction): (...values: unknown[]) => unknown {
    return this.tools.wrap(run);
  }

  /** From now on every function of the host throws this: a bundle that catches what it threw can do no more. */
  end(reset: ChipReset): void {
    this.life.ended = reset;
  }

  list(values: ArrayLike<unknown>): unknown[] {
    return this.tools.list(values);
  }

  record(fields: object): object {
    return this.tools.record(fields);
  }

  bytes(values: ArrayLike<number>): Uint8Array {
    return this.tools.bytes(values);
  }

  /** Puts functions of the host on an object of this realm, out of sight of `for in`. */
  equip(target: object, functions: Readonly<Record<string, HostFunction>>): void {
    for (const [name, run] of Object.entries(functions)) {
      Object.defineProperty(target, name, { value: this.wrap(run), writable: true, configurable: true });
    }
  }

  /**
   * Compiles a bundle into a function without parameters that runs it and returns the wanted variables of its top level.
   * Every global of the realm is a parameter of the compiled text, which makes it as quick to reach as a local variable.
   */
  compile(bundle: string, file: string, wanted: readonly string[]): () => Record<string, unknown> {
    const names = Object.getOwnPropertyNames(this.global).filter((name) => !FIXED.has(name) && !wanted.includes(name));
    const results = wanted.map((name) => `${name}: typeof ${name} === "undefined" ? undefined : ${name}`);
    const body = `${bundle}\nreturn { ${results.join(", ")} };`;
    const script = functionScript(body, names, { parsingContext: this.context, filename: file });
    const run = script.runInContext(this.context) as (...values: unknown[]) => Record<string, unknown>;
    const values = names.map((name) => this.global[name]);
    return () => run.apply(this.global, values);
  }
}

/** A host error with the engine's class name for failures inside its drivers. */
export function internalError(message: string): Error {
  const error = new Error(message);
  error.name = "InternalError";
  return error;
}
