// Rule C11: arrays hold plain values only, and none leaves the partition. What a lent function made for the partition may be handed to a
// lent function again: the kernel looks at the type of whatever it is handed.

import type { AnyNode } from "acorn";
import { walk } from "../dialect/tree.ts";
import type { NodeOf } from "../dialect/tree.ts";
import { ARRAYS, PLAIN, TYPED } from "./allowed.ts";
import type { Kinds } from "./kinds.ts";
import { cited } from "./rules.ts";
import type { Report } from "./rules.ts";
import type { Names } from "./scope.ts";
import { handlersOf } from "./shape.ts";
import type { Factory } from "./shape.ts";

export function checkArrays(text: string, factory: Factory, names: Names, kinds: Kinds, report: Report): void {
  const refuse = (node: AnyNode | null | undefined, which: number, what: string): void => {
    if (node && kinds.mayBe(node, which)) report("C11", node.start, `${cited(text, node)} may be an array and ${what}`);
  };
  const last = factory.body.body.at(-1);
  walk(factory, (node) => {
    const parent = names.parents.get(node);
    if (node.type === "ArrayExpression" && parent !== last)
      for (const element of node.elements) refuse(element, ARRAYS, "becomes an element");
    if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && node.operator === "=")
      refuse(node.right, ARRAYS, "becomes an element");
    if (node.type === "CallExpression") checkCall(node, names, refuse);
  });
  for (const handler of handlersOf(factory))
    for (const { argument } of names.returns.get(handler) ?? [])
      refuse(argument, PLAIN | TYPED, "is returned to the kernel");
}

function checkCall(
  node: NodeOf<"CallExpression">,
  names: Names,
  refuse: (node: AnyNode, which: number, what: string) => void,
): void {
  const { callee } = node;
  if (callee.type === "Identifier" && names.uses.get(callee)?.kind === "lent")
    for (const argument of node.arguments) refuse(argument, PLAIN | TYPED, "goes to a lent function");
  const isPush =
    callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "push";
  if (isPush) for (const argument of node.arguments) refuse(argument, ARRAYS, "becomes an element");
}
