// Rules D51 to D63, and D33 where a method hides it: builtins that the engine lacks or runs differently. A method is judged
// by its name alone, since the type of its object cannot be seen: own methods must not take the name of a missing one. Not
// seen at all: lastIndexOf on an array, slice on a typed array (a plain array on the engine), |0 of numbers beyond 2^53,
// out-of-range DataView access, the order of integer keys.

import type { AnyNode } from "acorn";
import type { Context } from "./context.ts";
import { MISSING_METHODS, STATIC_MEMBERS, TYPED_ARRAYS } from "./names.ts";
import { memberName, walk, type NodeOf } from "./tree.ts";

/** The name of a builtin where the node is a free name of one. */
function builtinName(node: AnyNode, context: Context): string | undefined {
  return node.type === "Identifier" && context.scopes.free.has(node) ? node.name : undefined;
}

function isFalse(node: AnyNode): boolean {
  if (node.type === "Literal") return node.value === false;
  return (
    node.type === "UnaryExpression" &&
    node.operator === "!" &&
    node.argument.type === "Literal" &&
    node.argument.value === 1
  );
}

export function checkMember(node: NodeOf<"MemberExpression">, context: Context): void {
  const name = memberName(node);
  if (name === undefined) return;
  const builtin = builtinName(node.object, context);
  if (builtin === "Math" && name === "round") context.report("D54", node, "Math.round");
  else if (builtin !== undefined && STATIC_MEMBERS.get(builtin)?.has(name) === false)
    context.report("D51", node, `${builtin}.${name} is missing on the engine`);
  else if (name === "BYTES_PER_ELEMENT") context.report("D51", node, `${name} is missing on the engine`);
  if (node.object.type !== "MemberExpression" || memberName(node.object) !== "prototype") return;
  const owner = builtinName(node.object.object, context);
  if (owner !== undefined && !(owner === "Object" && name === "hasOwnProperty"))
    context.report("D57", node, `${owner}.prototype.${name}`);
}

function checkDescriptor(descriptor: AnyNode | undefined, context: Context): void {
  if (descriptor?.type !== "ObjectExpression") return;
  const values = new Map<string, AnyNode>();
  for (const entry of descriptor.properties)
    if (entry.type === "Property" && entry.key.type === "Identifier") values.set(entry.key.name, entry.value);
  const enumerable = values.get("enumerable");
  if (enumerable !== undefined && isFalse(enumerable))
    context.report("D60", descriptor, "a property with enumerable:false");
  if (values.has("value") && !values.has("writable")) context.report("D60", descriptor, "a property without writable");
}

function checkStaticCall(node: NodeOf<"CallExpression">, builtin: string, name: string, context: Context): void {
  const [first, , third] = node.arguments;
  if (builtin === "JSON" && (name === "parse" || name === "stringify") && node.arguments.length > 1)
    context.report("D58", node, `JSON.${name} with ${node.arguments.length} arguments`);
  if (builtin !== "Object") return;
  if (name === "defineProperty") checkDescriptor(third, context);
  if (name === "create" && first?.type === "Literal" && first.value === null)
    context.report("D61", node, "Object.create(null)");
}

export function checkCall(node: NodeOf<"CallExpression">, context: Context): void {
  if (node.callee.type !== "MemberExpression") return;
  const name = memberName(node.callee);
  if (name === undefined) return;
  const { object } = node.callee;
  const builtin = builtinName(object, context);
  if (builtin !== undefined) checkStaticCall(node, builtin, name, context);
  if (builtin !== undefined && STATIC_MEMBERS.has(builtin)) return;
  if (MISSING_METHODS.has(name)) context.report("D52", node.callee, `method .${name}() is missing on the engine`);
  if (name === "match") context.report("D33", node.callee, "method .match() takes a regular expression");
  if (name === "slice" && object.type === "MemberExpression" && memberName(object) === "buffer")
    context.report("D52", node.callee, "method .slice() of a buffer is missing on the engine");
  if (name === "toFixed") context.report("D54", node.callee, "method .toFixed()");
  if (name === "sort" && node.arguments.length === 0)
    context.report("D56", node.callee, "method .sort() without a comparator");
  if (name === "split" && node.arguments.length > 1) context.report("D59", node.callee, "method .split() with a limit");
}

export function checkNew(node: NodeOf<"NewExpression">, context: Context): void {
  const name = builtinName(node.callee, context);
  if (name === undefined || !TYPED_ARRAYS.has(name)) return;
  const [first] = node.arguments;
  const isText = first?.type === "TemplateLiteral" || (first?.type === "Literal" && typeof first.value === "string");
  if (isText) context.report("D63", node, `new ${name} of a string`);
}

/** Rule D53: `node` is what an assignment or an update writes to. */
export function checkTarget(node: AnyNode, context: Context): void {
  if (node.type === "MemberExpression" && memberName(node) === "length")
    context.report("D53", node, "length is assigned");
}

export function checkForIn(node: NodeOf<"ForInStatement">, context: Context): void {
  const owner = context.text.slice(node.right.start, node.right.end);
  walk(node.body, (inner) => {
    if (inner.type !== "UnaryExpression" || inner.operator !== "delete") return;
    const target = inner.argument;
    if (target.type === "MemberExpression" && context.text.slice(target.object.start, target.object.end) === owner)
      context.report("D62", inner, `delete from ${owner} inside its own for-in`);
  });
}
