// Which declaration every name in a script means. Second half of the scope analysis: reads the tables of declare.ts and
// resolves each use by the rules of the language; what the engine makes of it is for the rules to say.

import type { AnyNode } from "acorn";
import { declareNames, type Binding, type Scope } from "./declare.ts";
import { childrenOf, isClass, isFunction, type FunctionNode, type NodeOf } from "./tree.ts";

export interface Reference {
  readonly node: NodeOf<"Identifier">;
  /** The function, or the whole script, in which the name is used. */
  readonly owner: AnyNode;
  readonly writes: boolean;
  /** Absent for a free name. */
  readonly binding: Binding | undefined;
  /** Functions around the use, outermost first. */
  readonly functions: readonly AnyNode[];
}

export interface Scopes {
  readonly bindings: readonly Binding[];
  readonly references: readonly Reference[];
  /** What an identifier means; undefined for a free name and for a node that is no use of a name. */
  readonly bindingOf: ReadonlyMap<AnyNode, Binding>;
  /** Identifiers that are uses of free names. */
  readonly free: ReadonlySet<AnyNode>;
}

function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Nodes whose identifiers are labels or words of the syntax. */
const NAMELESS: ReadonlySet<string> = new Set(["BreakStatement", "ContinueStatement", "MetaProperty"]);

/** The parts of a node that are read as expressions or statements: no keys, no labels. */
function readParts(node: AnyNode): AnyNode[] {
  if (NAMELESS.has(node.type)) return [];
  if (node.type === "MemberExpression") return node.computed ? [node.object, node.property] : [node.object];
  if (node.type === "Property" || node.type === "MethodDefinition" || node.type === "PropertyDefinition") {
    const value = node.value ? [node.value] : [];
    return node.computed ? [node.key, ...value] : value;
  }
  if (node.type === "LabeledStatement") return [node.body];
  if (isClass(node)) return node.superClass ? [node.superClass, node.body] : [node.body];
  return childrenOf(node);
}

/** The parts of a pattern that are evaluated: default values and computed keys. */
function patternParts(node: AnyNode): AnyNode[] {
  if (node.type === "AssignmentPattern") return [...patternParts(node.left), node.right];
  if (node.type === "ObjectPattern" || node.type === "ArrayPattern") return childrenOf(node).flatMap(patternParts);
  if (node.type === "Property") return [...(node.computed ? [node.key] : []), ...patternParts(node.value)];
  return node.type === "RestElement" ? patternParts(node.argument) : [];
}

export function resolveNames(program: NodeOf<"Program">): Scopes {
  const scopes = declareNames(program);
  const references: Reference[] = [];
  const functions: AnyNode[] = [];

  function use(node: NodeOf<"Identifier">, scope: Scope, writes: boolean): void {
    const owner = functions.at(-1) ?? program;
    references.push({ node, owner, writes, binding: lookUp(scope, node.name), functions: [...functions] });
  }

  function assign(target: AnyNode, scope: Scope): void {
    if (target.type === "Identifier") use(target, scope, true);
    else if (target.type === "MemberExpression") visit(target, scope);
    else if (target.type === "AssignmentPattern") {
      assign(target.left, scope);
      visit(target.right, scope);
    } else if (target.type === "Property") assign(target.value, scope);
    else for (const child of childrenOf(target)) assign(child, scope);
  }

  function visitFunction(node: FunctionNode, scope: Scope): void {
    functions.push(node);
    visitAll([...node.params.flatMap(patternParts), node.body], scope);
    functions.pop();
  }

  function visitIteration(node: NodeOf<"ForInStatement" | "ForOfStatement">, scope: Scope): void {
    if (node.left.type === "VariableDeclaration") visit(node.left, scope);
    else assign(node.left, scope);
    visitAll([node.right, node.body], scope);
  }

  function visitAll(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) visit(node, scope);
  }

  function visit(node: AnyNode, outer: Scope): void {
    const scope = scopes.get(node) ?? outer;
    if (isFunction(node)) visitFunction(node, scope);
    else if (node.type === "Identifier") use(node, scope, false);
    else if (node.type === "AssignmentExpression") {
      assign(node.left, scope);
      visit(node.right, scope);
    } else if (node.type === "UpdateExpression") assign(node.argument, scope);
    else if (node.type === "VariableDeclarator")
      visitAll(node.init ? [...patternParts(node.id), node.init] : patternParts(node.id), scope);
    else if (node.type === "CatchClause") visit(node.body, scope);
    else if (node.type === "ForInStatement" || node.type === "ForOfStatement") visitIteration(node, scope);
    else visitAll(readParts(node), scope);
  }

  visit(program, { owner: program, outer: undefined, names: new Map() });
  const bindings = [...scopes.values()].flatMap((scope) => [...scope.names.values()]);
  const bindingOf = new Map(
    references.flatMap((entry) => (entry.binding ? [[entry.node, entry.binding] as const] : [])),
  );
  const free = new Set<AnyNode>(references.filter((entry) => !entry.binding).map((entry) => entry.node));
  return { bindings, references, bindingOf, free };
}
