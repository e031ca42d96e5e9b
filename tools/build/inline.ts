// Puts functions that only return an expression in the place of their calls, in the trusted half: the engine keeps five to ten variables of heap
// for a function that is there, and takes 60 us for a call. It changes no meaning: what could be evaluated in another order, twice, or
// not at all has to be a name, a literal or a property of a name; otherwise the call stays, and with it the function.

import type { CallExpression, FunctionDeclaration, Identifier, Statement } from "acorn";

type AnyNode = { type: string } & Record<string, unknown>;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as AnyNode).type === "string";

/** The children of a node that are evaluated, property names left out. */
function children(node: AnyNode): [key: string, child: AnyNode][] {
  const found: [string, AnyNode][] = [];
  for (const [key, value] of Object.entries(node)) {
    const isName =
      (node.type === "MemberExpression" && key === "property") || (node.type === "Property" && key === "key");
    if (isName && node["computed"] !== true) continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(one)) found.push([key, one]);
  }
  return found;
}

function walk(node: AnyNode, see: (node: AnyNode) => void): void {
  see(node);
  for (const [, child] of children(node)) walk(child, see);
}

interface Small {
  readonly params: readonly string[];
  readonly result: AnyNode;
}

const PURE = [
  "Identifier",
  "Literal",
  "MemberExpression",
  "BinaryExpression",
  "LogicalExpression",
  "ConditionalExpression",
  "UnaryExpression",
  "CallExpression",
];

/** A function that does nothing but return an expression without effects of its own. */
function small(statement: Statement): Small | undefined {
  if (statement.type !== "FunctionDeclaration") return undefined;
  const { params, body, id } = statement;
  const only = body.body[0];
  if (body.body.length !== 1 || only?.type !== "ReturnStatement" || !only.argument) return undefined;
  const result = only.argument as unknown as AnyNode;
  let fits = params.every((param) => param.type === "Identifier");
  walk(result, (node) => {
    fits &&= PURE.includes(node.type) && node["name"] !== id.name;
  });
  return fits ? { params: params.map((param) => (param as Identifier).name), result } : undefined;
}

/** A name, a literal, a property of a name: it may be evaluated twice, or not at all. */
function isPlain(node: AnyNode): boolean {
  if (node.type === "Identifier" || node.type === "Literal") return true;
  return node.type === "MemberExpression" && node["computed"] !== true && isPlain(node["object"] as AnyNode);
}

/** How often a name stands in an expression, and whether one of these places may not be reached. */
function uses(node: AnyNode, name: string): { count: number; always: boolean } {
  const total = { count: node.type === "Identifier" && node["name"] === name ? 1 : 0, always: true };
  for (const [key, child] of children(node)) {
    const inner = uses(child, name);
    const maybe =
      (node.type === "LogicalExpression" && key === "right") ||
      (node.type === "ConditionalExpression" && key !== "test");
    total.count += inner.count;
    total.always &&= inner.always && !(maybe && inner.count > 0);
  }
  return total;
}

function replaced(node: AnyNode, by: ReadonlyMap<string, AnyNode>): AnyNode {
  const whole = node.type === "Identifier" ? by.get(node["name"] as string) : undefined;
  if (whole) return structuredClone(whole);
  const copy: AnyNode = { ...node };
  for (const [key, value] of Object.entries(node)) {
    const isName =
      (node.type === "MemberExpression" && key === "property") || (node.type === "Property" && key === "key");
    if (isName && node["computed"] !== true) continue;
    if (Array.isArray(value)) copy[key] = value.map((one) => (isNode(one) ? replaced(one, by) : (one as unknown)));
    else if (isNode(value)) copy[key] = replaced(value, by);
  }
  return copy;
}

/** The expression in place of a call, or undefined where it might mean something else. `hidden`: names that are local at the call. */
function inPlace(one: Small, call: CallExpression, hidden: ReadonlySet<string>): AnyNode | undefined {
  const given = call.arguments as unknown as AnyNode[];
  if (given.length !== one.params.length) return undefined;
  let complicated = 0;
  for (const [i, param] of one.params.entries()) {
    const { count, always } = uses(one.result, param);
    if (isPlain(given[i]!)) continue;
    complicated++;
    if (count !== 1 || !always) return undefined;
  }
  // With one argument that does something there is no order among arguments; with none that is assigned meanwhile, none with the rest.
  if (complicated > 1) return undefined;
  let meansTheSame = true;
  walk(one.result, (node) => {
    const name = node.type === "Identifier" ? (node["name"] as string) : "";
    if (hidden.has(name) && !one.params.includes(name)) meansTheSame = false;
  });
  return meansTheSame ? replaced(one.result, new Map(one.params.map((param, i) => [param, given[i]!]))) : undefined;
}

/** All names that are declared anywhere within a top-level function, parameters included. */
function localNames(statement: Statement): Set<string> {
  const names = new Set<string>();
  walk(statement as unknown as AnyNode, (node) => {
    const own = node["id"];
    if (node !== (statement as unknown) && isNode(own)) names.add(own["name"] as string);
    if (/Function/.test(node.type)) for (const param of node["params"] as AnyNode[]) names.add(param["name"] as string);
  });
  return names;
}

/** Puts the small functions in the place of their calls, and leaves out those that nothing calls any more. */
export function inlineSmall(statements: readonly Statement[]): Statement[] {
  let rest = [...statements];
  for (let changed = true; changed;) {
    changed = false;
    const found = new Map<string, Small>();
    for (const statement of rest) {
      const one = small(statement);
      if (one) found.set((statement as FunctionDeclaration).id.name, one);
    }
    for (const statement of rest) {
      const hidden = localNames(statement);
      const visit = (node: AnyNode): void => {
        for (const [key, child] of children(node)) {
          visit(child);
          const callee = child.type === "CallExpression" ? (child["callee"] as AnyNode) : undefined;
          const one = callee?.type === "Identifier" ? found.get(callee["name"] as string) : undefined;
          const by = one && inPlace(one, child as unknown as CallExpression, hidden);
          if (!by) continue;
          const place = node[key];
          if (Array.isArray(place)) place[place.indexOf(child)] = by;
          else node[key] = by;
          changed = true;
        }
      };
      visit(statement as unknown as AnyNode);
    }
    const used = new Set<string>();
    for (const statement of rest)
      walk(statement as unknown as AnyNode, (node) => {
        const own = (statement as FunctionDeclaration).id as unknown;
        if (node.type === "Identifier" && node !== own) used.add(node["name"] as string);
      });
    rest = rest.filter((statement) => !small(statement) || used.has((statement as FunctionDeclaration).id.name));
  }
  return rest;
}
