// The contract of hal/nor-flash.ts as plain steps, so that the same ones run on a virtual board and, as a script, on any engine: a real
// board with a real part included. The steps leave nothing of what was in the sectors that they use.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";

/** Those of the contract; "fault" is the property, and "ended" waits for the end of an erase, two seconds at most. */
export type NorOperation = "read" | "program" | "erase" | "isErasing" | "fault" | "ended";
export type NorValue = number | string | boolean;
/** Operation, arguments, what comes back. Strings are byte strings. */
export type NorStep = readonly [NorOperation, readonly (number | string)[], NorValue];

export interface NorGroup {
  readonly title: string;
  readonly steps: readonly NorStep[];
}

const ones = (count: number): string => "\xff".repeat(count);
/** All byte values, rotated by `from`. */
export const allBytes = (from = 0): string =>
  String.fromCharCode(...Array.from({ length: PAGE_BYTES }, (_, i) => (i + from) & 255));

const cleared = (sector: number): NorStep[] => [
  ["erase", [sector], true],
  ["ended", [], true],
  ["isErasing", [], false],
];

/** On a part of `bytes`; its last three sectors are used. */
export function norGroups(bytes: number): readonly NorGroup[] {
  const third = bytes - SECTOR_BYTES;
  const second = third - SECTOR_BYTES;
  const first = second - SECTOR_BYTES;
  const page = allBytes();
  const refused = (step: NorStep[]): NorStep[] => [...step, ["fault", [], 0]];
  return [
    {
      title: "an erased sector reads as ones, up to the last byte of the part",
      steps: [
        ...cleared(third),
        ["read", [third, 256], ones(256)],
        ["read", [third + 1000, 1], "\xff"],
        ["read", [bytes - 256, 256], ones(256)],
        ["read", [bytes - 1, 1], "\xff"],
        ["fault", [], 0],
      ],
    },
    {
      title: "what was programmed is read, of any value, at any place, over the border of two pages and of two sectors",
      steps: [
        ...cleared(first),
        ...cleared(second),
        ["program", [first, page], true],
        ["read", [first, 256], page],
        ["program", [second - 3, "abc"], true],
        ["program", [second, allBytes(7)], true],
        ["read", [second - 5, 9], "\xff\xffabc\x07\x08\x09\x0a"],
        ["read", [second - 128, 256], ones(125) + "abc" + allBytes(7).slice(0, 128)],
        ["read", [first + 200, 100], page.slice(200) + ones(44)],
        ["program", [second + 255, "\0"], true],
        ["read", [second + 254, 3], "\x05\0\xff"],
      ],
    },
    {
      title: "a program clears bits and sets none, and leaves the bytes around it alone",
      steps: [
        ...cleared(first),
        ["program", [first + 16, "\xf0\xf0\xf0\xf0"], true],
        ["program", [first + 17, "\x3c\xff"], true],
        ["read", [first + 14, 8], "\xff\xff\xf0\x30\xf0\xf0\xff\xff"],
        ["program", [first + 18, "\x0f\x0f\x0f\x0f"], true],
        ["read", [first + 14, 8], "\xff\xff\xf0\x30\0\0\x0f\x0f"],
        ["program", [first + 2, "\x01"], true],
        ["read", [first, 4], "\xff\xff\x01\xff"],
        ["program", [first, ones(256)], true],
        ["read", [first + 14, 8], "\xff\xff\xf0\x30\0\0\x0f\x0f"],
      ],
    },
    {
      title: "a program that would leave its page, or has no bytes, is refused and changes nothing",
      steps: refused([
        ...cleared(first),
        ["program", [first + 250, "1234567"], false],
        ["program", [first + 1, page], false],
        ["program", [first, page + "\0"], false],
        ["program", [first, ""], false],
        ["read", [first, 256], ones(256)],
        ["read", [first + 256, 16], ones(16)],
        ["program", [first + 250, "123456"], true],
        ["read", [first + 248, 10], "\xff\xff123456\xff\xff"],
      ]),
    },
    {
      title: "addresses and lengths outside are refused",
      steps: refused([
        ["read", [bytes, 1], ""],
        ["read", [bytes - 1, 2], ""],
        ["read", [-1, 2], ""],
        ["read", [0, 0], ""],
        ["read", [0, -1], ""],
        ["read", [first, 257], ""],
        ["program", [bytes, "a"], false],
        ["program", [-1, "a"], false],
        ["program", [bytes * 1024, "a"], false],
        ["erase", [bytes], false],
        ["erase", [-SECTOR_BYTES], false],
        ["erase", [first + 1], false],
        ["erase", [first + PAGE_BYTES], false],
        ["isErasing", [], false],
      ]),
    },
    {
      title: "an erase clears one sector and no other",
      steps: [
        ...cleared(first),
        ...cleared(second),
        ...cleared(third),
        ["program", [second - 2, "ab"], true],
        ["program", [second, "cd"], true],
        ["program", [third - 2, "ef"], true],
        ["program", [third, "gh"], true],
        ...cleared(second),
        ["read", [second - 2, 4], "ab\xff\xff"],
        ["read", [third - 2, 4], "\xff\xffgh"],
        ["program", [second, "ij"], true],
        ["read", [second - 2, 4], "abij"],
      ],
    },
    {
      title: "reads and programs go on beside an erase, and the erase ends",
      steps: [
        ...cleared(first),
        ...cleared(second),
        ["program", [first, "first"], true],
        ["program", [second, "second"], true],
        ["erase", [second], true],
        ["read", [first, 6], "first\xff"],
        ["program", [first + 5, "-"], true],
        ["program", [first + 512, page], true],
        ["read", [first, 7], "first-\xff"],
        ["read", [first + 512, 256], page],
        ["ended", [], true],
        ["read", [second, 256], ones(256)],
        ["read", [first, 7], "first-\xff"],
        ["fault", [], 0],
      ],
    },
  ];
}

const literal = (value: NorValue): string =>
  // Base64: no control characters and no bytes above 127, which not every way to a board lets pass.
  typeof value === "string" && value !== ""
    ? `atob("${Buffer.from(value, "latin1").toString("base64")}")`
    : JSON.stringify(value);

/**
 * The entry of a script for an engine, to be bundled. `open`: the statements that make the part `nor`. It gives `report`, a function's name,
 * the list of steps that went wrong: [group, step, what came back], a byte string as base64.
 */
export function norScript(open: string, groups: readonly NorGroup[], report: string): string {
  const calls = groups.flatMap(({ steps }, group) =>
    steps.map(([operation, values, expected], step) => {
      const call =
        operation === "fault"
          ? "nor.fault"
          : `${operation === "ended" ? "ended" : `nor.${operation}`}(${values.map(literal).join(", ")})`;
      return `check(${group}, ${step}, ${call}, ${literal(expected)});`;
    }),
  );
  return `${open}
  const wrong = [];
  const check = function (group, step, got, expected) {
    if (got !== expected) wrong.push([group, step, typeof got === "string" ? btoa(got) : got]);
  };
  const ended = function () {
    const until = getTime() + 2;
    while (nor.isErasing() && getTime() < until);
    return !nor.isErasing();
  };
  ${calls.join("\n  ")}
  ${report}(wrong);`;
}
