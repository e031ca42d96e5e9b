// Walking and reading a syntax tree: the few helpers that all checks share. Knows the shape of the tree, no rule.

import type { AnyNode, Node } from "acorn";

export type NodeOf<T extends AnyNode["type"]> = Extract<AnyNode, { type: T }>;

export type FunctionNode = NodeOf<"FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression">;

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as Partial<Node>).type === "string";
}

/** The direct children of a node in the order of the text. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (isNode(item)) found.push(item);
    } else if (isNode(value)) found.push(value);
  }
  return found.length < 2 ? found : [...new Set(found)].sort((a, b) => a.start - b.start);
}

/** Calls `visit` for a node and all below it, with the nodes above it, nearest last. */
export function walk(
  node: AnyNode,
  visit: (node: AnyNode, above: readonly AnyNode[]) => void,
  above: AnyNode[] = [],
): void {
  visit(node, above);
  above.push(node);
  for (const child of childrenOf(node)) walk(child, visit, above);
  above.pop();
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  );
}

export function isClass(node: AnyNode): node is NodeOf<"ClassDeclaration" | "ClassExpression"> {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

export function isForLoop(node: AnyNode): node is NodeOf<"ForStatement" | "ForInStatement" | "ForOfStatement"> {
  return node.type === "ForStatement" || node.type === "ForInStatement" || node.type === "ForOfStatement";
}

/** The name in `o.name` and `o["name"]`; undefined where it is computed. */
export function memberName(node: NodeOf<"MemberExpression">): string | undefined {
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined;
  const key = node.property;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
}

/** The key of a property or method that is written out; undefined where it is computed. */
export function keyName(node: NodeOf<"Property" | "MethodDefinition" | "PropertyDefinition">): string | undefined {
  if (node.computed) return undefined;
  if (node.key.type === "Identifier") return node.key.name;
  return node.key.type === "Literal" ? String(node.key.value) : undefined;
}

/** The value of an expression made of number literals alone, else undefined. */
export function constantNumber(node: AnyNode): number | undefined {
  if (node.type === "Literal") return typeof node.value === "number" ? node.value : undefined;
  if (node.type === "UnaryExpression" && node.operator === "-") {
    const value = constantNumber(node.argument);
    return value === undefined ? undefined : -value;
  }
  if (node.type !== "BinaryExpression" || node.left.type === "PrivateIdentifier") return undefined;
  const left = constantNumber(node.left);
  const right = constantNumber(node.right);
  if (left === undefined || right === undefined) return undefined;
  if (node.operator === "+") return left + right;
  if (node.operator === "-") return left - right;
  return node.operator === "*" ? left * right : undefined;
}
