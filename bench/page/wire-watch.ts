// Listens at every port of the meter board, both ways, and keeps the latest of each. It only takes bytes off the wire and cuts them where a
// frame, a line or a telegram ends; what they mean is found when somebody looks, so that a bench that nobody watches pays nothing for it.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { Bench } from "../bench.ts";
import { hex } from "../byte-string.ts";
import { FrameReceiver } from "../frame-receiver.ts";
import { TelegramReader } from "../telegram-reader.ts";
import { portOf } from "../virtual-parts.ts";
import { mbusMeaning } from "./mbus-meaning.ts";
import { Ring } from "./ring.ts";
import { PORTS } from "./shape.ts";
import type { PortName, WireLine } from "./shape.ts";
import { telegramFigures } from "./telegram-figures.ts";
import { linkMeaning, portMeaning } from "./wire-meaning.ts";
import type { Meaning } from "./wire-meaning.ts";

/** Of each port, so that a busy one does not push out what was said at a quiet one. */
const KEPT = 120;
/** A code has 20 digits; what is longer is shown cut off. */
const LONGEST_LINE = 64;

type Way = "in" | "out";

interface Passed {
  readonly number: number;
  readonly utcMs: number;
  readonly port: PortName;
  readonly direction: Way;
  readonly kind: "frame" | "noise" | "text" | "telegram" | "mbus";
  readonly bytes: string;
}

const NOISE: Meaning = { form: "clear", meaning: "noise: no frame with a right CRC", details: [] };

export class WireWatch {
  /** Bursts of each port so far. */
  readonly counts: Readonly<Record<PortName, Record<Way, number>>>;
  readonly #bench: Bench;
  readonly #rings = new Map<PortName, Ring<Passed>>();
  #numbers = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.counts = Object.fromEntries(PORTS.map((port) => [port, { in: 0, out: 0 }])) as WireWatch["counts"];
    for (const port of PORTS) {
      this.#rings.set(port, new Ring(KEPT));
      const uart = bench.meter.uart(portOf(meterBoard, port));
      const [out, back] = [this.#listener(port, "out"), this.#listener(port, "in")];
      uart.onSent(out);
      uart.onHeard(back);
    }
  }

  /** Of the latest line: the cursor of a reader that has read all. */
  get end(): number {
    return this.#numbers;
  }

  /** The newest lines behind `cursor`, at most `most`, and how many are left out. */
  since(cursor: number, most: number): { readonly lines: readonly WireLine[]; readonly skipped: number } {
    const lines = this.#inOrder((ring) => ring.since(0).filter(({ number }) => number > cursor)).slice(-most);
    return { lines: lines.map((passed) => this.#line(passed)), skipped: this.#numbers - cursor - lines.length };
  }

  /** For whoever has just come: the newest of each port. */
  latest(ofEach: number): readonly WireLine[] {
    return this.#inOrder((ring) => ring.since(0, ofEach)).map((passed) => this.#line(passed));
  }

  #inOrder(of: (ring: Ring<Passed>) => readonly Passed[]): readonly Passed[] {
    return [...this.#rings.values()].flatMap(of).sort((one, other) => one.number - other.number);
  }

  #listener(port: PortName, direction: Way): (bytes: string) => void {
    const keep = (kind: Passed["kind"], bytes: string): void => this.#keep(port, direction, kind, bytes);
    const cut = this.#cutter(port, keep);
    return (bytes) => {
      this.counts[port][direction]++;
      cut(bytes);
    };
  }

  #cutter(port: PortName, keep: (kind: Passed["kind"], bytes: string) => void): (bytes: string) => void {
    if (port === "other-utility") return (bytes) => keep("mbus", bytes);
    if (port === "han") {
      const reader = new TelegramReader((telegram) => keep("telegram", telegram));
      return (bytes) => reader.receive(bytes);
    }
    const frames = frameCutter(keep);
    return port === "topUp" ? withLines(frames, keep) : frames;
  }

  #keep(port: PortName, direction: Way, kind: Passed["kind"], bytes: string): void {
    const number = ++this.#numbers;
    this.#rings.get(port)!.push({ number, utcMs: Math.floor(this.#bench.utcMs), port, direction, kind, bytes });
  }

  #line({ number, utcMs, port, direction, kind, bytes }: Passed): WireLine {
    const { form, meaning, details } = this.#meaning(port, direction, kind, bytes);
    const isText = kind === "telegram" || kind === "text";
    return {
      ...{ number, utcMs, port, direction, meaning, details },
      bytes: bytes.length,
      form: kind === "noise" ? "noise" : form,
      hex: isText ? "" : hex(bytes),
    };
  }

  #meaning(port: PortName, direction: Way, kind: Passed["kind"], bytes: string): Meaning {
    switch (kind) {
      case "noise":
        return NOISE;
      case "text":
        return { form: "clear", meaning: textMeaning(bytes, direction), details: [] };
      case "telegram":
        return telegramMeaning(bytes);
      case "mbus":
        return mbusMeaning(bytes, direction);
      case "frame":
        return port === "link"
          ? linkMeaning(this.#bench.keys, bytes, direction)
          : portMeaning(this.#bench.keys, bytes, direction);
    }
  }
}

type Keep = (kind: Passed["kind"], bytes: string) => void;

/** Frames, and stretches between two delimiters that are none. */
function frameCutter(keep: Keep): (bytes: string) => void {
  let latest = "";
  const receiver = new FrameReceiver((payload) => keep("frame", payload));
  return (bytes) => {
    latest = (latest + bytes).slice(-LONGEST_LINE);
    const before = receiver.refused;
    receiver.receive(bytes);
    for (let i = before; i < receiver.refused; i++) keep("noise", latest);
  };
}

/** At the port where codes are typed: lines of text, and frames. */
function withLines(frames: (bytes: string) => void, keep: Keep): (bytes: string) => void {
  let typed = "";
  return (bytes) => {
    typed += bytes;
    for (let end = typed.indexOf("\r"); end >= 0 && isText(typed.slice(0, end)); end = typed.indexOf("\r")) {
      const line = typed.slice(0, end).trim();
      if (line !== "") keep("text", line);
      typed = typed.slice(end + 1);
    }
    if (isText(typed) && typed.length <= LONGEST_LINE) return;
    frames(typed);
    typed = "";
  };
}

function telegramMeaning(telegram: string): Meaning {
  const figures = telegramFigures(telegram);
  const details = telegram.split("\r\n").filter((line) => line !== "");
  if (figures === undefined) return { form: "clear", meaning: "P1 telegram, sealed for the consumer", details };
  const { importWh, powerW, exportPowerW } = figures;
  return { form: "clear", meaning: `P1 telegram: ${importWh} Wh, ${powerW - exportPowerW} W`, details };
}

function isText(bytes: string): boolean {
  return /^[\x20-\x7e\n]*$/.test(bytes);
}

function textMeaning(line: string, direction: Way): string {
  const plain = line.slice(0, LONGEST_LINE);
  return direction === "in" ? `typed: ${plain}` : `says: ${plain}`;
}
