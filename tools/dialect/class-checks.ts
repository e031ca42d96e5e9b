// Rules D25, D26, D27 and D64: classes, and what the engine does not keep of them.

import type { AnyNode } from "acorn";
import type { Context } from "./context.ts";
import type { Binding } from "./declare.ts";
import { isClass, isFunction, keyName, memberName, type NodeOf } from "./tree.ts";

type ClassNode = NodeOf<"ClassDeclaration" | "ClassExpression">;

function classOf(binding: Binding | undefined): ClassNode | undefined {
  for (const { kind, maker } of binding?.declarations ?? []) {
    if (kind === "parameter" || kind === "caught") continue;
    if (isClass(maker)) return maker;
    if (maker.type === "VariableDeclarator" && maker.init && isClass(maker.init)) return maker.init;
  }
  return undefined;
}

function isNamedFunction(binding: Binding | undefined): boolean {
  return (binding?.declarations ?? []).some(({ kind, maker }) => {
    if (kind === "parameter" || kind === "caught") return false;
    return isFunction(maker) || (maker.type === "VariableDeclarator" && !!maker.init && isFunction(maker.init));
  });
}

export function checkClass(node: ClassNode, context: Context): void {
  const base = node.superClass;
  if (!base) return;
  const known = base.type === "Identifier" && classOf(context.scopes.bindingOf.get(base)) !== undefined;
  if (!known) context.report("D25", base, `a class extends ${context.text.slice(base.start, base.end)}`);
}

function hasOwnStatic(node: ClassNode, name: string): boolean {
  return node.body.body.some(
    (member) =>
      (member.type === "MethodDefinition" || member.type === "PropertyDefinition") &&
      member.static &&
      keyName(member) === name,
  );
}

export function checkClassMember(node: NodeOf<"MemberExpression">, context: Context): void {
  const name = memberName(node);
  if (node.object.type !== "Identifier" || name === undefined) return;
  const binding = context.scopes.bindingOf.get(node.object);
  const owner = classOf(binding);
  const shown = `${node.object.name}.${name}`;
  if (name === "name" && (owner !== undefined || isNamedFunction(binding))) {
    if (owner === undefined || !hasOwnStatic(owner, name))
      context.report("D64", node, `${shown} of a function or class`);
  } else if (owner?.superClass && name !== "prototype" && !hasOwnStatic(owner, name))
    context.report("D26", node, `${shown} is no static member of the class ${node.object.name} itself`);
}

export function checkClassCall(callee: AnyNode, context: Context): void {
  if (callee.type === "Identifier" && classOf(context.scopes.bindingOf.get(callee)) !== undefined)
    context.report("D27", callee, `the class ${callee.name} is called without new`);
}
