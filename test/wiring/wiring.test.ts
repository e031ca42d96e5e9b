// The pictures of the wiring are those of the boards' descriptions, and a person can read them: each pin that the firmware uses is there once,
// no text lies on another or on a wire, no two wires lie on each other.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Board } from "../../boards/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { BuildError } from "../../tools/build/errors.ts";
import { boardPicture } from "../../tools/wiring/board-drawing.ts";
import { placeOf, SHAPES } from "../../tools/wiring/headers.ts";
import { pictures } from "../../tools/wiring/pictures.ts";
import { bundlesByBoard } from "../bundles.ts";
import { crosses, labels, lieTogether, overlap, segments } from "./picture.ts";

const FOLDER = join(ROOT, "docs/wiring");
const drawn = pictures();
const wired = [meterBoard, offSwitchBoard];

/** The pins of a description, each once. */
function pinsOf(board: Board): string[] {
  const parts = [...Object.values(board.parts), ...(board.memory ? [board.memory] : [])];
  const values = parts.flatMap(({ options }) => Object.values(options)).map(String);
  return [...new Set(values.filter((value) => /^[A-H]\d+$/.test(value)))].sort();
}

const all = (svg: string, pattern: RegExp): string[] => [...svg.matchAll(pattern)].map(([, found]) => found!).sort();

describe("the pictures of the wiring", () => {
  it("are what npm run wiring makes of the boards' descriptions", () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), [...drawn.keys()].sort());
    for (const [name, svg] of drawn) assert.equal(readFileSync(join(FOLDER, name), "utf8"), svg, name);
  });

  for (const board of wired)
    it(`has each pin that the ${board.system}'s bundle uses once, with its wire`, async () => {
      const svg = drawn.get(`${board.name}.svg`) ?? "";
      const { text } = (await bundlesByBoard())[board.name]!;
      const inBundle = [...new Set(all(text, /"([A-H](?:1[0-5]|\d))"/g))].sort();
      assert.deepEqual(pinsOf(board), inBundle);
      assert.deepEqual(all(svg, /<g data-pin="(\w+)"/g), inBundle);
      assert.deepEqual(all(svg, /data-label="(\w+)"/g), inBundle);
      for (const pin of inBundle) assert.match(svg, new RegExp(`>\\d+ ${pin}(?: \\([AD]\\d+\\))?</text>`));
    });

  for (const [name, svg] of drawn) {
    it(`${name}: no text lies on another, on a wire or beyond the edge`, () => {
      const texts = labels(svg);
      assert.ok(texts.length > 30);
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
      for (const [i, { text, box }] of texts.entries()) {
        const over = texts.slice(i + 1).filter((other) => overlap(box, other.box));
        assert.deepEqual(
          over.map((other) => other.text),
          [],
          `on ${text}`,
        );
        assert.deepEqual(
          segments(svg).filter((one) => crosses(one, box)),
          [],
          `through ${text}`,
        );
        assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= width! && box[3] <= height!, text);
      }
    });

    it(`${name}: no wire lies on another, and it says what it is`, () => {
      const ofPins = [...svg.matchAll(/<g data-pin="(\w+)">?.*?<\/g>/gs)].map(
        ([group, pin]) => [pin, segments(group)] as const,
      );
      for (const [i, [pin, own]] of ofPins.entries())
        for (const [other, others] of ofPins.slice(i + 1))
          assert.ok(!own.some((one) => others.some((two) => lieTogether(one, two))), `${pin} and ${other}`);
      assert.match(svg, /<title id="title">[A-Z][^<]+<\/title>\n<desc id="desc">[^<]{80,}<\/desc>/);
    });
  }

  it("has no pin that the board itself has soldered to something, but for those that only listen", () => {
    for (const board of wired) {
      const shape = SHAPES[board.name]!;
      const taken = pinsOf(board).filter((pin) => shape.taken[pin] !== undefined && shape.shared[pin] === undefined);
      assert.deepEqual(taken, []);
      for (const pin of pinsOf(board)) assert.ok(placeOf(shape, pin) !== undefined, pin);
    }
  });

  it("refuses a part that nobody can draw, and a pin that comes out nowhere", () => {
    const parts = { ...offSwitchBoard.parts, relay: { driver: "thyristor", options: {} } };
    assert.throws(
      () => boardPicture({ ...offSwitchBoard, parts }),
      new BuildError("board", "nucleo-f401re: no circuit for relay, a thyristor"),
    );
    const button = { driver: "push-button", options: { watchPin: "E5" } };
    assert.throws(
      () => boardPicture({ ...offSwitchBoard, parts: { ...offSwitchBoard.parts, button } }),
      new RangeError("nucleo-f401re: E5 is on no header"),
    );
  });

  it("is in words on the board's page: its table has the same pins", () => {
    for (const board of wired) {
      const page = readFileSync(join(ROOT, "boards", board.name, "README.md"), "utf8");
      const wiring = page.slice(0, page.indexOf("\n## Taken"));
      const rows = all(wiring, /^\|[^|]*\| ([A-H]\d+)(?: \([AD]\d+\))? +\|/gm);
      assert.deepEqual(rows, pinsOf(board));
      assert.ok(page.includes(`](../../docs/wiring/${board.name}.svg)`));
    }
  });
});
