// The two partitions of the off-switch processor as the bundle has them, without board and kernel: the very text that runs there, with the step
// budget before each call. For tests that need a thousand of them, or a month.

import assert from "node:assert/strict";
import { runInThisContext } from "node:vm";
import { parse } from "acorn";
import type { CallExpression, Expression, Program } from "acorn";
import { system } from "../../firmware/off-switch/system.ts";
import type { link } from "../../firmware/off-switch/link.ts";
import { cycleSlots } from "../../tools/build/slots.ts";
import type { Endowments, Partition } from "./rig.ts";

type Link = ReturnType<typeof link>;
type Handler = (message?: string) => void;

interface Text {
  readonly makeLink: (...endowments: Parameters<typeof link>) => Link;
  readonly makeSecurity: (...endowments: Endowments) => Partition;
}

interface Loaded {
  readonly partitions: readonly ((...endowments: readonly unknown[]) => readonly Handler[])[];
  readonly setBudget: (steps: number) => void;
}

/** The argument of the bundle's one call: an array of functions, one for each partition. */
function partitionTexts(bundle: string): string[] {
  const program: Program = parse(bundle, { ecmaVersion: 2022 });
  const [statement] = program.body;
  assert.equal(statement?.type, "VariableDeclaration");
  const call = statement.declarations.find((one) => one.init?.type === "CallExpression")?.init as CallExpression;
  const [list] = call.arguments;
  assert.equal(list?.type, "ArrayExpression");
  return list.elements.map((one) => bundle.slice((one as Expression).start, (one as Expression).end));
}

/** Throws where a handler takes more steps than its partition has. */
function budgeted(loaded: Loaded, at: number, handlers: readonly Handler[]): object {
  const { stepBudget } = system.partitions[at]!;
  const names = cycleSlots(system).filter((slot) => slot.partition === at);
  assert.equal(handlers.length, names.length);
  const named = names.map(({ handler: name }, handler) => {
    const run = (message?: string): void => {
      loaded.setBudget(stepBudget);
      handlers[handler]!(message);
    };
    return [name, run] as const;
  });
  return Object.fromEntries(named);
}

/** `bundle`: text of an off-switch board. */
export function switchText(bundle: string): Text {
  const texts = partitionTexts(bundle);
  assert.equal(texts.length, system.partitions.length);
  const source = `(function(){var $=1e9;return{partitions:[${texts.join(",")}],setBudget:function(n){$=n}}})()`;
  const loaded = runInThisContext(source) as Loaded;
  const make = (at: number, endowments: readonly unknown[]): object => {
    loaded.setBudget(system.partitions[at]!.stepBudget);
    return budgeted(loaded, at, loaded.partitions[at]!(...endowments));
  };
  return {
    makeLink: (...endowments) => make(0, endowments) as Link,
    makeSecurity: (...endowments) => make(1, endowments) as Partition,
  };
}
