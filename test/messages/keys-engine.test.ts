// keys.ts on the real engine, its counters in the engine's own memory and its key file in a variable: what it seals opens here, what is sealed
// here opens there once, over resets too, and vectors come out.

import assert from "node:assert/strict";
import { toByteString } from "../../bench/byte-string.ts";
import { keyFile } from "../../bench/key-file.ts";
import { topUpNonce } from "../../firmware/messages/top-up-code.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { fileOf, ID, roomOf } from "./key-file-rig.ts";
import { bundleKeys } from "./keys-module.ts";
import { counterOf, LETTERS, opened, plainOf, sealed } from "./keys-rig.ts";

const base64 = (text: string): string => Buffer.from(text, "latin1").toString("base64");
const inEngine = (text: string): string => `atob("${base64(text)}")`;

/** `script` calls `boot()` for keys and `say(text)`. */
async function run(file: string, script: string): Promise<string[]> {
  const text = await bundleKeys(`
    import { isOwnMemory } from "./firmware/keys/keys.ts";
    import { lentKeys } from "./test/messages/lent-keys.ts";
    import { openKeyFile } from "./firmware/keys/key-file.ts";
    import { openMedium, valuesState } from "./firmware/store/store.ts";
    import { openValues } from "./firmware/store/values.ts";
    import { open as openNor } from "./hal/drivers/ram-nor.ts";
    const files = { "hasm.keys": ${inEngine(file)}, "hasm.keyb": ${inEngine(roomOf(3))} };
    const processor = {
      crc32: E.CRC32,
      toBytes: E.toUint8Array,
      toText: (bytes) => E.toString("", bytes),
      readFile: (name, from, length) => (length ? files[name].substr(from, length) : files[name]),
      writeFile: (name, from, bytes) => {
        const text = files[name];
        files[name] = text.substr(0, from) + bytes + text.substr(from + bytes.length);
        return true;
      },
    };
    const nor = openNor({ bytes: 16384, pages: 64 });
    const say = (text) => print("#" + btoa(text));
    function boot() {
      const file = openKeyFile(processor, [9]);
      const counters = valuesState(openMedium(processor, nor), 1, 0, 16384, 32, 48);
      openValues(counters);
      say(isOwnMemory(file, counters) ? "own" : "foreign");
      return lentKeys(processor, file, counters);
    }
    ${script}`);
  const { stdout } = await runOnLinux(text, { timeoutMs: 50_000 });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    assert.ok(line.startsWith("#"), line);
    return Buffer.from(line.slice(1), "base64").toString("latin1");
  });
}

engineSuite("keys on the Linux engine", "linux", function () {
  this.timeout(60_000);

  it("seal, open once and seal a round once, also behind a reset", async () => {
    const messages = [sealed(5), sealed(5), sealed(4), sealed(6, { letter: "b" }), sealed(6)];
    const said = await run(
      fileOf(1, LETTERS),
      `for (let life = 0; life < 2; life++) {
        const keys = boot();
        const seal = keys.seal(1);
        const open = keys.open(1);
        for (const message of [${messages.map(inEngine).join(", ")}]) say(open(message));
        for (const text of [${["one", "two"].map(plainOf).map(inEngine).join(", ")}, "short"]) say(seal(text));
        for (const round of [3, 3, 2, 4]) say(keys.round(7)(round + life, ${inEngine(plainOf("round"))}));
      }`,
    );
    const [one, other] = [said.slice(0, 13), said.slice(13)];
    assert.deepEqual([one.length, other.length], [13, 13]);
    assert.deepEqual(one.slice(0, 6), ["own", plainOf("order 5"), "", "", "", plainOf("order 6")]);
    assert.deepEqual(other.slice(0, 6), ["own", "", "", "", "", ""]);
    for (const [life, first] of [
      [one, 1],
      [other, 65],
    ] as const) {
      assert.deepEqual([opened(life[6]!, 1), opened(life[7]!, 1)], [plainOf("one"), plainOf("two")]);
      assert.deepEqual([counterOf(life[6]!), counterOf(life[7]!), life[8]], [first, first + 1, ""]);
    }
    const rounds = [...one.slice(9), ...other.slice(9)].map((round) => (round === "" ? 0 : counterOf(round)));
    assert.deepEqual(rounds, [3, 0, 0, 4, 0, 0, 0, 5]);
    for (const at of [9, 12, 25]) assert.equal(opened(said[at]!, 7), plainOf("round"));
  });

  it("follow one another: the new key of the channel by its use, another at once", async () => {
    const messages = [sealed(1, { letter: "z" }), sealed(2), sealed(3, { letter: "z" }), sealed(4)];
    const said = await run(
      fileOf(1, LETTERS),
      `const keys = boot();
      const change = keys.change([1, 4]);
      const open = keys.open(1);
      const messages = [${messages.map(inEngine).join(", ")}];
      say(open(messages[0]));
      say("" + change(1, "z".repeat(32)) + change(4, "y".repeat(32)) + change(9, "x".repeat(32)));
      for (const message of messages) say(open(message));
      say(boot().seal(1)(${inEngine(plainOf("answer"))}));
      say(boot().seal(4)(${inEngine(plainOf("answer"))}));`,
    );
    assert.deepEqual(said.slice(0, 3), ["own", "", "truetruefalse"]);
    // The first message under the new key is the first that is taken: the old one is gone then.
    assert.deepEqual(said.slice(3, 7), [plainOf("order 1"), "", plainOf("order 3"), ""]);
    assert.equal(opened(said[8]!, 1, "z"), plainOf("answer"));
    assert.equal(opened(said[10]!, 4, "y"), plainOf("answer"));
  });

  it("give the vectors of the pseudo-random function, and know another meter's memory", async () => {
    const key = toByteString(Uint8Array.from(Array(32).keys()));
    const meterId = "\x11\x22\x33\x44\x55\x66\x77\x88";
    const nonces = [topUpNonce(meterId, 1, 1234), topUpNonce(meterId, 1025, 8192 + 50)];
    const said = await run(
      keyFile(ID, 1, [[9, key]]),
      `const prf = boot().prf(9);
      for (const nonce of [${nonces.map(inEngine).join(", ")}]) say(prf(nonce));
      boot().seal(9)(${inEngine(plainOf("x"))});
      files["hasm.keys"] = ${inEngine(fileOf(1, { 9: "i" }, "HASM0002"))};
      boot();`,
    );
    assert.deepEqual(said, ["own", "\x3e\x97\xa5\x24", "\x04\xfa\xb0\x8a", "own", "foreign"]);
  });
});
