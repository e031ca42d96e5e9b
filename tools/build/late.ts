// Declares each function within a function right before the first statement that needs it, where the build had put it at the beginning: what
// runs before that, a cipher for one, finds that much more of the heap free. It changes no meaning: a declaration is run where it stands, and
// nothing calls what is not declared yet. What comes out is as short as what goes in, and no pass that moves declarations may follow.

import { parseExpressionAt, tokenizer } from "acorn";
import type { Expression, Node, Statement } from "acorn";
import { generate } from "astring";
import { functionName, Program } from "./heap.ts";

/** `text` is one function expression. */
export function declareLate(text: string): string {
  const root = parseExpressionAt(text, 0, { ecmaVersion: 2022 });
  visit(root);
  return compact(generate(root));
}

function visit(node: unknown): void {
  if (node === null || typeof node !== "object") return;
  Object.values(node).forEach(visit);
  const holder = node as Partial<Record<"body" | "consequent" | "alternate", { type?: string } | null>>;
  // Or a loop or branch that does nothing would lose it with the semicolon before a brace.
  for (const part of ["body", "consequent", "alternate"] as const)
    if (holder[part]?.type === "EmptyStatement") holder[part] = { type: "BlockStatement", body: [], ...placed } as Node;
  const { type, body } = node as { type?: string; body?: { type?: string; body: Statement[] } };
  if (/Function/.test(type ?? "") && body?.type === "BlockStatement") body.body = late(body.body.flatMap(single));
}

const placed = { start: 0, end: 0 };

function expressionStatement(expression: Expression): Statement {
  return { type: "ExpressionStatement", expression, ...placed };
}

/** A statement that does one thing after the other as so many statements. */
function single(statement: Statement): Statement[] {
  if (statement.type === "VariableDeclaration")
    return statement.declarations.map((one) => ({ ...statement, declarations: [one] }));
  const [key, expression] =
    statement.type === "ExpressionStatement"
      ? ["expression", statement.expression]
      : statement.type === "ReturnStatement"
        ? ["argument", statement.argument]
        : statement.type === "IfStatement"
          ? ["test", statement.test]
          : [];
  if (key === undefined || expression?.type !== "SequenceExpression") return [statement];
  const before = expression.expressions.slice(0, -1).map(expressionStatement);
  return [...before, { ...statement, [key]: expression.expressions.at(-1) }];
}

function late(body: readonly Statement[]): Statement[] {
  const program = new Program(body, functionName);
  const waiting = new Set(body.filter((one) => functionName(one) !== undefined));
  return body.flatMap((statement) => {
    if (functionName(statement) !== undefined) return [];
    const now = program.reach([statement], []);
    const due = [...waiting].filter((one) => now.has(one));
    for (const one of due) waiting.delete(one);
    return [...due, statement];
  });
}

/** Without any space or semicolon that is not needed. */
function compact(text: string): string {
  let result = "";
  let last = "";
  for (const { start, end } of tokenizer(text, { ecmaVersion: 2022 })) {
    const token = text.slice(start, end);
    if (last === ";" && token === "}") result = result.slice(0, -1);
    const isOther = /[\w$]$/.test(last) && /^[\w$]/.test(token);
    // Two operators that would be read as another, or as the beginning of a comment.
    const isOperator = /[+/-]$/.test(last) && (token.startsWith(last) || token === ">");
    const isComment = token === "--" && result.endsWith("<!");
    const isNumber = token === "." && /^\d+$/.test(last);
    result += isOther || isOperator || isComment || isNumber ? ` ${token}` : token;
    last = token;
  }
  return result;
}
