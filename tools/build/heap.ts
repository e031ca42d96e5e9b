// Two passes over the trusted half that save heap and change no meaning. The engine keeps a function object of five to ten variables
// for every function that is declared, though its text stays in flash.
//
// `transient` moves what only some seldom called functions need into each of these, so that it exists while that function runs: a
// secretbox, a record written to flash. It costs text, and the time in which the engine passes over the moved text at each call.
// `bootOnly` finds what can be let go of once the boot is over. Neither touches what a closure may still need.

import type { FunctionDeclaration, Statement } from "acorn";
import { BuildError } from "./errors.ts";

/** Calls `see` for each identifier below `node` that is not the name of a property, with the number of functions around it. */
function identifiers(node: unknown, see: (name: string, depth: number) => void, depth = 0): void {
  if (Array.isArray(node)) {
    for (const child of node) identifiers(child, see, depth);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const { type, name, computed } = node as { type?: string; name?: string; computed?: boolean };
  if (type === "Identifier" && name !== undefined) see(name, depth);
  const deeper = depth + (type !== undefined && /Function/.test(type) ? 1 : 0);
  for (const [key, child] of Object.entries(node)) {
    const isName = (type === "MemberExpression" && key === "property") || (type === "Property" && key === "key");
    if (!isName || computed === true) identifiers(child, see, deeper);
  }
}

const isFunction = (statement: Statement): statement is FunctionDeclaration => statement.type === "FunctionDeclaration";

const functionName = (statement: Statement): string | undefined =>
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

class Program {
  readonly statements: readonly Statement[];
  readonly #uses = new Map<Statement, Set<string>>();
  readonly #of = new Map<string, Statement[]>();

  constructor(statements: readonly Statement[]) {
    this.statements = statements;
    for (const statement of statements) {
      const names = new Set<string>();
      identifiers(statement, (name) => names.add(name));
      this.#uses.set(statement, names);
      const name = movableName(statement);
      if (name !== undefined) this.#of.set(name, [...(this.#of.get(name) ?? []), statement]);
    }
  }

  /** What `from` needs, directly or not, of what can be moved; where it meets a name of `stops` it goes no further. */
  reach(from: readonly Statement[], stops: readonly string[]): Set<Statement> {
    const found = new Set<Statement>();
    const visit = (statement: Statement): void => {
      for (const name of this.#uses.get(statement) ?? []) {
        if (stops.includes(name)) continue;
        for (const next of this.#of.get(name) ?? []) {
          if (found.has(next)) continue;
          found.add(next);
          visit(next);
        }
      }
    };
    for (const statement of from) visit(statement);
    return found;
  }
}

/** Puts a copy of what only `roots` need into each of those that need it, and takes it away from the top. */
export function transient(statements: readonly Statement[], roots: readonly string[]): Statement[] {
  const program = new Program(statements);
  const isRoot = (statement: Statement): boolean => roots.includes(functionName(statement) ?? "");
  const starts = statements.filter(
    (statement) => movableName(statement) === undefined || functionName(statement) === "boot",
  );
  const resident = program.reach(starts, roots);
  const needed = new Map<Statement, Statement[]>();
  for (const root of statements.filter(isRoot)) {
    const reached = program.reach([root], roots);
    // In their order: the engine knows a name only once its declaration was run.
    needed.set(
      root,
      statements.filter((one) => reached.has(one) && !resident.has(one) && !isRoot(one)),
    );
  }
  for (const [root, inside] of needed)
    hold(
      root as FunctionDeclaration,
      inside.map((one) => structuredClone(one)),
    );
  return statements.filter((one) => isRoot(one) || resident.has(one) || starts.includes(one));
}

/** Puts declarations at the beginning of a function, each as deep inside as those that need it allow. */
function hold(root: FunctionDeclaration, inside: readonly Statement[]): void {
  const own = new Set<string>();
  for (const param of root.params) identifiers(param, (name) => own.add(name));
  declarations(root.body, own);
  for (const one of inside) {
    const name = movableName(one);
    if (name !== undefined && own.has(name))
      throw new BuildError(
        "system",
        `${root.id.name}: a name of its own, ${name}, hides a function that it is to hold`,
      );
  }
  let body = [...inside, ...root.body.body];
  for (const one of inside) body = sink(body, one);
  root.body.body = body;
}

/** Moves into the function `host` what nothing else of `body` needs. */
function sink(body: readonly Statement[], host: Statement): Statement[] {
  if (!isFunction(host) || !body.includes(host)) return [...body];
  const program = new Program(body);
  const moved = program.reach([host], []);
  moved.delete(host);
  for (let changed = true; changed;) {
    changed = false;
    const others = body.filter((one) => one !== host && !moved.has(one));
    for (const needed of others.flatMap((one) => [...program.reach([one], [host.id.name])]))
      changed = moved.delete(needed) || changed;
  }
  const inside = body.filter((one) => moved.has(one));
  host.body.body.unshift(...inside);
  return body.filter((one) => !moved.has(one));
}

/** Names declared in a function's own scopes, functions inside it not entered. */
function declarations(node: unknown, into: Set<string>): void {
  if (node === null || typeof node !== "object") return;
  const { type, id } = node as { type?: string; id?: { name?: string } };
  if ((type === "VariableDeclarator" || type === "FunctionDeclaration") && id?.name !== undefined) into.add(id.name);
  if (type !== undefined && /Function/.test(type)) return;
  for (const child of Object.values(node)) declarations(child, into);
}

/**
 * Names of the functions that are called while `boot` runs and never again: referred to by `boot` itself, by the function it hands over, or by
 * another such function outside of its closures.
 */
export function bootOnly(statements: readonly Statement[], boot: string): string[] {
  const retired = new Set(
    statements.flatMap((statement) => functionName(statement) ?? []).filter((name) => name !== boot),
  );
  for (let changed = true; changed;) {
    changed = false;
    for (const statement of statements) {
      const owner = functionName(statement) ?? "";
      const over = owner === boot || retired.has(owner);
      // The statement is a function itself, hence 1; boot hands over one more, which runs at once.
      const most = owner === boot ? 2 : 1;
      identifiers(statement, (name, depth) => {
        if (name === owner || (over && depth <= most)) return;
        changed = retired.delete(name) || changed;
      });
    }
  }
  return [...retired];
}
