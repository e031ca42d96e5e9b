// I6 and I7: segments and keys in the wrong hands or the wrong place.

import { key, segment } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const holding: readonly Broken[] = [
  {
    title: "I6 display writes the metrology log",
    breaks: ({ meter }) => {
      segment(meter, "metrology-log").writer = "display";
    },
    messages: ["I6 meter: metrology-log: its one writer is computations, not display"],
  },
  {
    title: "I6 the parameters have two writers",
    breaks: ({ meter }) => {
      const twin = { writer: "computations", baseAddress: 3328 * 1024 };
      meter.segments.push({ ...segment(meter, "parameters"), ...twin });
    },
    messages: [
      "I6 meter: parameters: its one writer is cs-security, not computations",
      "I6 meter: parameters: it has two writers, cs-security and computations; a segment has one",
      "W2 meter: parameters: it names a segment twice; a name stands for one thing",
    ],
  },
  {
    title: "I6 a log can be rewritten",
    breaks: ({ meter }) => {
      Object.assign(segment(meter, "off-switch-log"), { kind: "values", values: 4 });
    },
    messages: ['I6 meter: off-switch-log: it is declared "values" and must be "log", which nobody can rewrite'],
  },
  {
    title: "I6 credit is kept as a log",
    breaks: ({ meter }) => {
      Object.assign(segment(meter, "credit"), { kind: "log", slotBytes: 64, values: 0 });
    },
    messages: ['I6 meter: credit: it is declared "log" and must be "values"'],
  },
  {
    title: "I6 display reads the credit from the store",
    breaks: ({ meter }) => {
      segment(meter, "credit").readers.push("display");
    },
    messages: ["I6 meter: credit: display may not read it; only credit-balance may"],
  },
  {
    title: "I6 the consumption log grows into the security log",
    breaks: ({ meter }) => {
      segment(meter, "metrology-log").bytes += 4096;
    },
    messages: [
      "I6 meter: security-log: its sectors overlap those of metrology-log; writing one would overwrite the other",
    ],
  },
  {
    title: "I6 a segment begins within a sector",
    breaks: ({ meter }) => {
      segment(meter, "registers").baseAddress += 256;
    },
    messages: [
      "I6 meter: registers: 65536 bytes at 3277056 do not begin and end at a sector of 4096; an erase would take a neighbour's bytes along",
    ],
  },
  {
    title: "I6 a segment ends within a sector",
    breaks: ({ meter }) => {
      segment(meter, "tariffs").bytes -= 1;
    },
    messages: [
      "I6 meter: tariffs: 65535 bytes at 2883584 do not begin and end at a sector of 4096; an erase would take a neighbour's bytes along",
    ],
  },
  {
    title: "I6 a segment reaches past the end of the flash part",
    breaks: ({ meter }) => {
      segment(meter, "registers").bytes = 1024 * 1024;
    },
    messages: ["I6 meter: registers: 1048576 bytes at 3276800 do not lie within the 4194304 bytes of the flash part"],
  },
  {
    title: "I6 segments of three sectors",
    breaks: ({ meter, offSwitch }) => {
      segment(meter, "off-switch-log").bytes = 12_288;
      segment(offSwitch, "switch-state").bytes = 12_288;
    },
    messages: [
      "I6 meter: off-switch-log: 12288 bytes are fewer than 4 sectors; an erase could meet what was acknowledged",
      "I6 off-switch: switch-state: 12288 bytes are fewer than 4 sectors; an erase could meet what was acknowledged",
    ],
  },
  {
    title: "I6 images of two sectors and of five",
    breaks: ({ meter }) => {
      const tariffs = segment(meter, "tariffs");
      tariffs.bytes = 8192;
      const twin = { name: "credit", writer: "credit-balance", readers: [], number: 8 };
      meter.segments = meter.segments.filter(({ name }) => name !== "credit");
      meter.segments.push({ ...tariffs, ...twin, baseAddress: 3328 * 1024, bytes: 20_480 });
    },
    messages: [
      "I6 meter: tariffs: 8192 bytes are fewer than 4 sectors; an erase could meet what was acknowledged",
      'I6 meter: credit: it is declared "image" and must be "values"',
      "I6 meter: credit: its 5 sectors make no two halves; erasing for one image would meet the other",
    ],
  },
  {
    title: "I6 two segments under one number",
    breaks: ({ meter }) => {
      segment(meter, "credit").number = 1;
    },
    messages: [
      "I6 meter: credit: its number 1 is that of metrology-log; the store could take the sectors of one for the other's",
    ],
  },
  {
    title: "I6 an eighth segment",
    breaks: ({ meter }) => {
      meter.segments.push({ ...segment(meter, "credit"), name: "scratch", number: 8, baseAddress: 3328 * 1024 });
    },
    messages: [
      "I6 meter: scratch: not on the list of segments; this processor stores metrology-log, security-log, off-switch-log, tariffs, registers, tally, credit and parameters",
    ],
  },
  {
    title: "I6 display reads the registers from the store",
    breaks: ({ meter }) => {
      segment(meter, "registers").readers.push("display");
    },
    messages: ["I6 meter: registers: display may not read it; only computations may"],
  },
  {
    title: "I6 the off-switch board keeps energy registers",
    breaks: ({ meter, offSwitch }) => {
      const there = { writer: "off-switch-security", baseAddress: 640 * 1024 };
      offSwitch.segments.push({ ...segment(meter, "registers"), ...there });
    },
    messages: [
      "I6 off-switch: registers: not on the list of segments; this processor stores switch-log and switch-state",
    ],
  },
  {
    title: "I6 segments without a flash part",
    breaks: ({ offSwitch }) => {
      offSwitch.flashBytes = 0;
    },
    messages: [
      "I6 off-switch: switch-log: 524288 bytes at 0 do not lie within the 0 bytes of the flash part",
      "I6 off-switch: switch-state: 65536 bytes at 524288 do not lie within the 0 bytes of the flash part",
    ],
  },
  {
    title: "I6 link writes the record of the switch",
    breaks: ({ offSwitch }) => {
      segment(offSwitch, "switch-log").writer = "link";
    },
    messages: ["I6 off-switch: switch-log: its one writer is off-switch-security, not link"],
  },
  {
    title: "I7 computations owns a key",
    breaks: ({ meter }) => {
      key(meter, "maintenance").owner = "computations";
    },
    messages: [
      "I7 meter: maintenance: computations may own no key; only cs-security, dc-security and off-switch-security may",
    ],
  },
  {
    title: "I7 link owns the off-switch key",
    breaks: ({ offSwitch }) => {
      key(offSwitch, "off-switch").owner = "link";
    },
    messages: [
      "I7 off-switch: off-switch: link may own no key; only cs-security, dc-security and off-switch-security may",
    ],
  },
  {
    title: "I7 two security partitions share a key",
    breaks: ({ meter }) => {
      meter.keys.push({ ...key(meter, "aggregation-mask"), owner: "cs-security" });
    },
    messages: [
      "I7 meter: aggregation-mask: it is bound to dc-security and to cs-security; a key is bound to one partition",
      "W2 meter: aggregation-mask: it names a key twice; a name stands for one thing",
    ],
  },
  {
    title: "I7 dc-security seals what it likes, and may replace its mask",
    breaks: ({ meter }) => {
      key(meter, "concentrator").uses = ["round", "seal"];
      key(meter, "aggregation-mask").uses = ["prf", "change"];
    },
    messages: [
      "I7 meter: concentrator: a key of dc-security is for round and prf, not for seal",
      "I7 meter: aggregation-mask: a key of dc-security is for round and prf, not for change",
    ],
  },
  {
    title: "I7 cs-security seals rounds, and so does the other board",
    breaks: ({ meter, offSwitch }) => {
      key(meter, "consumer").uses = ["seal", "round"];
      key(offSwitch, "off-switch").uses = ["seal", "open", "round", "prf"];
    },
    messages: [
      "I7 meter: consumer: a key of cs-security is for seal, open, prf and change, not for round",
      "I7 off-switch: off-switch: a key of off-switch-security is for seal, open, change and prf, not for round",
      "I7 off-switch: off-switch: it is for prf and for seal, open and round; a pseudo-random function of any input gives away the stream under which it is sealed",
    ],
  },
  {
    title: "I7 one key makes codes and seals, another masks and seals the masked",
    breaks: ({ meter }) => {
      key(meter, "top-up-code").uses = ["prf", "seal", "change"];
      key(meter, "concentrator").uses = ["round", "prf"];
    },
    messages: [
      "I7 meter: concentrator: it is for prf and for round; a pseudo-random function of any input gives away the stream under which it is sealed",
      "I7 meter: top-up-code: it is for prf and for seal; a pseudo-random function of any input gives away the stream under which it is sealed",
    ],
  },
  {
    title: "I7 the meter keeps a copy of the off-switch key",
    breaks: ({ meter, offSwitch }) => {
      meter.keys.push({ ...key(offSwitch, "off-switch"), owner: "cs-security" });
    },
    messages: [
      "I7 meter: off-switch: an off-switch key lives on the off-switch board and at the central system, never on the meter board",
      "I7 meter and off-switch: off-switch: it is on both processors; a key is bound to one partition of one processor",
    ],
  },
  {
    title: "I7 the meter keeps an off-switch key under another name",
    breaks: ({ meter }) => {
      meter.keys.push({ ...key(meter, "central-system"), name: "off-switch-spare" });
    },
    messages: [
      "I7 meter: off-switch-spare: an off-switch key lives on the off-switch board and at the central system, never on the meter board",
    ],
  },
  {
    title: "I7 the off-switch board keeps the meter's key to the central system",
    breaks: ({ meter, offSwitch }) => {
      offSwitch.keys.push({ ...key(meter, "central-system"), owner: "off-switch-security" });
    },
    messages: [
      "I7 meter and off-switch: central-system: it is on both processors; a key is bound to one partition of one processor",
    ],
  },
];
