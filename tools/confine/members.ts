// Rules C4, C5 and C10: which properties are reached, by which keys, and what native methods are asked to do. It trusts what kinds.ts
// says of values and knows nothing of names.

import type { AnyNode } from "acorn";
import { walk } from "../dialect/tree.ts";
import type { NodeOf } from "../dialect/tree.ts";
import { LENT, METHODS, MOST_INDEX, PLAIN, PROPERTY } from "./allowed.ts";
import type { Kinds } from "./kinds.ts";
import { isFreeMember } from "./names.ts";
import { cited } from "./rules.ts";
import type { Report } from "./rules.ts";
import type { Names } from "./scope.ts";
import type { Factory } from "./shape.ts";

type Member = NodeOf<"MemberExpression">;

function isWritten(node: Member, parent: AnyNode | undefined): boolean {
  if (parent?.type === "AssignmentExpression") return parent.left === node;
  if (parent?.type === "ForOfStatement" || parent?.type === "ForInStatement") return parent.left === node;
  return parent?.type === "UpdateExpression";
}

function namedFault(node: Member, parent: AnyNode | undefined): string | undefined {
  if (node.property.type !== "Identifier") return undefined;
  const { name } = node.property;
  const isCalled = parent?.type === "CallExpression" && parent.callee === node;
  if (name === PROPERTY) {
    if (isCalled) return `member "${name}" is called`;
    return isWritten(node, parent) ? `member "${name}" is written` : undefined;
  }
  if (!Object.hasOwn(METHODS, name)) return `member "${name}" is not on the list of property names`;
  return isCalled ? undefined : `method "${name}" is not called`;
}

/** Rule C10 for the index of an element that is written. */
function indexFault(text: string, node: Member, kinds: Kinds): string | undefined {
  if (!kinds.mayBe(node.object, PLAIN | LENT) || kinds.isSmall(node.property)) return undefined;
  if (!kinds.isNumber(node.property)) return undefined;
  return `index ${cited(text, node.property)} of a plain array may exceed ${MOST_INDEX}`;
}

export function checkMembers(text: string, factory: Factory, names: Names, kinds: Kinds, report: Report): void {
  walk(factory, (node) => {
    if (node.type === "CallExpression") checkNativeWork(text, node, kinds, report);
    if (node.type !== "MemberExpression") return;
    const parent = names.parents.get(node);
    if (!node.computed) {
      const wrong = isFreeMember(node, names) ? undefined : namedFault(node, parent);
      if (wrong !== undefined) report("C4", node.property.start, wrong);
      return;
    }
    if (!kinds.isNumber(node.property))
      report("C5", node.property.start, `key ${cited(text, node.property)} is not provably a number`);
    const wrong = isWritten(node, parent) ? indexFault(text, node, kinds) : undefined;
    if (wrong !== undefined) report("C10", node.property.start, wrong);
  });
}

function isFullText(node: AnyNode | undefined): boolean {
  return node?.type === "Literal" && typeof node.value === "string" && node.value !== "";
}

/** Of a longer pattern the engine never comes back where what it put in at the end of the text begins like it. */
function isOneCharacter(node: AnyNode | undefined): boolean {
  return node?.type === "Literal" && typeof node.value === "string" && node.value.length === 1;
}

function checkNativeWork(text: string, node: NodeOf<"CallExpression">, kinds: Kinds, report: Report): void {
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
  const { name } = callee.property;
  const [first, second] = node.arguments;
  if (name === "replaceAll" && !(isFullText(first) && isOneCharacter(first)))
    report("C10", (first ?? node).start, `the pattern of replaceAll is no text literal of one character`);
  if (name !== "padStart" && name !== "padEnd") return;
  if (first && !kinds.isSmall(first))
    report("C10", first.start, `the width ${cited(text, first)} may exceed ${MOST_INDEX}`);
  if (second && !isFullText(second)) report("C10", second.start, `the fill of ${name} is no text literal or empty`);
}
