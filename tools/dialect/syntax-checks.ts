// Rules D9 to D37 and D41: one check a kind of node. A kind of node without an entry here or in PLAIN is refused as D9, so
// new syntax is out until somebody has seen it work on the engine.

import type { AnyNode } from "acorn";
import type { Context } from "./context.ts";
import { constantNumber, keyName, type FunctionNode, type NodeOf } from "./tree.ts";
import { checkClass } from "./class-checks.ts";
import { checkLiteral, checkMinus } from "./literal-checks.ts";

type Checks = {
  readonly [T in AnyNode["type"]]?: (node: NodeOf<T>, context: Context) => void;
};

/** Syntax that works on the engine in every form. */
const PLAIN: ReadonlySet<string> = new Set(
  (
    "Program EmptyStatement BlockStatement IfStatement ThrowStatement TryStatement CatchClause WhileStatement " +
    "DoWhileStatement ForStatement VariableDeclaration VariableDeclarator ThisExpression ArrayExpression " +
    "ObjectExpression MemberExpression CallExpression NewExpression ConditionalExpression SequenceExpression " +
    "LogicalExpression SwitchCase Super TemplateLiteral ClassBody ParenthesizedExpression ExpressionStatement " +
    "ForInStatement UpdateExpression"
  ).split(" "),
);

function refuse(rule: string, what: string): (node: AnyNode, context: Context) => void {
  return (node, context) => {
    context.report(rule, node, what);
  };
}

function checkFunction(node: FunctionNode, context: Context): void {
  if (node.generator) context.report("D13", node, "generator");
  if (node.async) context.report("D14", node, "async function");
  for (const parameter of node.params) {
    if (parameter.type === "AssignmentPattern") context.report("D10", parameter, "default parameter");
    if (parameter.type === "RestElement") context.report("D10", parameter, "rest parameter");
  }
}

function checkShift(count: AnyNode, operator: string, context: Context): void {
  const known = constantNumber(count);
  if (known !== undefined && Number.isInteger(known) && known >= 0 && known <= 31) return;
  if (count.type === "BinaryExpression" && count.operator === "&") {
    const masks = [count.left, count.right].map((side) => constantNumber(side) ?? -1);
    if (masks.some((mask) => mask >= 0 && mask <= 31)) return;
  }
  const shown = context.text.slice(count.start, count.end);
  context.report("D41", count, `the count of ${operator} is ${shown}, which may exceed 31`);
}

/** Kinds of statement that end without a semicolon. */
const CLOSED: ReadonlySet<string> = new Set(
  (
    "BlockStatement FunctionDeclaration ClassDeclaration IfStatement ForStatement ForInStatement ForOfStatement " +
    "WhileStatement SwitchStatement TryStatement EmptyStatement LabeledStatement WithStatement"
  ).split(" "),
);

/** D36 for neighbours in a list of statements. */
function checkLineStarts(body: readonly AnyNode[], context: Context): void {
  body.forEach((node, index) => {
    const before = body[index - 1];
    if (before === undefined || CLOSED.has(before.type) || context.text[before.end - 1] === ";") return;
    const operator = context.text.slice(node.start, node.start + 2);
    if (operator === "++" || operator === "--")
      context.report("D36", node, `${operator} after a line without a semicolon`);
  });
}

function checkReturn(node: NodeOf<"ReturnStatement">, context: Context): void {
  if (node.argument || context.text[node.end - 1] === ";") return;
  let next = node.end;
  for (;;) {
    while (" \t\r\n".includes(context.text[next] ?? "x")) next++;
    const comment = context.comments.find((entry) => entry.start === next);
    if (comment === undefined) break;
    next = comment.end;
  }
  if (next < context.text.length && context.text[next] !== "}")
    context.report("D35", node, "return is followed by a new line");
}

function checkSwitch(node: NodeOf<"SwitchStatement">, context: Context): void {
  for (const entry of node.cases.slice(0, -1))
    if (!entry.test) context.report("D34", entry, "default is not the last case");
}

function checkProperty(node: NodeOf<"Property">, context: Context): void {
  if (node.computed) context.report("D20", node.key, "computed key");
}

function checkAssignment(node: NodeOf<"AssignmentExpression">, context: Context): void {
  const operator = node.operator;
  if (operator === "**=") context.report("D30", node, "operator **=");
  if (operator === "&&=" || operator === "||=" || operator === "??=")
    context.report("D31", node, `operator ${operator}`);
  if (operator === "<<=" || operator === ">>=" || operator === ">>>=") checkShift(node.right, operator, context);
}

