// Rules D1 to D8: names. The engine declares nothing ahead of time, so what the language hoists must be written above its
// use. A function may mention what is declared below it, if nothing can run it before: every mention of a function outside
// another function counts as a run, and so does a function written anywhere but as the value of a declaration.

import type { AnyNode } from "acorn";
import type { Context } from "./context.ts";
import type { Binding, Declaration } from "./declare.ts";
import { ENGINE_KEYWORDS, ERROR_CLASSES, GLOBALS, MISSING_GLOBALS } from "./names.ts";
import type { Reference } from "./scope.ts";
import { childrenOf, isClass, isFunction } from "./tree.ts";

function within(offset: number, node: AnyNode): boolean {
  return node.start <= offset && offset < node.end;
}

function lineOf(context: Context, offset: number): number {
  return context.text.slice(0, offset).split("\n").length;
}

/** Whether some declaration has happened when the text is run from the top to `offset`. */
function declaredBy(binding: Binding, offset: number): boolean {
  return binding.declarations.some((entry) => entry.at <= offset && within(offset, entry.region));
}

function checkOrder(context: Context, reference: Reference, binding: Binding): void {
  const { node } = reference;
  const reachable = binding.declarations.filter((entry) => within(node.start, entry.region));
  if (reachable.length === 0) {
    const line = lineOf(context, binding.declarations[0]?.name.start ?? 0);
    context.report("D2", node, `${node.name} is declared in a branch at line ${line} and used outside it`);
  } else if (reference.owner === binding.owner && !declaredBy(binding, node.start))
    context.report("D1", node, `${node.name} is used above its declaration`);
}

function checkFreeName(context: Context, { node, writes }: Reference): void {
  const name = node.name;
  if (writes) context.report("D5", node, `assignment to ${name}, which is not declared`);
  else if (MISSING_GLOBALS.has(name)) context.report("D50", node, `${name} is missing on the engine`);
  else if (ERROR_CLASSES.has(name)) context.report("D55", node, `${name} object`);
  else if (name !== "arguments" && !GLOBALS.has(name))
    context.report("D6", node, `${name} is no agreed global of the engine`);
}

function checkReference(context: Context, reference: Reference): void {
  const { binding, node } = reference;
  const around = reference.functions.at(-1);
  if (node.name === "arguments" && binding === undefined) {
    if (around === undefined) context.report("D6", node, "arguments outside a function");
    else if (around.type === "ArrowFunctionExpression") context.report("D37", node, "arguments in an arrow function");
  }
  if (binding === undefined) {
    checkFreeName(context, reference);
    return;
  }
  checkOrder(context, reference, binding);
  if (reference.owner !== binding.owner && binding.declarations.some((entry) => entry.loopHead))
    context.report("D4", node, `the loop variable ${node.name} is captured by a function`);
}

function checkDeclarations(context: Context, binding: Binding): void {
  const [first, ...more] = binding.declarations;
  for (const entry of more) {
    if (entry.kind === "function" || first?.kind === "function")
      context.report("D7", entry.name, `${binding.name} is declared twice, once as a function`);
  }
  for (const { name } of binding.declarations) {
    if (ENGINE_KEYWORDS.has(binding.name))
      context.report("D8", name, `${binding.name} cannot be declared on the engine`);
  }
}

/** Functions that are the value of a declaration, or stand in the objects and arrays that are. */
function ownedFunctions(value: AnyNode): AnyNode[] {
  if (isFunction(value)) return [value];
  if (isClass(value)) {
    return value.body.body.flatMap((member) =>
      member.type === "MethodDefinition" || member.type === "PropertyDefinition"
        ? member.value
          ? ownedFunctions(member.value)
          : []
        : [],
    );
  }
  if (value.type === "ObjectExpression" || value.type === "ArrayExpression" || value.type === "Property")
    return childrenOf(value).flatMap(ownedFunctions);
  return value.type === "ConditionalExpression"
    ? [...ownedFunctions(value.consequent), ...ownedFunctions(value.alternate)]
    : [];
}

function functionsOf({ kind, maker }: Declaration): AnyNode[] {
  if (kind === "parameter" || kind === "caught" || kind === "own") return [];
  if (maker.type === "VariableDeclarator") return maker.init ? ownedFunctions(maker.init) : [];
  return isFunction(maker) || isClass(maker) ? ownedFunctions(maker) : [];
}

/** For each function, which names of the function around it its text mentions. */
function mentionsOf(context: Context): Map<AnyNode, Map<Binding, Reference>> {
  const mentions = new Map<AnyNode, Map<Binding, Reference>>();
  for (const reference of context.scopes.references) {
    const { binding } = reference;
    if (binding === undefined || reference.owner === binding.owner) continue;
    const depth = reference.functions.indexOf(binding.owner) + 1;
    const direct = reference.functions[depth];
    if (direct === undefined) continue;
    const names = mentions.get(direct) ?? new Map<Binding, Reference>();
    mentions.set(direct, names.set(binding, names.get(binding) ?? reference));
  }
  return mentions;
}

/** Checks D3: each place that may run a function against the names that it and the functions it mentions need. */
function checkRuns(context: Context): void {
  const mentions = mentionsOf(context);
  const functions = new Map<Binding, AnyNode[]>();
  const owned = new Set<AnyNode>();
  for (const binding of context.scopes.bindings) {
    const made = binding.declarations.flatMap(functionsOf);
    functions.set(binding, made);
    for (const node of made) owned.add(node);
  }

  function checkRun(start: readonly AnyNode[], offset: number, runner: string): void {
    const pending = [...start];
    const seen = new Set<Binding>();
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const binding of mentions.get(node)?.keys() ?? []) {
        if (seen.has(binding)) continue;
        seen.add(binding);
        const reachable = binding.declarations.some((entry) => within(offset, entry.region));
        if (reachable && !declaredBy(binding, offset))
          context.report("D3", offset, `${runner} may run here and needs ${binding.name}, which is declared below`);
        pending.push(...(functions.get(binding) ?? []));
      }
    }
  }

  for (const { binding, owner, node, writes } of context.scopes.references) {
    if (binding !== undefined && binding.owner === owner && !writes)
      checkRun(functions.get(binding) ?? [], node.start, binding.name);
  }
  for (const node of mentions.keys()) if (!owned.has(node)) checkRun([node], node.start, "this function");
}

export function checkNames(context: Context): void {
  for (const binding of context.scopes.bindings) checkDeclarations(context, binding);
  for (const reference of context.scopes.references) checkReference(context, reference);
  checkRuns(context);
}
