// A partition from TypeScript to the text that runs: one function expression, its endowments as parameters, its handlers as an array in
// the order of the cycle, what a handler calls within it, the step budget tested at every loop head and function entry. It checks names and shape; what the text may
// contain is the confinement checker's business, on the final bundle.

import { parse, parseExpressionAt } from "acorn";
import { basename } from "node:path";
import type {
  ArrayExpression,
  Function as FunctionNode,
  FunctionExpression,
  Node,
  Program,
  Property,
  ReturnStatement,
  Statement,
} from "acorn";
import { generate } from "astring";
import { build } from "esbuild";
import type { BuildFailure, BuildResult } from "esbuild";
import { insertBudget } from "./budget.ts";
import { BuildError } from "./errors.ts";
import { bundleOptions, minifyExpression, renameExpression, takeConstants } from "./esbuild-options.ts";
import { perHandler } from "./heap.ts";
import { inlineSmall } from "./inline.ts";
import { declareLate } from "./late.ts";
import { remembered } from "./remembered.ts";

export interface PartitionText {
  /** Names of the parameters, before minification. */
  readonly endowments: readonly string[];
  /** One function expression, minified. */
  readonly text: string;
}

/** `handlers` are the names that the cycle calls, in its order. `file` exports one function, `factoryName`. */
export async function partitionText(
  file: string,
  name: string,
  factoryName: string,
  handlers: readonly string[],
  stepBudget: number,
): Promise<PartitionText> {
  const bundled = await lower(file, name);
  return finishPartition(bundled.outputFiles[0]!.text, name, factoryName, `${stepBudget}`, ...handlers);
}

type Finish = (...texts: readonly string[]) => Promise<PartitionText>;
const finishPartition: Finish = remembered(async (bundled, name, factoryName, stepBudget, ...handlers) => {
  const program = parse(bundled, { ecmaVersion: 2022, sourceType: "module" });
  const { factory, helpers } = split(program, name, factoryName);
  orderHandlers(factory, name, handlers);
  const { rest, constants } = takeConstants(helpers);
  factory.body.body = [...rest, ...factory.body.body];
  const expression = { ...factory, type: "FunctionExpression", id: null } as unknown as Node;
  const endowments = factory.params.map((param) => {
    if (param.type !== "Identifier") throw new BuildError("partition", `${name}: a parameter is not a plain name`);
    return param.name;
  });
  const nested = savingHeap(await minifyExpression(generate(expression), constants));
  insertBudget(nested, Number(stepBudget));
  // Nothing but names: a statement that is drawn into the last would hide that it returns the handlers.
  return { endowments, text: declareLate(await renameExpression(generate(nested))) };
});

/** The minifier may call a local like the step budget, which is not there yet. Its own names are never so long. */
function renameBudget(node: unknown): void {
  if (node === null || typeof node !== "object") return;
  const one = node as { type?: string; name?: string };
  if (one.type === "Identifier" && one.name === "$") one.name = "notTheBudget";
  Object.values(node).forEach(renameBudget);
}

/** The factory with few functions that stay. `text` is minified: there no local is named like anything around it. */
function savingHeap(text: string): Factory {
  const factory = parseExpressionAt(text, 0, { ecmaVersion: 2022 }) as unknown as Factory;
  renameBudget(factory);
  const last = factory.body.body.pop() as ReturnStatement;
  // The minifier draws what stands before the last statement into it.
  let handlers = last.argument;
  if (handlers?.type === "SequenceExpression") {
    for (const expression of handlers.expressions.splice(0, handlers.expressions.length - 1))
      factory.body.body.push({ type: "ExpressionStatement", expression, start: 0, end: 0 });
    handlers = handlers.expressions[0]!;
  }
  const body = inlineSmall([...factory.body.body, { ...last, argument: handlers! }]);
  const elements = (handlers as ArrayExpression).elements;
  factory.body.body = perHandler(body, elements as FunctionExpression[]);
  return factory;
}

/** One text of the file and what it imports, or why there is none: a file that is missing, a syntax error, syntax that cannot be lowered. */
async function lower(file: string, name: string): Promise<BuildResult<{ write: false }>> {
  try {
    return await build({ ...bundleOptions, entryPoints: [file] });
  } catch (error) {
    const found = (error as Partial<BuildFailure>).errors;
    if (found === undefined) throw error;
    const details = found.map(({ text, location }) =>
      location ? `${basename(location.file)}:${location.line}:${location.column + 1}: ${text}` : text,
    );
    throw new BuildError("partition", `${name}: cannot be bundled`, details);
  }
}

type Factory = FunctionNode & { body: { body: Statement[] } };

/** The exported function, and the declarations of the messages it uses. */
function split(program: Program, name: string, factoryName: string): { factory: Factory; helpers: Statement[] } {
  const helpers: Statement[] = [];
  let factory: Factory | undefined;
  for (const statement of program.body) {
    if (statement.type === "FunctionDeclaration" && statement.id.name === factoryName) factory = statement;
    else if (statement.type === "FunctionDeclaration") helpers.push(statement);
    else if (statement.type === "VariableDeclaration") helpers.push(statement);
    else if (statement.type !== "ExportNamedDeclaration")
      throw new BuildError("partition", `${name}: a module of it does something besides declaring (${statement.type})`);
  }
  if (!factory) throw new BuildError("partition", `${name}: exports no function named ${factoryName}`);
  return { factory, helpers };
}

function orderHandlers(factory: Factory, name: string, handlers: readonly string[]): void {
  const last = factory.body.body.at(-1);
  if (last?.type !== "ReturnStatement" || last.argument?.type !== "ObjectExpression")
    throw new BuildError("partition", `${name}: its last statement does not return its handlers as an object`);
  const found = new Map<string, Property>();
  for (const property of last.argument.properties) {
    if (
      property.type !== "Property" ||
      property.key.type !== "Identifier" ||
      property.value.type !== "FunctionExpression"
    )
      throw new BuildError("partition", `${name}: a handler is not a method with a plain name`);
    found.set(property.key.name, property);
  }
  const missing = handlers.filter((handler) => !found.has(handler));
  const extra = [...found.keys()].filter((handler) => !handlers.includes(handler));
  if (missing.length > 0)
    throw new BuildError("partition", `${name}: system.ts calls ${missing.join(", ")}, which it lacks`);
  if (extra.length > 0)
    throw new BuildError("partition", `${name}: nothing in system.ts calls its ${extra.join(", ")}`);
  const elements = handlers.map((handler) => found.get(handler)!.value);
  last.argument = { type: "ArrayExpression", elements, start: 0, end: 0 };
}
