// The model's rules are the code's, for every argument.

import assert from "node:assert/strict";
import * as rules from "../../firmware/off-switch/switch.ts";
import { obeyable, promelaRules, RuleError, wishClasses } from "../../verify/rules.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** The numbers of a table, in their order. */
function table(text: string, name: string): number[] {
  const body = new RegExp(`${name}[^=]*= \\{([^;]*);`).exec(text)?.[1];
  assert.ok(body);
  return [...body.matchAll(/-?\d+/g)].map(([number]) => Number(number));
}

const text = promelaRules(rules);

describe("the rules of the model", () => {
  it("are those of the code, for every argument", () => {
    const events = range(4).flatMap((event) =>
      range(2).flatMap((closed) => range(16).map((reasons) => rules.afterEvent(event, closed, reasons))),
    );
    assert.deepEqual(table(text, "AFTER_EVENT"), events);
    const local = range(15).flatMap((wanted) =>
      range(16).flatMap((obeyed) => range(16).map((reasons) => rules.afterLocal(wanted, obeyed, reasons))),
    );
    assert.deepEqual(table(text, "AFTER_LOCAL"), local);
    const opens = range(16).flatMap((reasons) => range(16).map((obeyed) => Number(rules.opens(reasons, obeyed))));
    assert.deepEqual(table(text, "OPENS"), opens);
  });

  it("take for one only wishes of the meter board that nothing tells apart", () => {
    const classes = wishClasses(rules);
    assert.equal(classes.length, 256);
    assert.deepEqual([...new Set(classes)], [0, 2, 4, 6, 8, 10, 12, 14]);
    assert.deepEqual(obeyable(rules), [0, 2, 4, 6, 8, 10, 12, 14]);
    for (const [wish, first] of classes.entries())
      for (const obeyed of obeyable(rules))
        for (const reasons of range(16))
          assert.equal(rules.afterLocal(wish, obeyed, reasons), rules.afterLocal(first, obeyed, reasons));
  });

  it("follow an edit of the code", () => {
    const edited = { ...rules, opens: () => true };
    assert.deepEqual(new Set(table(promelaRules(edited), "OPENS")), new Set([1]));
  });

  it("are refused where the code gives what are no reasons", () => {
    const refused = (edit: Partial<typeof rules>, message: string): void =>
      assert.throws(
        () => promelaRules({ ...rules, ...edit }),
        (error: unknown) => error instanceof RuleError && error.message === message,
      );
    refused({ afterEvent: () => 16 }, "afterEvent gives 16, which are no reasons");
    refused({ afterEvent: () => -2 }, "afterEvent gives -2, which are no reasons");
    refused({ afterLocal: () => -1 }, "afterLocal gives -1, which are no reasons");
    refused({ afterLocal: () => Number.NaN }, "afterLocal gives NaN, which are no reasons");
  });
});
