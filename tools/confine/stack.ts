// Rule C9: how much of the engine's C stack a partition can take. The engine runs the text itself, so every nested level of it, even a
// needless parenthesis, costs stack; a call costs the levels around it and those of the function called. With no recursion the deepest
// chain is the sum. It is an upper bound in bytes measured on a Cortex-M4, not a simulation.

import { parseExpressionAt } from "acorn";
import type { AnyNode } from "acorn";
import { childrenOf, isFunction, walk } from "../dialect/tree.ts";
import { MOST_ARGUMENTS, STACK_BYTES, STACK_CALL_BYTES, STACK_LIMIT_BYTES, STACK_OTHER_BYTES } from "./allowed.ts";
import type { Report } from "./rules.ts";
import { PARSE } from "./shape.ts";
import type { Factory } from "./shape.ts";

/** The first operand, object or callee: the engine takes the rest of the chain in a loop. */
function isChained(node: AnyNode, child: AnyNode): boolean {
  if (node.type === "BinaryExpression" || node.type === "LogicalExpression") return node.left === child;
  if (node.type === "MemberExpression") return node.object === child;
  return node.type === "CallExpression" && node.callee === child;
}

function levelBytes(node: AnyNode, child: AnyNode): number {
  return isChained(node, child) ? 0 : (STACK_BYTES[node.type] ?? STACK_OTHER_BYTES);
}

/** `(f)()` calls f. */
function withoutParentheses(node: AnyNode): AnyNode {
  return node.type === "ParenthesizedExpression" ? withoutParentheses(node.expression) : node;
}

type Helpers = ReadonlyMap<string, AnyNode>;

/** Notes below a node which helper each name means; `known` are those around it. A helper is declared in the body of a function. */
function resolve(node: AnyNode, known: Helpers, meant: Map<AnyNode, AnyNode>): void {
  let inside = known;
  if (isFunction(node) && node.body.type === "BlockStatement") {
    const own = node.body.body.flatMap((one) =>
      one.type === "FunctionDeclaration" ? [[one.id.name, one] as const] : [],
    );
    inside = new Map<string, AnyNode>([...known, ...own]);
  }
  const helper = node.type === "Identifier" ? known.get(node.name) : undefined;
  if (helper) meant.set(node, helper);
  for (const child of childrenOf(node)) resolve(child, inside, meant);
}

class StackWalk {
  readonly #helpers = new Map<AnyNode, AnyNode>();
  readonly #known = new Map<AnyNode, number>();
  readonly #running = new Set<AnyNode>();
  readonly #report: Report;

  constructor(factory: Factory, report: Report) {
    this.#report = report;
    resolve(factory, new Map(), this.#helpers);
  }

  /** Bytes for a function called, its helpers included. A recursion is reported where it closes. */
  bytesOf(one: AnyNode): number {
    const known = this.#known.get(one);
    if (known !== undefined) return known;
    this.#running.add(one);
    const bytes = STACK_CALL_BYTES + Math.max(0, ...childrenOf(one).map((child) => this.#below(child)));
    this.#running.delete(one);
    this.#known.set(one, bytes);
    return bytes;
  }

  #below(node: AnyNode): number {
    if (isFunction(node)) return 0;
    let most = node.type === "CallExpression" ? this.#callee(node.callee) : 0;
    for (const child of childrenOf(node)) most = Math.max(most, levelBytes(node, child) + this.#below(child));
    return most;
  }

  #callee(node: AnyNode): number {
    const callee = withoutParentheses(node);
    const helper = this.#helpers.get(callee);
    if (!helper) return STACK_CALL_BYTES;
    if (!this.#running.has(helper)) return this.bytesOf(helper);
    this.#report("C9", callee.start, `"${(callee as { name?: string }).name ?? ""}" calls itself`);
    return 0;
  }
}

/** The partition read once more, with its parentheses. */
function withParentheses(text: string, factory: Factory): Factory {
  const nested = parseExpressionAt(text.slice(0, factory.end), factory.start, { ...PARSE, preserveParens: true });
  if (nested.type !== "FunctionExpression")
    throw new RangeError("a function expression is none when it is read by itself");
  return nested;
}

/** Bytes of C stack that a call of a partition may take, by the functions that are no helpers: the partition itself and its handlers. */
export function stackBytes(text: string, factory: Factory, report: Report): Map<AnyNode, number> {
  const nested = withParentheses(text, factory);
  const stack = new StackWalk(nested, report);
  const entries = new Map<AnyNode, number>();
  walk(nested, (node) => {
    if (!isFunction(node)) return;
    const bytes = stack.bytesOf(node);
    if (node.type !== "FunctionDeclaration") entries.set(node, bytes);
  });
  return entries;
}

export function checkStack(text: string, factory: Factory, report: Report): void {
  for (const [{ start }, bytes] of stackBytes(text, factory, report)) {
    if (bytes > STACK_LIMIT_BYTES)
      report("C9", start, `this function may take ${bytes} bytes of stack where ${STACK_LIMIT_BYTES} are allowed`);
  }
  checkArguments(factory, report);
}

function checkArguments(node: AnyNode, report: Report): void {
  const isCall = node.type === "CallExpression" || node.type === "NewExpression";
  if (isCall && node.arguments.length > MOST_ARGUMENTS)
    report("C9", node.start, `a call with ${node.arguments.length} arguments`);
  for (const child of childrenOf(node)) checkArguments(child, report);
}
