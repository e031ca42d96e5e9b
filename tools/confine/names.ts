// Rules C3 and C6: where a name that is declared nowhere may stand, and where the name of a function may stand. Both are lists of the
// one place each kind of name has; the rest is refused.

import type { AnyNode } from "acorn";
import type { NodeOf } from "../dialect/tree.ts";
import { walk } from "../dialect/tree.ts";
import { FREE_CLASSES, FREE_OBJECTS, FREE_VALUES } from "./allowed.ts";
import { cited } from "./rules.ts";
import type { Report } from "./rules.ts";
import { isLentOrHelper } from "./scope.ts";
import type { Identifier, Names } from "./scope.ts";
import type { Factory } from "./shape.ts";

/** `Math.floor(...)`: what it yields, or undefined where a node is no such call. */
export function freeMethodKind(call: NodeOf<"CallExpression">, names: Names): number | undefined {
  const { callee } = call;
  if (callee.type !== "MemberExpression" || callee.computed || callee.object.type !== "Identifier") return undefined;
  if (callee.property.type !== "Identifier" || names.uses.get(callee.object)) return undefined;
  const methods = Object.hasOwn(FREE_OBJECTS, callee.object.name) ? FREE_OBJECTS[callee.object.name]! : {};
  return Object.hasOwn(methods, callee.property.name) ? methods[callee.property.name] : undefined;
}

/** Whether a member stands on one of the free objects: then rule C3 speaks for it, and C4 does not. */
export function isFreeMember(node: NodeOf<"MemberExpression">, names: Names): boolean {
  const { object } = node;
  return object.type === "Identifier" && !names.uses.get(object) && Object.hasOwn(FREE_OBJECTS, object.name);
}

function freeNameFault(node: Identifier, names: Names): string | undefined {
  const parent = names.parents.get(node);
  const { name } = node;
  if (FREE_VALUES.has(name)) return isWritten(node, parent) ? `"${name}" is assigned` : undefined;
  if (FREE_CLASSES.has(name)) {
    const isMade = parent?.type === "NewExpression" && parent.callee === node && parent.arguments.length > 0;
    return isMade ? undefined : `"${name}" stands outside new ${name}(...)`;
  }
  if (Object.hasOwn(FREE_OBJECTS, name)) {
    const call = parent && names.parents.get(parent);
    const isCall = parent?.type === "MemberExpression" && parent.object === node && call?.type === "CallExpression";
    if (isCall && call.callee === parent && freeMethodKind(call, names) !== undefined) return undefined;
    return `"${name}" stands outside a call of ${Object.keys(FREE_OBJECTS[name]!).join(", ")}`;
  }
  return `"${name}" is neither declared nor lent`;
}

function isWritten(node: AnyNode, parent: AnyNode | undefined): boolean {
  return (parent?.type === "AssignmentExpression" && parent.left === node) || parent?.type === "UpdateExpression";
}

/** Rule C6 for a callee. What is no name here is judged by C3, a named member by C4, a key that is no number by C5. */
function checkCallee(
  text: string,
  node: NodeOf<"CallExpression" | "NewExpression">,
  names: Names,
  report: Report,
  isNumber: (key: AnyNode) => boolean,
): void {
  const { callee } = node;
  if (callee.type === "Identifier") {
    const binding = names.uses.get(callee);
    if (binding && (node.type === "NewExpression" || !isLentOrHelper(binding)))
      report("C6", callee.start, `"${callee.name}" is called and is no function`);
  } else if (
    node.type === "NewExpression" ||
    callee.type !== "MemberExpression" ||
    (callee.computed && isNumber(callee.property))
  )
    report("C6", callee.start, `${cited(text, callee)} is called and is no name of a function`);
}

/** `isNumber` says whether a key is provably a number. */
export function checkNames(
  text: string,
  factory: Factory,
  names: Names,
  report: Report,
  isNumber: (key: AnyNode) => boolean,
): void {
  for (const [node, binding] of names.uses) {
    const parent = names.parents.get(node);
    const isCallee = (parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee === node;
    if (!binding) {
      const wrong = freeNameFault(node, names);
      if (wrong !== undefined) report("C3", node.start, wrong);
    } else if (isLentOrHelper(binding) && !isCallee)
      report(
        "C6",
        node.start,
        `the ${binding.kind === "lent" ? "lent function" : "helper"} "${binding.name}" is used as a value`,
      );
  }
  walk(factory, (node) => {
    if (node.type === "CallExpression" || node.type === "NewExpression")
      checkCallee(text, node, names, report, isNumber);
  });
}
