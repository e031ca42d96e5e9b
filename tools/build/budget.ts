// The step budget of a partition: a test at the head of every loop and every function. It takes one step each; a function that can call
// itself takes a twelfth of the budget, so that even where confinement, which refuses such a function, has been left out, the budget ends
// a recursion before the engine's stack does. The engine does not survive the latter: it writes below its stack.

import { parse } from "acorn";
import type { Node, Statement } from "acorn";

const RECURSIONS = 12;

const LOOPS = new Set(["ForStatement", "WhileStatement", "DoWhileStatement", "ForOfStatement", "ForInStatement"]);
const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function test(price: number): Statement {
  const take = price === 1 ? "--$" : `($-=${price})`;
  return parse(`if(${take}<0)throw 0`, { ecmaVersion: 2022 }).body[0] as Statement;
}

function block(body: readonly Statement[]): Statement {
  return { type: "BlockStatement", body } as unknown as Statement;
}

/** The body of an arrow function that is an expression, as a statement. */
function returning(argument: Node): Statement {
  return { type: "ReturnStatement", argument } as unknown as Statement;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (isNode(item)) found.push(item);
    } else if (isNode(value)) found.push(value);
  }
  return found;
}

/** Names that are called somewhere below a node. */
function called(node: Node, names: string[] = []): string[] {
  const { type, callee } = node as { type: string; callee?: { type: string; name?: string } };
  if (type === "CallExpression" && callee?.name !== undefined) names.push(callee.name);
  for (const child of children(node)) called(child, names);
  return names;
}

/** The functions below a node that can reach themselves by calls of their names. Functions that share a name are taken for one. */
function recursiveFunctions(root: Node): Set<Node> {
  const named = new Map<string, Node[]>();
  const collect = (node: Node): void => {
    const { type, id, init } = node as { type: string; id?: { name?: string } | null; init?: Node | null };
    const own = type === "VariableDeclarator" ? init : node;
    if (own && FUNCTIONS.has(own.type) && id?.name !== undefined)
      named.set(id.name, [...(named.get(id.name) ?? []), own]);
    children(node).forEach(collect);
  };
  children(root).forEach(collect);
  const reaches = (from: string, seen: Set<string>): Set<string> => {
    for (const next of (named.get(from) ?? []).flatMap((node) => called(node))) {
      if (seen.has(next)) continue;
      seen.add(next);
      reaches(next, seen);
    }
    return seen;
  };
  return new Set([...named].flatMap(([name, nodes]) => (reaches(name, new Set()).has(name) ? nodes : [])));
}

/** Puts the test at the head of every function and loop of a factory, itself included. `stepBudget` is the partition's. */
export function insertBudget(factory: Node, stepBudget: number): void {
  const recursive = recursiveFunctions(factory);
  const insert = (node: Node): void => {
    children(node).forEach(insert);
    const here = node as unknown as { type: string; body: Node | Statement };
    const statements = here.body?.type === "BlockStatement" ? (here.body as { body: Statement[] }).body : undefined;
    if (LOOPS.has(here.type)) {
      here.body = block([test(1), ...(statements ?? [here.body as Statement])]);
    } else if (FUNCTIONS.has(here.type)) {
      const price = recursive.has(node) ? Math.ceil(stepBudget / RECURSIONS) : 1;
      here.body = block([test(price), ...(statements ?? [returning(here.body)])]);
    }
  };
  insert(factory);
}
