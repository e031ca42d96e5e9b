// The board's own secretbox beside NaCl's: published vectors, random messages of every length that matters, forgeries, and the same on
// the real engines. (That the pruned tweetnacl below it is tweetnacl: secretbox.test.ts.)

import assert from "node:assert/strict";
import { build } from "esbuild";
import fc from "fast-check";
import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import type { secretBox } from "../../firmware/crypto/secretbox.ts";
import { bundleOptions } from "../../tools/build/esbuild-options.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { tweetnaclPlugin } from "../../tools/prune-tweetnacl.ts";
import { runOn } from "../dialect/engines.ts";
import { PROCESSOR } from "../store/rig.ts";

type Box = typeof secretBox;
/** SEAL, OPEN and STREAM of the module, which a type cannot bring along. */
const [SEAL, OPEN, STREAM] = [0, 1, 2];
const ROOTS = ["crypto_stream_xor", "crypto_onetimeauth", "crypto_onetimeauth_verify"];

/** The module and what it needs, as ES module text. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions,
    stdin: { contents, resolveDir: ROOT, sourcefile: "box.ts", loader: "ts" },
    plugins: [tweetnaclPlugin(ROOTS)],
  });
  return outputFiles[0]!.text;
}

const bytes = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(toByteString);
const message = fc.uint8Array({ minLength: 0, maxLength: 200 }).map(toByteString);

describe("the board's secretbox", () => {
  let box: (way: number, text: string, nonce: string, key: string) => string;

  before(async () => {
    const text = await bundled(`export { secretBox } from "./firmware/crypto/secretbox.ts";`);
    const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
    const { secretBox: own } = (await import(url)) as { secretBox: Box };
    box = (way, input, nonce, key) => own(PROCESSOR, way, input, nonce, fromByteString(key));
  });

  const theirs = (text: string, nonce: string, key: string): string =>
    toByteString(nacl.secretbox(fromByteString(text), fromByteString(nonce), fromByteString(key)));

  it("seals to the box that NaCl seals to, and opens it", () => {
    fc.assert(
      fc.property(message, bytes(24), bytes(32), (text, nonce, key) => {
        const sealed = box(SEAL, text, nonce, key);
        assert.equal(sealed, theirs(text, nonce, key));
        assert.equal(box(OPEN, sealed, nonce, key), text);
      }),
      { numRuns: 300 },
    );
  });

  it("opens nothing that is not whole: any bit of box, nonce and key, any length", () => {
    fc.assert(
      fc.property(message, bytes(24), bytes(32), fc.nat(), (text, nonce, key, at) => {
        const sealed = theirs(text, nonce, key);
        const all = sealed + nonce + key;
        const bit = at % (8 * all.length);
        const changed =
          all.slice(0, bit >>> 3) +
          String.fromCharCode(all.charCodeAt(bit >>> 3) ^ (1 << (bit & 7))) +
          all.slice((bit >>> 3) + 1);
        const [one, two] = [sealed.length, sealed.length + 24];
        assert.equal(box(OPEN, changed.slice(0, one), changed.slice(one, two), changed.slice(two)), "");
        assert.equal(box(OPEN, sealed.slice(0, at % sealed.length), nonce, key), "");
        assert.equal(box(OPEN, sealed + "\0", nonce, key), "");
      }),
      { numRuns: 300 },
    );
  });

  it("streams what NaCl encrypts zeros to", () => {
    fc.assert(
      fc.property(bytes(24), bytes(32), (nonce, key) => {
        const { lowlevel } = nacl as unknown as {
          lowlevel: {
            crypto_stream: (to: Uint8Array, at: number, n: number, nonce: Uint8Array, key: Uint8Array) => number;
          };
        };
        const stream = new Uint8Array(32);
        lowlevel.crypto_stream(stream, 0, 32, fromByteString(nonce), fromByteString(key));
        assert.equal(box(STREAM, "", nonce, key), toByteString(stream));
      }),
    );
  });

  for (const engine of ["linux", "stm32"] as const)
    it(`says the same on the ${engine} engine`, async function () {
      const text = "A message of 96 bytes, as they all are. ".padEnd(96, "\0");
      const [nonce, key] = ["n".repeat(24), "k".repeat(32)];
      const sealed = theirs(text, nonce, key);
      const program = await bundled(
        `import { secretBox } from "./firmware/crypto/secretbox.ts";
        const p = { toBytes: E.toUint8Array, toText: (bytes) => E.toString("", bytes) };
        const key = E.toUint8Array(${JSON.stringify(key)});
        const box = secretBox(p, 0, ${JSON.stringify(text)}, ${JSON.stringify(nonce)}, key);
        print(E.toUint8Array(box).join());
        print(E.toUint8Array(secretBox(p, 1, box, ${JSON.stringify(nonce)}, key)).join());
        print(secretBox(p, 1, box, ${JSON.stringify(nonce.replace("n", "m"))}, key).length);`,
      );
      assert.deepEqual(await runOn(engine, program, this), [
        fromByteString(sealed).join(),
        fromByteString(text).join(),
        "0",
      ]);
    });
});
