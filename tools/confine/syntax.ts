// Rule C2: an allow-list of node kinds, each with what is demanded of it. A kind that is not on the list is refused, whatever it is.
// It looks at one node and the node above it, never at names.

import type { AnyNode } from "acorn";
import { childrenOf } from "../dialect/tree.ts";
import type { NodeOf } from "../dialect/tree.ts";
import { ARITHMETIC, ASSIGNMENT, COMPARISON, LOGICAL, UNARY } from "./allowed.ts";
import { isBudgetTest } from "./budget.ts";
import { cited } from "./rules.ts";
import type { Report } from "./rules.ts";
import { handlersOf } from "./shape.ts";
import type { Factory } from "./shape.ts";

/** What is wrong with a node, or undefined. */
type Check<T extends AnyNode["type"]> = (node: NodeOf<T>, parent: AnyNode | undefined) => string | undefined;

const anyOf = (): undefined => undefined;

const isName = (node: AnyNode): boolean => node.type === "Identifier";

function unless(holds: boolean, wrong: string): string | undefined {
  return holds ? undefined : wrong;
}

function plainParameters(node: NodeOf<"FunctionDeclaration" | "FunctionExpression">): string | undefined {
  if (node.async || node.generator) return "an async function or a generator";
  return unless(node.params.every(isName), "a parameter that is no plain name");
}

function literal(node: NodeOf<"Literal">): string | undefined {
  if (node.regex) return "a regular expression";
  if (node.bigint !== undefined) return "a big integer";
  return undefined;
}

const isTarget = (node: AnyNode): boolean => isName(node) || node.type === "MemberExpression";

const CHECKS: { readonly [T in AnyNode["type"]]?: Check<T> } = {
  BlockStatement: anyOf,
  EmptyStatement: anyOf,
  ExpressionStatement: anyOf,
  IfStatement: anyOf,
  ForStatement: anyOf,
  WhileStatement: anyOf,
  DoWhileStatement: anyOf,
  ReturnStatement: anyOf,
  ConditionalExpression: anyOf,
  SequenceExpression: anyOf,
  Identifier: anyOf,
  Literal: literal,
  VariableDeclaration: (node) => unless(["var", "let", "const"].includes(node.kind), `a declaration by ${node.kind}`),
  VariableDeclarator: (node) => unless(isName(node.id), "destructuring"),
  FunctionDeclaration: plainParameters,
  FunctionExpression: plainParameters,
  BreakStatement: (node) => unless(!node.label, "a label"),
  ContinueStatement: (node) => unless(!node.label, "a label"),
  ThrowStatement: (_node, parent) =>
    unless(parent !== undefined && isBudgetTest(parent), "throw outside the step budget test"),
  ForOfStatement: (node) => {
    const [only, second] = node.left.type === "VariableDeclaration" ? node.left.declarations : [];
    return unless(!node.await && only !== undefined && !second, "a loop over values that declares no name of its own");
  },
  UnaryExpression: (node) => {
    if (!UNARY.has(node.operator)) return `the operator ${node.operator}`;
    const isZero = node.argument.type === "Literal" && node.argument.raw === "0";
    return unless(node.operator !== "void" || isZero, "void of something else than 0");
  },
  BinaryExpression: (node) => {
    const isListed = node.operator === "+" || ARITHMETIC.has(node.operator) || COMPARISON.has(node.operator);
    return unless(isListed, `the operator ${node.operator}`);
  },
  LogicalExpression: (node) => unless(LOGICAL.has(node.operator), `the operator ${node.operator}`),
  AssignmentExpression: (node) => {
    if (!ASSIGNMENT.has(node.operator)) return `the operator ${node.operator}`;
    return unless(isTarget(node.left), "destructuring");
  },
  UpdateExpression: (node) =>
    unless(isTarget(node.argument), "an update of something else than a variable or an element"),
  ArrayExpression: (node) =>
    unless(
      node.elements.every((element) => element && element.type !== "SpreadElement"),
      "an array with holes or a spread",
    ),
  MemberExpression: (node) =>
    unless(!node.optional && node.property.type !== "PrivateIdentifier", "an optional or private member"),
  CallExpression: (node) =>
    unless(
      !node.optional && node.arguments.every((one) => one.type !== "SpreadElement"),
      "an optional call or a spread",
    ),
  NewExpression: (node) =>
    unless(
      node.arguments.every((one) => one.type !== "SpreadElement"),
      "a spread",
    ),
};

/** Below a node that is refused nothing more is said. */
export function checkSyntax(text: string, factory: Factory, report: Report): void {
  const places: ReadonlySet<AnyNode> = new Set([factory, ...handlersOf(factory)]);
  const visit = (node: AnyNode, parent: AnyNode | undefined): void => {
    const check = CHECKS[node.type] as ((node: AnyNode, parent: AnyNode | undefined) => string | undefined) | undefined;
    const isMisplaced = node.type === "FunctionExpression" && !places.has(node);
    const wrong = isMisplaced
      ? "a function as a value"
      : check
        ? check(node, parent)
        : `syntax of the kind ${node.type}`;
    if (wrong !== undefined) report("C2", node.start, `${wrong}: ${cited(text, node)}`);
    else for (const child of childrenOf(node)) visit(child, node);
  };
  visit(factory, undefined);
}
