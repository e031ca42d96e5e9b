// Passes that save heap and change no meaning. The engine keeps a function object of five to ten variables for every function that is
// declared, though its text stays in flash.
//
// `transient` moves what only some seldom called functions of the trusted half need into each of these, so that it exists while that
// function runs: a secretbox, a record written to flash. `perHandler` does the same for every handler of a partition. It costs text, and
// the time in which the engine passes over the moved text at each call.
// `bootOnly` finds what can be let go of once the boot is over. None touches what a closure may still need.

import type {
  ArrowFunctionExpression,
  BlockStatement,
  FunctionDeclaration,
  FunctionExpression,
  Statement,
} from "acorn";
import { BuildError } from "./errors.ts";
import { identifiers, namesIn, ownNames } from "./free-names.ts";

const isFunction = (statement: Statement): statement is FunctionDeclaration => statement.type === "FunctionDeclaration";

export const functionName = (statement: Statement): string | undefined =>
  isFunction(statement) ? statement.id.name : undefined;

/**
 * The name to which a statement belongs, where it may be run anew at each call: a function, a constant that is made of constants, a
 * method that is put onto a prototype.
 */
function movableName(statement: Statement): string | undefined {
  if (statement.type === "FunctionDeclaration") return functionName(statement);
  if (statement.type === "VariableDeclaration") {
    const { id, init } = statement.declarations[0]!;
    const isConstant = /^(New|Function|Binary)Expression$/.test(init?.type ?? "");
    return statement.declarations.length === 1 && id.type === "Identifier" && isConstant ? id.name : undefined;
  }
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression")
    return undefined;
  let target: unknown = statement.expression.left;
  while ((target as { type: string }).type === "MemberExpression") target = (target as { object: unknown }).object;
  const { type, name } = target as { type: string; name?: string };
  return type === "Identifier" && statement.expression.left.type === "MemberExpression" ? name : undefined;
}

/** What is found anew only where a statement has changed: `forget` it then. */
class Known {
  readonly #names = new Map<unknown, Set<string>>();
  readonly #loops = new Map<Statement, readonly unknown[]>();

