// The engine's image: which file is refused, and with which command it is written, tried on a program that only says how it was called. And
// flash.sh as it is typed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { checkImage, imageCommand, writeImage } from "../../tools/flash/engine-image.ts";
import { FlashError } from "../../tools/flash/errors.ts";
import { offSwitchBoard } from "./rig.ts";

const ROOT = join(import.meta.dirname, "../..");
const REMEDY = "Download Espruino 2v29 for NUCLEOF401RE from espruino.com: the file that ends in .bin.";

/** As much of an image as is looked at. */
function image(size = 250_000, names = "\0NUCLEOF401RE\0 \x002v29\0", entry = 0x08000101): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(0x20018000, 0);
  bytes.writeUInt32LE(entry, 4);
  bytes.write(names, Math.min(1000, size - 50), "latin1");
  return bytes;
}

describe("the engine's image", () => {
  const folder = mkdtempSync(join(tmpdir(), "hasm-image-"));
  const file = join(folder, "espruino.bin");
  after(() => rmSync(folder, { recursive: true }));

  const verdict = (bytes: Buffer): string => {
    writeFileSync(file, bytes);
    try {
      checkImage(file, offSwitchBoard);
      return "good";
    } catch (error) {
      assert.ok(error instanceof FlashError);
      assert.deepEqual([error.fault, error.remedy], ["bad-image", REMEDY]);
      return error.message.replace(`${file} is no engine for a NUCLEOF401RE: `, "");
    }
  };

  it("is taken where it is this board's", () => assert.equal(verdict(image()), "good"));

  const bad: readonly (readonly [string, Buffer, string])[] = [
    ["Intel hex", Buffer.from(":020000040800F2\n"), "it is no raw image, but Intel hex or ELF"],
    ["ELF", Buffer.concat([Buffer.from("\x7fELF"), image()]), "it is no raw image, but Intel hex or ELF"],
    ["cut short", image(5000), "5000 bytes are too few"],
    ["as long as a larger chip", image(0x60001), "393217 bytes would reach into Storage, which begins after 393216"],
    ["made for a boot loader's place", image(250_000, undefined, 0x08080101), "it does not begin at 0x08000000"],
    ["no program", Buffer.alloc(250_000), "it does not begin at 0x08000000"],
    ["another board's", image(250_000, "\0STM32F4DISCOVERY\0 \x002v29\0"), "it does not name that board"],
    ["an older release", image(250_000, "\0NUCLEOF401RE\0 \x002v25\0"), "it is not of release 2v29"],
  ];
  for (const [name, bytes, says] of bad) it(`is refused: ${name}`, () => assert.equal(verdict(bytes), says));

  it("is refused where it cannot be read", () => {
    assert.throws(() => checkImage("/nowhere.bin", offSwitchBoard), {
      message: "/nowhere.bin is no engine for a NUCLEOF401RE: it cannot be read: ENOENT",
    });
  });

  describe("is written", () => {
    const program = (name: string, status = 0): string => {
      const bin = join(folder, `${name}-${status}`);
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, name), `#!/bin/sh\necho "$@" > ${join(folder, "called")}\nexit ${status}\n`);
      chmodSync(join(bin, name), 0o755);
      return bin;
    };

    it("by st-flash where there is one, else by dfu-util, else not", () => {
      const both = [program("dfu-util"), program("st-flash")].join(delimiter);
      assert.deepEqual(imageCommand("e.bin", both), ["st-flash", "--reset", "write", "e.bin", "0x08000000"]);
      const command = ["dfu-util", "-a", "0", "-s", "0x08000000:leave", "-D", "e.bin"];
      assert.deepEqual(imageCommand("e.bin", program("dfu-util")), command);
      assert.throws(() => imageCommand("e.bin", folder), {
        fault: "no-program",
        message: "neither st-flash nor dfu-util is there to write the engine",
        remedy:
          "Install one: sudo apt-get install stlink-tools (or dfu-util, for a board in DFU mode); macOS: brew install stlink.",
      });
    });

    it("with exactly that command, and says when it fails", () => {
      const [, ...args] = imageCommand("e.bin", program("st-flash"));
      writeImage([join(program("st-flash"), "st-flash"), ...args]);
      assert.equal(readFileSync(join(folder, "called"), "utf8"), "--reset write e.bin 0x08000000\n");
      const failing = join(program("st-flash", 3), "st-flash");
      assert.throws(() => writeImage([failing, ...args]), {
        fault: "program-failed",
        message: `${failing} --reset write e.bin 0x08000000 failed: status 3`,
        remedy:
          "Plug in the board's ST-LINK (for dfu-util: hold BOOT0 at a reset, and plug in its own USB), and run this again.",
      });
    });
  });
});

describe("flash.sh", () => {
  const flash = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(join(ROOT, "flash.sh"), args, { encoding: "utf8" });

  it("explains itself", () => {
    const { status, stdout } = flash("--help");
    assert.equal(status, 0);
    for (const word of ["--port", "--keys", "--engine", "--lock", "--dry-run"]) assert.ok(stdout.includes(word), word);
  });

  it("refuses a board that it does not know", () => {
    const { status, stderr } = flash("fridge", "--port", "/dev/ttyACM0");
    assert.equal(status, 1);
    assert.equal(
      stderr,
      "error: command-argument value 'fridge' is invalid for argument 'board'. Allowed choices are meter, off-switch.\n",
    );
  });

  it("says what is wrong and what to do, without a stack", () => {
    const { status, stderr } = flash("meter", "--port", "/dev/ttyNONE", "--keys", "/nowhere");
    const remedy = "Give the folder that `npx hasm provision --meter ID --out DIR` made: --keys DIR/ID.";
    assert.deepEqual([status, stderr], [1, `there is no /nowhere\n  ${remedy}\n`]);
  });
});
