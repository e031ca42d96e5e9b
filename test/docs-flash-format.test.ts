// docs/flash-format.md and the store say the same: the vectors of the page are made anew from its layouts, without the store's code, and
// compared with what the store writes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import nacl from "tweetnacl";
import { crc32, fromByteString, hex, toByteString } from "../bench/byte-string.ts";
import { arrayFlash, chainRoot } from "../bench/flash-part.ts";
import { exportLog } from "../bench/log-file.ts";
import { NorArray } from "../bench/parts/nor-array.ts";
import type { Processor } from "../hal/processor.ts";
import { beginImage, commitImage, isReady, openImages, prepareImage, writeImage } from "../firmware/store/image.ts";
import { appendEntry, openLog, payloadBytes as logPayload, provision, textBytes } from "../firmware/store/log.ts";
import { imagesState, logState, openMedium, valuesState } from "../firmware/store/store.ts";
import { openValues, payloadBytes as valuePayload, putValue } from "../firmware/store/values.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../docs/flash-format.md", import.meta.url)), "utf8");
const VALUES_AT = 16384;
const IMAGE_AT = 32768;

function vector(title: string): string {
  const found = PAGE.split(`**${title}**\n\n\`\`\`text\n`);
  assert.equal(found.length, 2, title);
  return found[1]!.split("```")[0]!.replace(/\s/g, "");
}

function input(name: string): string {
  const row = PAGE.split("\n").find((line) => line.startsWith(`| ${name} `));
  return Buffer.from(row!.split("|")[2]!.trim(), "hex").toString("latin1");
}

const u32 = (value: number): string => Buffer.from(value.toString(16).padStart(8, "0"), "hex").toString("latin1");
const ones = (text: string, length: number): string => text.padEnd(length, "\xff");
const withCrc = (text: string): string => text + u32(crc32(text));

function seal(purpose: string, sequence: number, chainKey: string, text: string): string {
  const nonce = input("meter id") + purpose + "\x02" + "\0".repeat(10) + u32(sequence);
  const bytes = ["\0".repeat(32) + text, nonce, chainKey + input("root")].map(fromByteString);
  return toByteString(nacl.secretbox(bytes[0]!, bytes[1]!, bytes[2]!));
}

/** By the page alone. */
function recomputed(): Record<string, string> {
  const header = (number: string, slotBytes: string): string =>
    withCrc("HS\x01" + number + slotBytes + "\xff\xff\xff" + u32(4)).repeat(2);
  const first = ones("\x80\x08" + u32(1) + u32(0) + u32(0), 22);
  const firstBox = seal("\x03", 1, input("first chain key"), first);
  const second = ones("\x81\x05" + u32(2) + "hello", 22);
  const secondBox = seal("\x03", 2, firstBox.slice(16, 32), second);
  const slot = (text: string, box: string): string => "\xff\xf0" + withCrc(text + box.slice(0, 16));
  const value = (text: string): string => "\xff\xf0" + withCrc(ones(text, 26));
  const image = "HI\x01\x04" + u32(1) + u32(1_768_500_000) + u32(6) + u32(crc32(u32(crc32("tariff"))));
  return {
    "header of the log's first sector, both copies": header("\x02", "\x40"),
    "log slot of record 1, its key destroyed": slot(first, firstBox) + "\0".repeat(20),
    "log slot of record 2, with the key of record 3": slot(second, secondBox) + withCrc(secondBox.slice(16, 32)),
    "value slot, end of the copy of nothing": value("\xff\0" + u32(1)),
    "value slot, value 3": value("\x83\x05" + u32(2) + "hello"),
    "first bytes of the image's place": withCrc(image) + "\xff\xf0\xf0\xff",
    "the log exported":
      "HL1" +
      input("meter id") +
      "\x02\x16" +
      u32(2) +
      first +
      firstBox.slice(0, 16) +
      second +
      secondBox.slice(0, 16) +
      seal("\x04", 2, secondBox.slice(16, 32), "").slice(0, 16),
  };
}

/** By the store. */
function written(): Record<string, string> {
  const keys = { meterId: input("meter id"), root: input("root"), firstKeys: new Map([[2, input("first chain key")]]) };
  const store = new NorArray(65536, () => 0);
  const processor = { crc32, toBytes: fromByteString, toText: toByteString } as unknown as Processor;
  const medium = openMedium(processor, arrayFlash(store));
  const values = valuesState(medium, 6, VALUES_AT, 16384, 32, 8);
  assert.ok(openValues(values) && putValue(values, 3, "hello"));
  const images = imagesState(medium, 4, IMAGE_AT, 16384);
  assert.ok(openImages(images) && beginImage(images, 0));
  while (!isReady(images)) prepareImage(images);
  assert.ok(writeImage(images, "tariff") && commitImage(images, 1, 1_768_500_000));
  const log = logState(medium, 2, 0, 16384, 64, chainRoot(keys));
  assert.ok(openLog(log) && provision(log, input("first chain key")) && appendEntry(log, "hello", 1));
  const at = (address: number, length: number): string => toByteString(store.read(address, length));
  return {
    "header of the log's first sector, both copies": at(0, 32),
    "log slot of record 1, its key destroyed": at(64, 64),
    "log slot of record 2, with the key of record 3": at(128, 64),
    "value slot, end of the copy of nothing": at(VALUES_AT + 32, 32),
    "value slot, value 3": at(VALUES_AT + 64, 32),
    "first bytes of the image's place": at(IMAGE_AT, 28),
    "the log exported": exportLog(log),
  };
}

describe("docs/flash-format.md", () => {
  it("has vectors that follow from its layouts", () => {
    for (const [title, bytes] of Object.entries(recomputed())) assert.equal(vector(title), hex(bytes), title);
  });

  it("has vectors that the store writes", () => {
    for (const [title, bytes] of Object.entries(written())) assert.equal(vector(title), hex(bytes), title);
    assert.equal(PAGE.split("```text").length - 1, Object.keys(written()).length);
  });

  it("has the sizes that the store has", () => {
    const rows = [...PAGE.matchAll(/^\| (\d+) +\| (\d+) +\| (\d*) +\| (\d*) +\|$/gm)].map(([, ...cells]) =>
      cells.map(Number),
    );
    assert.deepEqual(rows.length, 3);
    for (const [slot, value, payload, text] of rows) {
      assert.equal(value, valuePayload(slot!));
      if (payload! > 0) assert.deepEqual([payload, text], [logPayload(slot!), textBytes(slot!)]);
    }
  });
});