  names(node: unknown): Set<string> {
    return remembered(this.#names, node, namesIn);
  }

  loops(statement: Statement): readonly unknown[] {
    return remembered(this.#loops, statement, loops);
  }

  forget(statement: Statement): void {
    this.#names.delete(statement);
    this.#loops.delete(statement);
  }
}

function remembered<K, V>(of: Map<K, V>, key: K, find: (key: K) => V): V {
  const known = of.get(key) ?? find(key);
  of.set(key, known);
  return known;
}

/** Which of the statements that may be moved others need. */
export class Program {
  readonly #known: Known;
  readonly #of = new Map<string, Statement[]>();

  /** `nameOf` gives the name of a statement that may be moved. */
  constructor(statements: readonly Statement[], nameOf = movableName, known = new Known()) {
    this.#known = known;
    for (const statement of statements) {
      const name = nameOf(statement);
      if (name !== undefined) this.#of.set(name, [...(this.#of.get(name) ?? []), statement]);
    }
  }

  /** What `from` needs, directly or not, of what can be moved; where it meets a name of `stops` it goes no further. */
  reach(from: readonly unknown[], stops: readonly string[]): Set<Statement> {
    const found = new Set<Statement>();
    const visit = (node: unknown): void => {
      for (const name of this.#known.names(node)) {
        if (stops.includes(name)) continue;
        for (const next of this.#of.get(name) ?? []) {
          if (found.has(next)) continue;
          found.add(next);
          visit(next);
        }
      }
    };
    for (const node of from) visit(node);
    return found;
  }
}

/**
 * Puts a copy of what only `roots` need into each of those that need it, and takes it away from the top unless `boot` needs it, too. A root
 * that only returns a function has it put into that one.
 */
export function transient(statements: readonly Statement[], roots: readonly string[]): Statement[] {
  const program = new Program(statements);
  const isRoot = (statement: Statement): boolean => roots.includes(functionName(statement) ?? "");
  const starts = statements.filter((statement) => movableName(statement) === undefined);
  const { kept, atBoot } = phases(statements, starts, roots);
  const needed = new Map<FunctionDeclaration, Statement[]>();
  for (const root of statements.filter(isRoot) as FunctionDeclaration[]) {
    const reached = program.reach([root], roots);
    // In their order: the engine knows a name only once its declaration was run.
    const inside = statements.filter((one) => reached.has(one) && !kept.has(one) && !isRoot(one));
    needed.set(
      root,
      inside.map((one) => structuredClone(one)),
    );
  }
  for (const [root, inside] of needed) hold(root, inside);
  return statements.filter((one) => isRoot(one) || kept.has(one) || atBoot.has(one));
}

/** How many functions are around what runs at once when a function is called: `boot` hands over one more. */
const atOnce = (owner: string): number => (owner === "boot" ? 2 : 1);

/** What is needed while `boot` runs, and what is needed after that but by `roots`. */
function phases(
  statements: readonly Statement[],
  starts: readonly Statement[],
  roots: readonly string[],
): { kept: Set<Statement>; atBoot: Set<Statement> } {
  const kept = new Set<Statement>(starts);
  const atBoot = new Set<Statement>();
  const named = new Map<string, Statement[]>();
  for (const one of statements) {
    const name = movableName(one);
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), one]);
  }
  const handed = handedOn(statements);
  const visit = (one: Statement, isKept: boolean): void => {
    const owner = functionName(one) ?? "";
    identifiers(one, (name, depth) => {
      if (roots.includes(name) || name === owner) return;
      const keeps = isKept || handed.has(owner) || depth > atOnce(owner);
      for (const next of named.get(name) ?? []) {
        if (kept.has(next) || (!keeps && atBoot.has(next))) continue;
        (keeps ? kept : atBoot).add(next);
        visit(next, keeps);
      }
    });
  };
  const boot = statements.find((one) => functionName(one) === "boot");
  if (boot) {
    atBoot.add(boot);
    visit(boot, false);
  }
  for (const one of starts) visit(one, true);
  return { kept, atBoot };
}

/**
 * The statements of a partition's factory, of which the last returns its handlers, with what a handler needs declared within it. What is
 * called while the factory runs stays, and holds what it needs itself. No local may have the name of anything in the factory.
 */
export function perHandler(statements: readonly Statement[], handlers: readonly FunctionExpression[]): Statement[] {
  const program = new Program(statements, functionName);
  const last = statements.at(-1);
  const atStart = new Set<string>();
  for (const one of statements) if (!isFunction(one) && one !== last) namesIn(one).forEach((name) => atStart.add(name));
  const stays = (one: Statement): boolean => !isFunction(one) || atStart.has(one.id.name);
  const hosts = [...handlers, ...statements.filter((one) => isFunction(one) && stays(one))];
  const needed = hosts.map((host) => {
    const reached = program.reach([host], [...atStart]);
    return statements.filter((one) => reached.has(one)).map((one) => structuredClone(one));
  });
  hosts.forEach((host, i) => {
    holdAll(host as FunctionExpression, needed[i]!, functionName);
  });
  return statements.filter(stays);
}

function holdAll(
  host: { body: BlockStatement },
  inside: readonly Statement[],
  nameOf: (statement: Statement) => string | undefined,
): void {
  let body = [...inside, ...host.body.body];
  const known = new Known();
  for (const one of inside) body = sink(body, one, nameOf, known);
  host.body.body = body;
}

/** Puts declarations at the beginning of a function, each as deep inside as those that need it allow. */
function hold(root: FunctionDeclaration, inside: readonly Statement[]): void {
  const host = returned(root) ?? root;
  const own = new Set([...ownNames(root), ...ownNames(host)]);
  for (const one of inside)
    for (const name of namesIn(one))
      if (own.has(name))
        throw new BuildError("system", `${root.id.name}: a name of its own, ${name}, hides what it is to hold`);
  holdAll(host, inside, movableName);
}

