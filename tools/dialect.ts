// The dialect check: reads the JavaScript that a board will run and refuses what the engine lacks or runs differently from
// the language. It applies to whole bundles, minified or not, trusted or not; it says nothing of what code may reach, which
// is the business of the confinement checker. What cannot be seen in the text is listed where it would be checked.

import { parse, type AnyNode, type Comment } from "acorn";
import { checkCall, checkForIn, checkMember, checkNew, checkTarget } from "./dialect/builtin-checks.ts";
import { checkClassCall, checkClassMember } from "./dialect/class-checks.ts";
import { Findings, type Context, type Finding } from "./dialect/context.ts";
import { checkCharacters, checkComments } from "./dialect/literal-checks.ts";
import { checkNames } from "./dialect/scope-checks.ts";
import { resolveNames } from "./dialect/scope.ts";
import { checkSyntax } from "./dialect/syntax-checks.ts";
import { walk, type NodeOf } from "./dialect/tree.ts";

export type { Finding } from "./dialect/context.ts";
export { RULES } from "./dialect/rules.ts";

function checkNode(node: AnyNode, context: Context): void {
  checkSyntax(node, context);
  if (node.type === "MemberExpression") {
    checkMember(node, context);
    checkClassMember(node, context);
  } else if (node.type === "CallExpression") {
    checkCall(node, context);
    checkClassCall(node.callee, context);
  } else if (node.type === "NewExpression") checkNew(node, context);
  else if (node.type === "AssignmentExpression") checkTarget(node.left, context);
  else if (node.type === "UpdateExpression") checkTarget(node.argument, context);
  else if (node.type === "ForInStatement") checkForIn(node, context);
}

/** Position and reason of a syntax error of acorn. */
function syntaxError(error: unknown): { readonly offset: number; readonly reason: string } {
  if (!(error instanceof SyntaxError) || !("pos" in error) || typeof error.pos !== "number") throw error;
  return { offset: error.pos, reason: error.message.slice(0, error.message.lastIndexOf(" (")) };
}

/**
 * Checks one script. Returns what it refuses in the order of the text; an empty list means that the engine reads the text as
 * the language does, as far as text can show. Text that does not parse gives the single finding D0, besides its characters.
 */
export function dialect(text: string): Finding[] {
  const findings = new Findings(text);
  const report = findings.report.bind(findings);
  checkCharacters(text, report);
  const comments: Comment[] = [];
  let program: NodeOf<"Program">;
  try {
    program = parse(text, { ecmaVersion: "latest", sourceType: "script", onComment: comments });
  } catch (error) {
    const { offset, reason } = syntaxError(error);
    report("D0", offset, `not JavaScript: ${reason}`);
    return findings.list();
  }
  const context: Context = { text, comments, scopes: resolveNames(program), report };
  checkComments(context);
  checkNames(context);
  walk(program, (node) => {
    checkNode(node, context);
  });
  return findings.list();
}
