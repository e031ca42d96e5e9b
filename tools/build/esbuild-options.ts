// How esbuild is asked for JavaScript that the engine understands: what it can lower it lowers, what it cannot it refuses.
// What neither sees, tools/dialect refuses on the final text.

import type { Expression, Statement } from "acorn";
import { transform } from "esbuild";
import type { BuildOptions, TransformOptions } from "esbuild";

const supported = {
  "const-and-let": true,
  arrow: true,
  "template-literal": true,
  "for-of": true,
  "object-extensions": true,
} as const;

/** Modules to one readable text with a single export at its end. */
export const bundleOptions = {
  bundle: true,
  write: false,
  format: "esm",
  target: "es5",
  supported,
  charset: "ascii",
  platform: "neutral",
  legalComments: "none",
  treeShaking: true,
  logLevel: "silent",
} satisfies BuildOptions;

/** No template literals: the minifier would put raw line ends into them. */
export const minifyOptions = {
  minify: true,
  target: "es5",
  supported: { ...supported, "template-literal": false },
  charset: "ascii",
  legalComments: "none",
  logLevel: "silent",
} satisfies TransformOptions;

/**
 * The declarations of a module without its literal constants, and those by name, as JSON. A constant that is put where it is used costs
 * the engine no variable and no lookup.
 */
export function takeConstants(statements: readonly Statement[]): {
  rest: Statement[];
  constants: Record<string, string>;
} {
  const constants: Record<string, string> = {};
  const assigned = new Set<string>();
  addAssigned(statements, assigned);
  const rest = statements.filter((statement) => {
    if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) return true;
    const { id, init } = statement.declarations[0]!;
    const value = constantValue(init);
    if (id.type !== "Identifier" || value === undefined || assigned.has(id.name)) return true;
    constants[id.name] = JSON.stringify(value);
    return false;
  });
  return { rest, constants };
}

/** A finite number, with its sign, or a text. */
function constantValue(init: Expression | null | undefined): number | string | undefined {
  const isNegative = init?.type === "UnaryExpression" && init.operator === "-";
  const literal = isNegative ? init.argument : init;
  if (literal?.type !== "Literal") return undefined;
  if (typeof literal.value === "number" && Number.isFinite(literal.value))
    return isNegative ? -literal.value : literal.value;
  return typeof literal.value === "string" && !isNegative ? literal.value : undefined;
}

/** Adds the variables that something below `node` assigns to: such a one is no constant, whatever its declaration says. */
function addAssigned(node: object, into: Set<string>): void {
  const { left, argument, type } = node as { left?: { name?: string }; argument?: { name?: string }; type?: string };
  const target =
    type === "AssignmentExpression" || type === "ForOfStatement" || type === "ForInStatement"
      ? left
      : type === "UpdateExpression"
        ? argument
        : undefined;
  if (target?.name !== undefined) into.add(target.name);
  for (const child of Object.values(node) as unknown[])
    if (child !== null && typeof child === "object") addAssigned(child, into);
}

/**
 * A minified expression, as text that every upload path carries: esbuild leaves control characters raw inside string literals, where the
 * uploader would replace them.
 */
export async function minifyExpression(source: string, constants: Record<string, string>): Promise<string> {
  return shortened(source, { ...minifyOptions, define: constants });
}

/** As `minifyExpression`, with every statement left as it is. */
export async function renameExpression(source: string): Promise<string> {
  return shortened(source, { ...minifyOptions, minify: false, minifyIdentifiers: true, minifyWhitespace: true });
}

async function shortened(source: string, options: TransformOptions): Promise<string> {
  const { code } = await transform(`x=${source}`, options);
  return code
    .trim()
    .replace(/^x=/, "")
    .replace(/;$/, "")
    .replace(/[\0-\x1f\x7f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
