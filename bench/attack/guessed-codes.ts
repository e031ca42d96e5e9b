// A consumer types codes that he made up, each with the right check digit (T22).

import { Random } from "../engine/random.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { madeUpCode } from "./tools.ts";
import { typeLine } from "./typing.ts";

const CODES = 7;
const CREDITED = /^credited/;
const LOCKED = /^locked/;

export const guessedCodes = attackOf(
  {
    name: "guessed-codes",
    threats: ["T22"],
    does: `Types ${CODES} codes that he made up. The port is left locked, for ten minutes or, after more wrong codes, for longer.`,
    needs: [],
  },
  function* (scene) {
    const random = new Random(Math.floor(scene.bench.utcMs));
    const said: string[] = [];
    for (let code = 0; code < CODES; code++) said.push(yield* typeLine(scene, madeUpCode(random)));
    const isCredited = said.some((one) => CREDITED.test(one));
    const isLocked = said.some((one) => LOCKED.test(one));
    const evidence = [
      `The port said: ${said.map((one) => one || "nothing").join(", ")}.`,
      ...scene.logLines("security"),
    ];
    if (said.every((one) => one === "")) return verdict(true, "noWay", evidence);
    return verdict(!isCredited, isLocked ? "lockOut" : "codeMac", evidence);
  },
);
