// The files of a virtual board's internal flash: written within as the engine writes, there after a reset and without supply, and cut at a byte.

import assert from "node:assert/strict";
import { BoardStorage } from "../../../bench/engine/board-storage.ts";
import { engineSuite } from "../../../tools/engine/available.ts";
import { storageImage } from "../../../tools/engine/storage-image.ts";
import { runOnFlash } from "../../../bench/cost/storage-engine.ts";
import { bench } from "./bench-board.ts";

const FILES = { room: "mark" + "\xff".repeat(12), ".x": "program" };

/** Writes within files, well and badly, in the engine's own words; says each outcome. */
const SCRIPT = `var S=require("Storage"),said=[];
function w(n,t,a){try{said.push(S.write(n,t,a))}catch(e){said.push(e.message)}said.push(""+S.read("room"))}
w("room","one",5);w("room","two",4);w("room","two",7);w("room","far",14);w("room","x",16);w("room","\\xff\\xff",8);
w("room","eight",8);w("room","",12);w("none","x",1);w("room","x",-1);w("room","\\xff",15);w("room","z",15);w("room","z",15);
said.push(S.read("room",4,3),S.read("room",4),S.read("room",15,9),S.read("room",99));`;

describe("files of a virtual board's flash", () => {
  it("stay when the board is reset, booted anew, and without supply", () => {
    const { board, lines } = bench(`var S=require("Storage");print(S.read("room"));S.write("room","on",4)`, {
      files: FILES,
    });
    board.reset();
    assert.equal(board.resets.external, 1);
    board.powerOff();
    assert.equal(board.storage.read("room"), "markon" + "\xff".repeat(10));
    board.boot(`print(require("Storage").read("room",0,6),require("Storage").list())`);
    const said = lines();
    assert.equal(said[0], FILES.room);
    assert.equal(said.at(-1), 'markon [ "room", ".x" ]');
  });

  it("take time and count what was programmed", () => {
    const { board, clock } = bench(`require("Storage").write("room","12345",4)`, { files: FILES });
    assert.equal(board.storage.programmedBytes, 5);
    clock.runUntil(1000);
    assert.equal(board.busyUs, 32);
  });

  it("are not written from the beginning, nor with anything but byte strings", () => {
    const said = (call: string): string[] =>
      bench(`try{require("Storage").${call}}catch(e){print(e.message)}`, { files: FILES }).lines();
    const refused = "the bench refuses to write a file from its beginning: the engine would replace it";
    assert.deepEqual(said(`write("room","x")`), [refused]);
    assert.deepEqual(said(`write("new","x",0)`), [refused]);
    assert.deepEqual(said(`write("room",[1],4)`), ["the bench writes byte strings only to files"]);
  });

  it("keep what was programmed before the supply went, and of the word then begun what is said", () => {
    const cutAt = (bytes: number, torn?: () => number): string | undefined => {
      const storage = new BoardStorage(FILES);
      storage.cutAfter(bytes, torn);
      const outcome = storage.write("room", "\0\0\0\0\0\0\0\0", 5, () => undefined);
      assert.equal(outcome, bytes > 8 ? "taken" : "cut");
      return storage.read("room", 4, 10);
    };
    const FF = "\xff";
    assert.equal(cutAt(0), FF.repeat(10));
    assert.equal(cutAt(2), FF + "\0\0" + FF.repeat(7));
    assert.equal(
      cutAt(0, () => 0x0f),
      FF + "\xf0\xf0\xf0" + FF.repeat(6),
    );
    assert.equal(
      cutAt(4, () => 0xff),
      FF + "\0".repeat(7) + FF.repeat(2),
    );
    assert.equal(cutAt(8), FF + "\0".repeat(8) + FF);
    assert.equal(cutAt(9), FF + "\0".repeat(8) + FF);
  });

  it("count towards a cut over several writes, and the cut is over then", () => {
    const storage = new BoardStorage(FILES);
    const write = (text: string, at: number): string => storage.write("room", text, at, () => undefined);
    storage.cutAfter(5);
    assert.deepEqual([write("abc", 4), write("def", 7), write("gh", 10)], ["taken", "cut", "taken"]);
    assert.equal(storage.read("room"), "markabcde\xffgh" + "\xff".repeat(4));
  });

  it("end the program where the supply goes, whatever it catches, also while it boots", () => {
    const write = `require("Storage").write("room","abcd",4)`;
    const body = `try{${write}}catch(e){try{print("caught")}catch(e){}try{digitalWrite("A5",1)}catch(e){}}print("on");`;
    const silent = `try{${write}}catch(e){}`;
    for (const [bundle, when] of [
      [`setTimeout(function(){${silent}},5)`, 5016],
      [silent, 16],
      [`setTimeout(function(){${body}},5);setTimeout(print,9,"later")`, 5016],
      [`${body}setTimeout(print,9,"later")`, 16],
    ] as const) {
      const { board, clock, lines } = bench("", { files: FILES });
      const levels: unknown[] = [];
      board.pin("A5").onWrite((level) => levels.push(level));
      board.powerOff();
      const cuts: number[] = [];
      board.cutInWrite(2, (timeUs) => cuts.push(timeUs));
      const startUs = clock.nowUs;
      board.boot(bundle);
      clock.runUntil(startUs + 1_000_000);
      assert.deepEqual([board.isPowered, lines(), levels], [false, [], []]);
      assert.deepEqual(cuts, [startUs + when]);
      assert.equal(board.storage.read("room", 4, 4), "ab\xff\xff");
      board.boot(`print("up")`);
      assert.deepEqual(lines(), ["up"]);
    }
  });
});

engineSuite("files of a virtual board's flash and the Linux engine", "linux", () => {
  it("agree on what is written and what is refused", async () => {
    let said = "";
    const script = `${SCRIPT}stop(said.map(function(v){return JSON.stringify(v)}).join("\\n"))`;
    await runOnFlash(storageImage(FILES), script, (stop) => {
      said = stop.said;
      return false;
    });
    const { lines } = bench(`${SCRIPT}said.forEach(function(v){print(JSON.stringify(v))})`, { files: FILES });
    const values = (texts: string[]): unknown[] => texts.map((text) => text.replaceAll("\r", ""));
    assert.deepEqual(values(lines()).map(plain), values(said.split("\n")).map(plain));
    assert.ok(said.includes("File already written with different data"));
  });
});

/** The engine writes characters above 126 as escapes; both are to be compared as what they stand for. */
function plain(text: unknown): unknown {
  return text === "undefined" ? undefined : (JSON.parse(String(text)) as unknown);
}
