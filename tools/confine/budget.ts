// Rule C8: the step budget is tested at the head of every function and every loop, and touched nowhere else.

import type { AnyNode } from "acorn";
import { walk } from "../dialect/tree.ts";
import { BUDGET } from "./allowed.ts";
import type { Report } from "./rules.ts";
import type { Names } from "./scope.ts";
import type { Factory } from "./shape.ts";

/** `if(--$<0)throw 0` */
export function isBudgetTest(node: AnyNode): boolean {
  if (node.type !== "IfStatement" || node.alternate) return false;
  const { test, consequent } = node;
  if (test.type !== "BinaryExpression" || test.operator !== "<" || !isZero(test.right)) return false;
  const { left } = test;
  const isDecrement = left.type === "UpdateExpression" && left.operator === "--" && left.prefix;
  return isDecrement && isBudget(left.argument) && consequent.type === "ThrowStatement" && isZero(consequent.argument);
}

const isBudget = (node: AnyNode): boolean => node.type === "Identifier" && node.name === BUDGET;
const isZero = (node: AnyNode): boolean => node.type === "Literal" && node.raw === "0";

const LOOPS: ReadonlySet<string> = new Set([
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
]);

/** The statement with which a body begins. */
function headOf(body: AnyNode): AnyNode | undefined {
  return body.type === "BlockStatement" ? body.body[0] : body;
}

export function checkBudget(factory: Factory, names: Names, report: Report): void {
  const tests = new Set<AnyNode>();
  const demand = (body: AnyNode, at: number, what: string): void => {
    const head = headOf(body);
    if (head && isBudgetTest(head)) tests.add(head);
    else report("C8", at, `${what} does not begin with the step budget test`);
  };
  for (const one of names.functions) demand(one.body, one.start, "a function");
  walk(factory, (node) => {
    if (LOOPS.has(node.type) && "body" in node) demand(node.body as AnyNode, node.start, "a loop");
  });
  for (const one of names.budget)
    if (!isInTest(one, names, tests)) report("C8", one.start, `"${BUDGET}" outside the step budget test`);
}

/** `$` stands three levels below its test: update, comparison, if. */
function isInTest(node: AnyNode, names: Names, tests: ReadonlySet<AnyNode>): boolean {
  const update = names.parents.get(node);
  const comparison = update && names.parents.get(update);
  const test = comparison && names.parents.get(comparison);
  return test !== undefined && tests.has(test);
}
