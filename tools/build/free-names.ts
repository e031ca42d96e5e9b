// Which names a piece of a program takes from around it. It goes by the scopes of functions: a name that is declared anywhere in a function,
// in a nested block or not, counts as that function's own throughout.

import type { Function as FunctionNode } from "acorn";

const isFunctionType = (type: string | undefined): boolean => type !== undefined && /Function/.test(type);

/** Calls `see` for each name below `node` that is declared in no function below it, with the number of functions around it. */
export function identifiers(
  node: unknown,
  see: (name: string, depth: number) => void,
  depth = 0,
  hidden: ReadonlySet<string> = new Set(),
): void {
  if (Array.isArray(node)) {
    for (const child of node) identifiers(child, see, depth, hidden);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const { type, name, computed } = node as { type?: string; name?: string; computed?: boolean };
  if (type === "Identifier" && name !== undefined && !hidden.has(name)) see(name, depth);
  const isInner = isFunctionType(type);
  const below = isInner ? ownNames(node as FunctionNode, new Set(hidden)) : hidden;
  for (const key of Object.keys(node)) {
    const child = (node as Record<string, unknown>)[key];
    if (child === null || typeof child !== "object") continue;
    const isName = (type === "MemberExpression" && key === "property") || (type === "Property" && key === "key");
    const isOwn = key === "id" || key === "params";
    if (isName && computed !== true) continue;
    if (!isInner || !isOwn) identifiers(child, see, depth + (isInner ? 1 : 0), below);
    else if (key === "id") identifiers(child, see, depth, hidden);
  }
}

/** Names declared in a function's own scopes, functions inside it not entered, beside those in `names`. */
export function ownNames(one: FunctionNode, names = new Set<string>()): Set<string> {
  for (const param of one.params) if (param.type === "Identifier") names.add(param.name);
  declarations(one.body, names);
  return names;
}

function declarations(node: unknown, into: Set<string>): void {
  if (node === null || typeof node !== "object") return;
  const { type, id, param } = node as { type?: string; id?: { name?: string }; param?: { name?: string } };
  if ((type === "VariableDeclarator" || type === "FunctionDeclaration") && id?.name !== undefined) into.add(id.name);
  if (type === "CatchClause" && param?.name !== undefined) into.add(param.name);
  if (isFunctionType(type)) return;
  for (const child of Object.values(node) as unknown[])
    if (child !== null && typeof child === "object") declarations(child, into);
}

/** The names that `identifiers` finds. */
export function namesIn(node: unknown): Set<string> {
  const names = new Set<string>();
  identifiers(node, (name) => names.add(name));
  return names;
}
