// Rule C0 and rule C12: reads a bundle and finds the partitions in it, and the handlers in a partition. It accepts one shape:
//
//   var $=0,hasm=<trusted function>([<partition>,...]);
//
// It looks neither into the trusted function nor into what a partition does.

import { parse } from "acorn";
import type { AnyNode, Comment, Expression, Program, Token } from "acorn";
import type { NodeOf } from "../dialect/tree.ts";
import { BUDGET } from "./allowed.ts";
import type { Report } from "./rules.ts";

export type Factory = NodeOf<"FunctionExpression">;

/** Strict mode reserves the most words and knows no octal literals; modules have no HTML comments. */
export const PARSE = { ecmaVersion: 2024, sourceType: "module" } as const;

export interface Source {
  readonly program: Program;
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/** The tree of a text, or undefined where it has none. */
export function readSource(text: string, report: Report): Source | undefined {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  try {
    return { program: parse(text, { ...PARSE, onToken: tokens, onComment: comments }), tokens, comments };
  } catch (error) {
    const { pos, message } = error as { pos?: number; message: string };
    const isDeep = pos === undefined || message.includes("stack space");
    const why = isDeep ? "it is nested too deeply" : message.replace(/ \(\d+:\d+\)$/, "");
    report("C0", isDeep ? 0 : pos, `the text does not parse: ${why}`);
    return undefined;
  }
}

function isPlainFunction(node: AnyNode | null | undefined): node is Factory {
  return node?.type === "FunctionExpression" && !node.async && !node.generator && !node.id;
}

/** What a declarator gives to this name. */
function given(declarator: NodeOf<"VariableDeclarator"> | undefined, name: string): Expression | undefined {
  const isIt = declarator?.id.type === "Identifier" && declarator.id.name === name;
  return isIt ? (declarator.init ?? undefined) : undefined;
}

function calledWith(node: AnyNode | null | undefined, count: number): NodeOf<"CallExpression"> | undefined {
  return node?.type === "CallExpression" && !node.optional && node.arguments.length === count ? node : undefined;
}

/** The list of partitions, or the node at which the shape ends. */
function partitionList(program: Program): NodeOf<"ArrayExpression"> | AnyNode {
  const [statement, second] = program.body;
  if (!statement || second) return second ?? program;
  if (statement.type !== "VariableDeclaration" || statement.kind !== "var") return statement;
  const [budget, last, third] = statement.declarations;
  const zero = given(budget, BUDGET);
  if (zero?.type !== "Literal" || zero.raw !== "0") return budget ?? statement;
  const call = calledWith(given(last, "hasm"), 1);
  if (!last || third) return third ?? statement;
  if (!call || !isPlainFunction(call.callee)) return last;
  return call.arguments[0]!;
}

/** The partitions of a bundle in their order, or undefined where it has not the shape. */
export function partitionsOf(program: Program, names: readonly string[], report: Report): Factory[] | undefined {
  const list = partitionList(program);
  if (list.type !== "ArrayExpression") {
    report("C0", list.start, "this is not the shape of a bundle");
    return undefined;
  }
  const factories: Factory[] = [];
  for (const element of list.elements) {
    if (isPlainFunction(element)) factories.push(element);
    else
      report("C0", (element ?? list).start, "an element of the list of partitions is not a plain function expression");
  }
  if (factories.length < list.elements.length) return undefined;
  if (factories.length !== names.length) {
    report("C0", list.start, `the bundle has ${factories.length} partitions where ${names.length} are expected`);
    return undefined;
  }
  return factories;
}

/** The functions in the list that the last statement of a partition returns. */
export function handlersOf(factory: Factory): Factory[] {
  const last = factory.body.body.at(-1);
  if (last?.type !== "ReturnStatement" || last.argument?.type !== "ArrayExpression") return [];
  return last.argument.elements.filter(isPlainFunction);
}

/** Rule C12. `returns` are the return statements of the factory itself. */
export function checkHandlers(factory: Factory, returns: readonly NodeOf<"ReturnStatement">[], report: Report): void {
  const last = factory.body.body.at(-1);
  for (const one of returns) if (one !== last) report("C12", one.start, "a return before the end of the partition");
  if (last?.type !== "ReturnStatement" || last.argument?.type !== "ArrayExpression") {
    report("C12", (last ?? factory).start, "the last statement does not return a list of handlers");
    return;
  }
  for (const element of last.argument.elements)
    if (!isPlainFunction(element))
      report("C12", (element ?? last.argument).start, "a handler is not a function expression");
}