function checkBinary(node: NodeOf<"BinaryExpression">, context: Context): void {
  const operator = node.operator;
  if (operator === "**") context.report("D30", node, "operator **");
  if (operator === "<<" || operator === ">>" || operator === ">>>") checkShift(node.right, operator, context);
}

function checkMethod(node: NodeOf<"MethodDefinition">, context: Context): void {
  if (node.computed) context.report("D20", node.key, "computed key");
  if (keyName(node) === "of") context.report("D8", node.key, "a method named of cannot be declared on the engine");
}

function checkTemplate(node: NodeOf<"TemplateElement">, context: Context): void {
  const at = node.value.raw.indexOf("\\");
  if (at !== -1) context.report("D19", node.start + at, "backslash in a template");
}

function checkIdentifier(node: NodeOf<"Identifier">, context: Context): void {
  if (context.text.slice(node.start, node.end).includes("\\"))
    context.report("D8", node, `${node.name} is written with an escape`);
}

function checkForOf(node: NodeOf<"ForOfStatement">, context: Context): void {
  if (node.await) context.report("D14", node, "for await");
}

function checkMetaProperty(node: NodeOf<"MetaProperty">, context: Context): void {
  if (node.meta.name === "new") context.report("D28", node, "new.target");
  else context.report("D9", node, "import.meta");
}

const CHECKS: Checks = {
  FunctionDeclaration: checkFunction,
  FunctionExpression: checkFunction,
  ArrowFunctionExpression: checkFunction,
  ObjectPattern: refuse("D11", "destructuring"),
  ArrayPattern: refuse("D11", "destructuring"),
  AssignmentPattern: () => undefined,
  RestElement: () => undefined,
  SpreadElement: refuse("D12", "spread"),
  YieldExpression: refuse("D13", "yield"),
  AwaitExpression: refuse("D14", "await"),
  ForOfStatement: checkForOf,
  LabeledStatement: (node, context) => {
    context.report("D15", node, `label ${node.label.name}`);
  },
  BreakStatement: (node, context) => {
    if (node.label) context.report("D15", node, `break ${node.label.name}`);
  },
  ContinueStatement: (node, context) => {
    if (node.label) context.report("D15", node, `continue ${node.label.name}`);
  },
  WithStatement: refuse("D16", "with statement"),
  DebuggerStatement: refuse("D17", "debugger statement"),
  TaggedTemplateExpression: refuse("D18", "tagged template"),
  TemplateElement: checkTemplate,
  Property: checkProperty,
  MethodDefinition: checkMethod,
  PropertyDefinition: (node, context) => {
    if (node.computed) context.report("D20", node.key, "computed key");
    if (!node.static) context.report("D21", node, `instance field ${keyName(node) ?? ""}`.trimEnd());
    else if (!node.value) context.report("D21", node, `static field ${keyName(node) ?? ""} without a value`);
  },
  PrivateIdentifier: (node, context) => {
    context.report("D22", node, `private name #${node.name}`);
  },
  StaticBlock: refuse("D23", "static block"),
  ClassDeclaration: checkClass,
  ClassExpression: checkClass,
  MetaProperty: checkMetaProperty,
  ChainExpression: refuse("D29", "optional chaining"),
  BinaryExpression: checkBinary,
  AssignmentExpression: checkAssignment,
  Literal: checkLiteral,
  UnaryExpression: checkMinus,
  SwitchStatement: checkSwitch,
  ReturnStatement: checkReturn,
  Identifier: checkIdentifier,
};

export function checkSyntax(node: AnyNode, context: Context): void {
  // Each entry takes the node of its own kind; the table's type says so, the index cannot.
  const check = CHECKS[node.type] as ((node: AnyNode, context: Context) => void) | undefined;
  if (check !== undefined) check(node, context);
  else if (!PLAIN.has(node.type)) context.report("D9", node, `${node.type} was never tried on the engine`);
  if (node.type === "Program" || node.type === "BlockStatement") checkLineStarts(node.body, context);
  if (node.type === "SwitchCase") checkLineStarts(node.consequent, context);
  if (node.type === "MemberExpression" && node.object.type === "Super")
    context.report("D24", node, `super.${context.text.slice(node.property.start, node.property.end)}`);
}