type WithBlock = ArrowFunctionExpression & { body: BlockStatement };

/** The function that a function does nothing but return, with a block as its body. */
function returned(root: FunctionDeclaration): WithBlock | undefined {
  const [only, second] = root.body.body;
  if (only?.type !== "ReturnStatement" || second || only.argument?.type !== "ArrowFunctionExpression") return undefined;
  const inner = only.argument;
  if (inner.expression) {
    const statement = { type: "ReturnStatement", argument: inner.body, start: 0, end: 0 } as Statement;
    inner.body = { type: "BlockStatement", body: [statement], start: 0, end: 0 };
    inner.expression = false;
  }
  return inner as WithBlock;
}

const LOOPS = new Set(["ForStatement", "WhileStatement", "DoWhileStatement", "ForOfStatement", "ForInStatement"]);

/** The outermost loops below a node. */
function loops(node: unknown): unknown[] {
  if (node === null || typeof node !== "object") return [];
  if (LOOPS.has((node as { type: string }).type)) return [node];
  return Object.values(node).flatMap((child: unknown) =>
    child !== null && typeof child === "object" ? loops(child) : [],
  );
}

/** Moves into the function `host` what nothing else of `body` needs, unless it is called in a loop and would make that anew each time. */
function sink(
  body: readonly Statement[],
  host: Statement,
  nameOf: (one: Statement) => string | undefined,
  known: Known,
): Statement[] {
  if (!isFunction(host) || !body.includes(host)) return [...body];
  const program = new Program(body, nameOf, known);
  const inLoops = body.flatMap((one) => known.loops(one));
  if (program.reach(inLoops, []).has(host)) return [...body];
  const moved = program.reach([host], []);
  moved.delete(host);
  for (let changed = true; changed;) {
    changed = false;
    const others = body.filter((one) => one !== host && !moved.has(one));
    for (const needed of others.flatMap((one) => [...program.reach([one], [host.id.name])]))
      changed = moved.delete(needed) || changed;
  }
  const inside = body.filter((one) => moved.has(one));
  const own = ownNames(host);
  if ([...namesIn(inside)].some((name) => own.has(name))) return [...body];
  host.body.body.unshift(...inside);
  known.forget(host);
  return body.filter((one) => !moved.has(one));
}

/** Names that are used otherwise than by calling: whoever got such a function calls it when he likes. */
function handedOn(node: unknown, names = new Set<string>()): Set<string> {
  if (node === null || typeof node !== "object") return names;
  const { type, computed } = node as { type?: string; computed?: boolean };
  for (const [key, child] of Object.entries(node as Record<string, unknown>)) {
    const isName = (type === "MemberExpression" && key === "property") || (type === "Property" && key === "key");
    if ((isName && computed !== true) || (key === "id" && type === "FunctionDeclaration")) continue;
    const { type: kind, name } = (child ?? {}) as { type?: string; name?: string };
    if (kind !== "Identifier" || name === undefined) handedOn(child, names);
    else if (key !== "callee") names.add(name);
  }
  return names;
}

/**
 * Names of the functions that are called while `boot` runs and never again: referred to by `boot` itself, by the function it hands over, or by
 * another such function outside of its closures. What a function needs that is handed on may be needed at any time.
 */
export function bootOnly(statements: readonly Statement[], boot: string): string[] {
  const retired = new Set(
    statements.flatMap((statement) => functionName(statement) ?? []).filter((name) => name !== boot),
  );
  const handed = handedOn(statements);
  for (let changed = true; changed;) {
    changed = false;
    for (const statement of statements) {
      const owner = functionName(statement) ?? "";
      const over = owner === boot || (retired.has(owner) && !handed.has(owner));
      identifiers(statement, (name, depth) => {
        if (name === owner || (over && depth <= atOnce(owner))) return;
        changed = retired.delete(name) || changed;
      });
    }
  }
  return [...retired];
}
