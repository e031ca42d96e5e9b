// A consumer types a code that he bought, and types it again (T22).

import { KEY_TOP_UP_CODE } from "../key-file.ts";
import { makeTopUpCode } from "../top-up-code.ts";
import { UserError } from "../user-error.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { typeLine } from "./typing.ts";

/** A hundredth. */
const KIND = 0;
const VALUE = 1;

export const codeUsedTwice = attackOf(
  {
    name: "code-used-twice",
    threats: ["T22"],
    does: "Has bought a code for a hundredth of the currency, and types it three times. It is credited.",
    needs: ["central"],
  },
  function* (scene, name) {
    const { memory } = scene.bench.central;
    const key = memory.secret(KEY_TOP_UP_CODE);
    if (key === undefined) throw new UserError(`${name}: the key of top-up codes is not held here`);
    const code = makeTopUpCode(key, memory.meterId, memory.nextCodeCounter(), KIND, VALUE);
    const first = yield* typeLine(scene, code);
    const again = [yield* typeLine(scene, code), yield* typeLine(scene, code)];
    const evidence = [
      `The port said: ${first || "nothing"}. Then, to the same code: ${again.map((one) => one || "nothing").join(", ")}.`,
      ...scene.logLines("security"),
    ];
    if (first === "") return verdict(true, "noWay", evidence);
    if (!first.startsWith("credited")) return verdict(true, "lockOut", evidence);
    return verdict(!again.some((one) => one.startsWith("credited")), "codeOnce", evidence);
  },
);
