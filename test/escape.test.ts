// Every escape three ways: the checker refuses it in these words and by one rule; with that rule switched off nothing refuses it; and on
// the bare engine it works, so that the rule has its reason.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { confine, explain } from "../tools/confine.ts";
import { engineSuite } from "../tools/engine/available.ts";
import type { Escape } from "./escape/harness/escape.ts";
import { HARMLESS, bundleOf, heldMs, outcomeOf } from "./escape/harness/run.ts";

const FOLDER = new URL("escape/", import.meta.url);

const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts"));
const escapes = await Promise.all(
  files.map(async (file) => {
    const { escape } = (await import(new URL(file, FOLDER).href)) as { escape: Escape };
    return { name: file.replace(/\.ts$/, ""), escape };
  }),
);

describe("escapes: refused by one rule", () => {
  for (const { name, escape } of escapes) {
    it(name, () => {
      const violations = confine(bundleOf(escape.partition), ["attack"]);
      assert.deepEqual(
        violations.map(({ message }) => message),
        escape.messages,
      );
      assert.deepEqual([...new Set(violations.map(({ rule }) => rule))], [escape.rule]);
    });
  }

  it("every rule has one, and C0 judges no partition", () => {
    const attacked = new Set<string>(escapes.map(({ escape }) => escape.rule));
    assert.deepEqual(
      explain.filter(({ id }) => !attacked.has(id)).map(({ id }) => id),
      ["C0"],
    );
  });

  it("the harmless partition, which each is compared with, is not refused", () => {
    assert.deepEqual(confine(bundleOf(HARMLESS), ["attack"]), []);
  });
});

describe("escapes: not refused without that rule", () => {
  for (const { name, escape } of escapes) {
    it(name, () => {
      assert.deepEqual(confine(bundleOf(escape.partition), ["attack"], { without: [escape.rule] }), []);
    });
  }
});

engineSuite("escapes: real on the bare engine", "linux", () => {
  for (const { name, escape } of escapes) {
    it(`${name}: ${escape.title}`, async () => {
      const beganMs = performance.now();
      const without = await outcomeOf(escape.engine, HARMLESS);
      const harmlessMs = performance.now() - beganMs;
      const { output } = without;
      assert.deepEqual(
        without,
        { starts: true, escaped: false, goesOn: true, output },
        `without the attack:\n${output}`,
      );
      const isHeld = escape.engine.effect === "silences";
      const attacked = await outcomeOf(escape.engine, escape.partition, isHeld ? heldMs(harmlessMs) : undefined);
      assert.equal(attacked.starts, true, attacked.output);
      if (escape.engine.effect === "escapes") assert.equal(attacked.escaped, true, attacked.output);
      else assert.equal(attacked.goesOn, false, attacked.output);
    });
  }
});
