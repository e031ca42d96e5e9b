// Cuts the supply of a segment at every flash event of its script: each program at each of its bytes, each erase in each shape, an erase
// that is under way torn with them. After each cut the part is started anew and must keep every promise; then the script goes on as if nothing
// had been. A second cut may strike while the first is being mended. A failure bears an id by which it is replayed alone.

import { createHash } from "node:crypto";
import { Random } from "../../bench/engine/random.ts";
import { ERASE_SHAPES, NorArray, PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import type { EraseShape, NorSnapshot, ProgramShape } from "../../bench/parts/nor-array.ts";
import { life } from "./life.ts";
import type { Operation, Subject } from "./operation.ts";
import { ArrayFlash, PART_BYTES, PowerCut, SEGMENT_BYTES, segmentAddress } from "./rig.ts";
import type { FlashEvent, SegmentName } from "./rig.ts";
import { afterwards, script, subject } from "./script.ts";

const ERASE_POLLS = 3;

/** How a cut strikes: after so many bytes of a program, or in an erase; `event` counts the flash events of its operation or life. */
export interface Tear {
  readonly event: number;
  readonly byte: number;
  readonly shape: ProgramShape | EraseShape;
}

export interface Point extends Tear {
  readonly segment: SegmentName;
  readonly operation: number;
  readonly seed: number;
}

/** What the first boot after a cut came to. */
export interface Recovered {
  /** Its flash events. */
  readonly events: number;
  /** Hash of the segment's cells, "" where some of them are weak: then no two cases are known to be the same. Only where it was asked for. */
  readonly cells: string;
}

export interface Life {
  /** All flash events after the first cut, where there was no second one. */
  readonly events: readonly FlashEvent[];
  readonly boot: Recovered;
}

export function tearText(tear: Tear): string {
  return `${tear.event}:${tear.byte}:${tear.shape}`;
}

export function pointText(point: Point, second?: Tear): string {
  const first = `${point.segment}:${point.operation}:${tearText(point)}:${point.seed}`;
  return second ? `${first}/${tearText(second)}` : first;
}

/** A cut after which a promise was broken. Its message begins with the id. */
export class CutFailure extends Error {
  constructor(point: Point, second: Tear | undefined, cause: unknown) {
    super(`${pointText(point, second)} ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** FNV-1a: what is left to chance in a case depends on its id alone. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** All tears of one flash event. The shapes of programs take turns, so that each meets each position in the course of a script. */
export function* tears(event: FlashEvent, index: number): Generator<Tear> {
  if (event.kind === "erase") for (const shape of ERASE_SHAPES) yield { event: index, byte: 0, shape };
  else {
    yield { event: index, byte: 0, shape: "clean" };
    for (let byte = 0; byte <= event.bytes.length; byte++) {
      const shape = PROGRAM_SHAPES[(byte + index) % PROGRAM_SHAPES.length]!;
      if (byte > 0 || shape !== "clean") yield { event: index, byte, shape };
    }
  }
}

export class Cutter {
  readonly segment: SegmentName;
  readonly seed: number;
  readonly #array: NorArray;
  readonly #hashes: boolean;
  #random = new Random(0);
  #master: Subject;
  #before: NorSnapshot | undefined;
  #first: { readonly event: FlashEvent; readonly erasing: number } | undefined;

  /** `hashes`: images are to be told apart. */
  constructor(segment: SegmentName, seed: number, hashes = false) {
    this.segment = segment;
    this.seed = seed;
    this.#hashes = hashes;
    this.#array = new NorArray(PART_BYTES, () => this.#random.uint32());
    this.#random = new Random(seed);
    // What is not the segment's own is neither blank nor anything that the store knows.
    for (let at = 0; at < PART_BYTES; at++) this.#array.cells[at] = this.#random.uint32();
    const own = segmentAddress(segment);
    this.#array.cells.fill(0xff, own, own + SEGMENT_BYTES);
    this.#master = subject(segment);
  }

  /** Runs the script; `visit` is called before each flash event with its operation, its index and what it is. */
  run(visit: (operation: number, index: number, event: FlashEvent) => void): void {
    const flash = new ArrayFlash(this.#array);
    flash.erasePolls = ERASE_POLLS;
    this.#master.open(flash);
    script(this.segment, this.seed).forEach((operation, index) => {
      let events = 0;
      flash.before = (event) => {
        this.#first = { event, erasing: event.kind === "erase" ? -1 : flash.erasing };
        this.#before = this.#array.snapshot();
        visit(index, events++, event);
        this.#array.restore(this.#before);
      };
      this.#master.perform(operation);
      this.#master.idle();
      this.#master.idle();
    });
  }

  /**
   * One case, within `visit`: cut there, and once more where `second` is given. CutFailure where a promise is broken.
   */
  cut(operation: number, tear: Tear, second?: Tear): Life {
    const point: Point = { segment: this.segment, operation, seed: this.seed, ...tear };
    const chance = hash(pointText(point, second));
    this.#array.restore(this.#before!);
    this.#random = new Random(hash(pointText(point)));
    const events: FlashEvent[] = [];
    let boot: Recovered = { events: 0, cells: "" };
    try {
      this.#tear(this.#first!.event, tear, this.#first!.erasing);
      const survivor = this.#master.fork();
      const work = afterwards(this.segment, new Random(hash(pointText(point))));
      if (!second)
        this.#live(
          survivor,
          work,
          chance,
          (event) => void events.push(event),
          () => void (boot = this.#image(events.length)),
        );
      else this.#liveTwice(survivor, work, chance, second);
    } catch (error) {
      throw new CutFailure(point, second, error);
    }
    return { events, boot };
  }

  #image(events: number): Recovered {
    if (!this.#hashes) return { events, cells: "" };
    const own = segmentAddress(this.segment);
    const cells = this.#array.cells.subarray(own, own + SEGMENT_BYTES);
    return { events, cells: this.#array.weakBits > 0 ? "" : createHash("sha1").update(cells).digest("base64") };
  }

  #tear(event: FlashEvent, tear: Tear, erasing: number): void {
    if (event.kind === "erase") this.#array.tearErase(event.address, tear.shape as EraseShape);
    else this.#array.tearProgram(event.address, event.bytes, tear.byte, tear.shape as ProgramShape);
    if (erasing >= 0) this.#array.tearErase(erasing, ERASE_SHAPES[this.#random.below(ERASE_SHAPES.length)]!);
  }

  #live(
    survivor: Subject,
    work: Operation[],
    chance: number,
    before: (event: FlashEvent, flash: ArrayFlash) => void,
    recovered: () => void = () => undefined,
  ): void {
    const reference = { segment: this.segment, cells: this.#before!.cells };
    life(this.#array, survivor, work, chance, reference, before, recovered);
  }

  #liveTwice(survivor: Subject, work: Operation[], chance: number, second: Tear): void {
    let events = 0;
    let struck = false;
    try {
      this.#live(survivor, work, chance, (event, flash) => {
        if (events++ !== second.event) return;
        struck = true;
        this.#tear(event, second, event.kind === "erase" ? -1 : flash.erasing);
        throw new PowerCut();
      });
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    if (struck) this.#live(survivor.fork(), work, chance + 1, () => undefined);
  }
}
