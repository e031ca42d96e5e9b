// Puts functions that only return an expression, or only call another, in the place of their calls, in a partition and in the trusted half: the engine keeps five to ten variables of heap
// for a function that is there, and takes 60 us for a call. It changes no meaning: what could be evaluated in another order, twice, or
// not at all has to be a name, a literal, a property of a name or a sum of these, and has to be the same then; otherwise the call stays,
// and with it the function.

import type { CallExpression, FunctionDeclaration, Identifier, Statement } from "acorn";

type AnyNode = { type: string } & Record<string, unknown>;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as AnyNode).type === "string";

/** The children of a node that are evaluated, property names left out. */
function children(node: AnyNode): [key: string, child: AnyNode][] {
  const found: [string, AnyNode][] = [];
  for (const key of Object.keys(node)) {
    const value = node[key];
    const isName =
      (node.type === "MemberExpression" && key === "property") || (node.type === "Property" && key === "key");
    if (isName && node["computed"] !== true) continue;
    if (Array.isArray(value)) {
      for (const one of value as unknown[]) if (isNode(one)) found.push([key, one]);
    } else if (isNode(value)) found.push([key, value]);
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
  /** Whether it returns nothing: its result stands for it only where nothing takes what a call returns. */
  readonly isSilent: boolean;
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

/** A function that does nothing but return an expression without effects of its own, or call another function. */
function small(statement: Statement): Small | undefined {
  if (statement.type !== "FunctionDeclaration") return undefined;
  const { params, body, id } = statement;
  const only = body.body[0];
  if (body.body.length !== 1) return undefined;
  const isSilent = only?.type === "ExpressionStatement" && only.expression.type === "CallExpression";
  const given = isSilent ? only.expression : only?.type === "ReturnStatement" ? only.argument : undefined;
  if (!given) return undefined;
  const result = given as unknown as AnyNode;
  let fits = params.every((param) => param.type === "Identifier");
  walk(result, (node) => {
    fits &&= PURE.includes(node.type) && node["name"] !== id.name;
  });
  return fits ? { params: params.map((param) => (param as Identifier).name), result, isSilent } : undefined;
}

/** What may be read twice, or not at all: names, literals, properties of names, and sums and shifts of these. */
function isPlain(node: AnyNode): boolean {
  if (node.type === "Identifier" || node.type === "Literal") return true;
  if (node.type === "BinaryExpression") return isPlain(node["left"] as AnyNode) && isPlain(node["right"] as AnyNode);
  return node.type === "MemberExpression" && node["computed"] !== true && isPlain(node["object"] as AnyNode);
}

/** Names and properties that something assigns, wherever it is: what is read of them depends on when. */
function assignedNames(statements: readonly Statement[]): Set<string> {
  const names = new Set<string>(["length"]);
  for (const statement of statements)
    walk(statement as unknown as AnyNode, (node) => {
      const target =
        node.type === "AssignmentExpression"
          ? node["left"]
          : node.type === "UpdateExpression"
            ? node["argument"]
            : undefined;
      const named = isNode(target) && target.type === "MemberExpression" ? target["property"] : target;
      if (isNode(named) && named.type === "Identifier") names.add(named["name"] as string);
    });
  return names;
}

/** Whether an expression gives the same whenever it is evaluated. */
function isStable(node: AnyNode, assigned: ReadonlySet<string>): boolean {
  if (node.type === "Identifier") return !assigned.has(node["name"] as string);
  if (node.type === "Literal") return true;
  if (node.type === "BinaryExpression")
    return isStable(node["left"] as AnyNode, assigned) && isStable(node["right"] as AnyNode, assigned);
  if (node.type !== "MemberExpression" || node["computed"] === true) return false;
  return isStable(node["property"] as AnyNode, assigned) && isStable(node["object"] as AnyNode, assigned);
}

/** Methods of text and of numbers: whatever they are called on, no variable and no property is another afterwards. */
const HARMLESS = ["charCodeAt", "fromCharCode", "substr", "indexOf", "floor", "min", "max"];

function isHarmless(call: AnyNode): boolean {
  const { type, computed, property } = call["callee"] as AnyNode & { property?: AnyNode };
  return type === "MemberExpression" && computed !== true && HARMLESS.includes(property?.["name"] as string);
}

interface Uses {
  /** How often a name stands in an expression. */
  count: number;
  /** Whether each of these places is reached. */
  always: boolean;
  /** Whether something is called before one of them, and whether something that may change is read before. */
  afterCall: boolean;
  afterRead: boolean;
}

/** The places of a name in an expression, in the order of evaluation. */
function uses(expression: AnyNode, name: string, assigned: ReadonlySet<string>): Uses {
  const total: Uses = { count: 0, always: true, afterCall: false, afterRead: false };
  let called = false;
  let read = false;
  const visit = (node: AnyNode, isMaybe: boolean): void => {
    if (node.type === "Identifier" && node["name"] === name) {
      total.count++;
      total.always &&= !isMaybe;
      total.afterCall ||= called;
      total.afterRead ||= read;
      return;
    }
    for (const [key, child] of children(node)) {
      const maybe =
        (node.type === "LogicalExpression" && key === "right") ||
        (node.type === "ConditionalExpression" && key !== "test");
      visit(child, isMaybe || maybe);
    }
    called ||= node.type === "CallExpression" && !isHarmless(node);
    read ||= (node.type === "Identifier" || node.type === "MemberExpression") && !isStable(node, assigned);
  };
  visit(expression, false);
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

/** Where a call stands: names that are local there, names and properties that are assigned anywhere. */
interface Place {
  readonly hidden: ReadonlySet<string>;
  readonly assigned: ReadonlySet<string>;
}

/** The expression in place of a call, or undefined where it might mean something else. */
function inPlace(one: Small, call: CallExpression, { hidden, assigned }: Place): AnyNode | undefined {
  const given = call.arguments as unknown as AnyNode[];
  if (given.length !== one.params.length) return undefined;
  const doing = given.filter((argument) => !isPlain(argument));
  // With one argument that does something there is no order among arguments, as long as the others are always the same.
  if (doing.length > 1) return undefined;
  for (const [i, param] of one.params.entries()) {
    const { count, always, afterCall, afterRead } = uses(one.result, param, assigned);
    const isAlike = isStable(given[i]!, assigned);
    if (doing.includes(given[i]!) ? count !== 1 || !always || afterCall || afterRead : afterCall && !isAlike)
      return undefined;
    if (doing.length > 0 && !doing.includes(given[i]!) && !isAlike) return undefined;
  }
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

/** Puts the small functions in the place of their calls but those of `except`, and leaves out those that nothing calls any more. */
export function inlineSmall(statements: readonly Statement[], except: readonly string[] = []): Statement[] {
  let rest = [...statements];
  const assigned = assignedNames(statements);
  for (let changed = true; changed;) {
    changed = false;
    const found = new Map<string, Small>();
    for (const statement of rest) {
      const one = small(statement);
      const name = one && (statement as FunctionDeclaration).id.name;
      if (name !== undefined && !except.includes(name)) found.set(name, one!);
    }
    for (const statement of rest) {
      const hidden = localNames(statement);
      const visit = (node: AnyNode): void => {
        for (const [key, child] of children(node)) {
          visit(child);
          const callee = child.type === "CallExpression" ? (child["callee"] as AnyNode) : undefined;
          const one = callee?.type === "Identifier" ? found.get(callee["name"] as string) : undefined;
          if (one?.isSilent && node.type !== "ExpressionStatement") continue;
          const by = one && inPlace(one, child as unknown as CallExpression, { hidden, assigned });
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
