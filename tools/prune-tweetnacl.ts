// Cuts the npm package tweetnacl down to the functions that a board uses, and hands the rest of the build an ES module.
// Mechanical: statements are kept or dropped whole, no expression inside one is touched. The changes are these: the wrapper
// function is taken off; a declaration of several variables becomes one declaration each; an assignment to a member of a
// name (a prototype's method, an element of a table) stays with that name; names stand above their users, since the engine
// does not hoist; exports replace the wrapper's argument. A kept name that dropped code would change stops the build.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse, type AnyNode } from "acorn";
import { generate } from "astring";
import type { Plugin } from "esbuild";
import { resolveNames, type Reference, type Scopes } from "./dialect/scope.ts";
import { isFunction, walk, type FunctionNode, type NodeOf } from "./dialect/tree.ts";

/** Import specifier that the plugin serves. */
export const BOARD_MODULE = "tweetnacl/board";

/** `caller`: the list of roots is wrong. `package`: the text of tweetnacl is not of the form that can be pruned. */
export class PruneError extends Error {
  readonly blame: "caller" | "package";

  constructor(blame: "caller" | "package", message: string) {
    super(message);
    this.blame = blame;
  }
}

/** A name of the package with the statements that make it. */
interface Part {
  readonly name: string;
  readonly statements: AnyNode[];
  readonly uses: Set<string>;
}

function wrapperOf(program: NodeOf<"Program">): FunctionNode & { readonly body: NodeOf<"BlockStatement"> } {
  const [statement, ...rest] = program.body;
  const call = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
  const wrapper = call?.type === "CallExpression" ? call.callee : undefined;
  if (rest.length > 0 || wrapper?.type !== "FunctionExpression")
    throw new PruneError("package", "tweetnacl is not one function called once");
  return wrapper;
}

/** The identifier at the start of `a.b[c].d`. */
function rootOf(target: AnyNode): AnyNode {
  return target.type === "MemberExpression" ? rootOf(target.object) : target;
}

/** What an assignment or an update in `node` changes; undefined for any other node. */
function targetOf(node: AnyNode): AnyNode | undefined {
  if (node.type === "AssignmentExpression") return rootOf(node.left);
  return node.type === "UpdateExpression" ? rootOf(node.argument) : undefined;
}

/** The names that a statement of the wrapper makes, each with the statement cut down to it. */
function definitionsOf(statement: AnyNode): [name: string, definition: AnyNode][] {
  if (statement.type === "FunctionDeclaration" && statement.id) return [[statement.id.name, statement]];
  if (statement.type !== "VariableDeclaration") return [];
  return statement.declarations.map((declarator) => {
    if (declarator.id.type !== "Identifier") throw new PruneError("package", "tweetnacl declares by a pattern");
    return [declarator.id.name, { ...statement, ...spanOf(declarator), declarations: [declarator] }];
  });
}

function spanOf({ start, end }: AnyNode): { start: number; end: number } {
  return { start, end };
}

/** Parts of the wrapper by name, and the statements that belong to none. */
function partsOf(body: readonly AnyNode[]): { parts: Map<string, Part>; others: AnyNode[] } {
  const parts = new Map<string, Part>();
  const others: AnyNode[] = [];
  for (const statement of body) {
    const definitions = definitionsOf(statement);
    for (const [name, definition] of definitions) {
      if (parts.has(name)) throw new PruneError("package", `tweetnacl declares ${name} twice`);
      parts.set(name, { name, statements: [definition], uses: new Set() });
    }
    if (definitions.length > 0) continue;
    const target = statement.type === "ExpressionStatement" ? targetOf(statement.expression) : undefined;
    const owner = target?.type === "Identifier" ? parts.get(target.name) : undefined;
    if (owner !== undefined) owner.statements.push(statement);
    else others.push(statement);
  }
  return { parts, others };
}

/** Fills in which names of the wrapper each part mentions. */
function linkParts(parts: ReadonlyMap<string, Part>, references: readonly Reference[]): void {
  for (const part of parts.values()) {
    for (const { start, end } of part.statements) {
      for (const { node } of references)
        if (node.start >= start && node.end <= end && node.name !== part.name) part.uses.add(node.name);
    }
  }
}

/** The parts reachable from `roots`, each below all that it mentions. */
function reach(parts: ReadonlyMap<string, Part>, roots: readonly string[]): Part[] {
  const kept = new Set<Part>();
  const open = new Set<string>();

  function take(name: string, user: string | undefined): void {
    const part = parts.get(name);
    if (part === undefined) {
      if (user === undefined) throw new PruneError("caller", `tweetnacl has no function ${name}`);
      throw new PruneError("package", `${user} needs ${name}, which is no name that can be kept`);
    }
    if (kept.has(part)) return;
    if (open.has(name)) throw new PruneError("package", `${name} needs itself through ${user ?? name}`);
    open.add(name);
    for (const used of part.uses) take(used, name);
    open.delete(name);
    kept.add(part);
  }

  for (const root of roots) take(root, undefined);
  return [...kept];
}

/** Refuses to prune when code that is left out changes a name that stays. */
function checkDropped(dropped: readonly AnyNode[], kept: ReadonlySet<string>, wrapper: AnyNode, scopes: Scopes): void {
  for (const statement of dropped) {
    walk(statement, (node) => {
      const target = targetOf(node);
      const binding = target && scopes.bindingOf.get(target);
      if (binding?.owner === wrapper && kept.has(binding.name))
        throw new PruneError("package", `code that is left out changes ${binding.name}`);
    });
  }
}

/** Prunes a text of the form of nacl-fast.js. Throws PruneError. */
export function pruneText(text: string, roots: readonly string[]): string {
  const program = parse(text, { ecmaVersion: "latest", sourceType: "script" });
  const wrapper = wrapperOf(program);
  if (!isFunction(wrapper)) throw new PruneError("package", "tweetnacl has no wrapper");
  const scopes = resolveNames(program);
  const { parts, others } = partsOf(wrapper.body.body);
  linkParts(
    parts,
    scopes.references.filter((reference) => reference.binding?.owner === wrapper),
  );
  const kept = reach(parts, roots);
  const names = new Set(kept.map((part) => part.name));
  const left = [...parts.values()].filter((part) => !names.has(part.name)).flatMap((part) => part.statements);
  checkDropped([...left, ...others], names, wrapper, scopes);
  const statements = kept.flatMap((part) => part.statements.map((statement) => generate(statement)));
  return `${statements.join("\n")}\nexport { ${roots.join(", ")} };\n`;
}

/** The text of an ES module with the functions `roots` of the installed tweetnacl. Throws PruneError. */
export function pruneTweetnacl(roots: readonly string[]): string {
  const path = createRequire(import.meta.url).resolve("tweetnacl/nacl-fast.js");
  return pruneText(readFileSync(path, "utf8"), roots);
}

/** The installed package stays what it is while a process lives. */
const pruned = new Map<string, string>();

/** esbuild plugin that answers the import of "tweetnacl/board" with the pruned package. */
export function tweetnaclPlugin(roots: readonly string[]): Plugin {
  return {
    name: "tweetnacl-board",
    setup(build) {
      const key = roots.join();
      build.onResolve({ filter: /^tweetnacl\/board$/ }, () => ({ path: BOARD_MODULE, namespace: "tweetnacl-board" }));
      build.onLoad({ filter: /.*/, namespace: "tweetnacl-board" }, () => {
        const contents = pruned.get(key) ?? pruneTweetnacl(roots);
        pruned.set(key, contents);
        return { contents, loader: "js" };
      });
    },
  };
}
