// The flash part on the board's bus, reached through the board's own driver: bundled as a program, sent to the console in pieces and run
// from the heap. It reads and compares before it writes, by the page, and what it wrote it compares again.

import { parse } from "acorn";
import { build } from "esbuild";
import { crc32 } from "node:zlib";
import type { Board } from "../../boards/board.ts";
import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { bundleOptions, minifyExpression } from "../build/esbuild-options.ts";
import { ROOT } from "../build/bundle.ts";
import { EngineException } from "./console.ts";
import type { Console } from "./console.ts";
import { FlashError } from "./errors.ts";

const PAGES = SECTOR_BYTES / PAGE_BYTES;
/** Characters of the program in a line. */
const PIECE = 300;
const BLANK_PAGE = Buffer.alloc(PAGE_BYTES, 0xff);
const BLANK_CRC = crc32(BLANK_PAGE);
/** An erase takes 400 ms at most. */
const ERASE_MS = 20_000;

/** What the program answers to: names as short as the console is slow. `c` the CRCs of some pages, `r` a page, `p` programs, `e` erases. */
const ENTRY = (driver: string): string => `
  import { open } from "./hal/drivers/${driver}.ts";
  export function make(options) {
    const part = open(options);
    return {
      f: function () { return part.fault; },
      c: function (at, pages) {
        const sums = [];
        for (let i = 0; i < pages; i++) {
          const text = part.read(at + i * ${PAGE_BYTES}, ${PAGE_BYTES});
          if (text === "") throw "no page";
          sums.push(E.CRC32(text));
        }
        return sums;
      },
      r: function (at) { return btoa(part.read(at, ${PAGE_BYTES})); },
      p: function (at, text) { return part.program(at, atob(text)); },
      e: function (at) {
        if (!part.erase(at)) return false;
        while (part.isErasing());
        return part.fault === ${PART_OK};
      },
    };
  }`;

/** The program as one expression for the board's driver: an object with the functions above. */
async function loaderText({ driver, options }: NonNullable<Board["memory"]>): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions,
    stdin: { contents: ENTRY(driver), resolveDir: ROOT, sourcefile: "loader.ts", loader: "ts" },
  });
  const text = outputFiles[0]!.text;
  const exported = parse(text, { ecmaVersion: 2022, sourceType: "module" }).body.find(
    ({ type }) => type === "ExportNamedDeclaration",
  )!;
  const body = text.slice(0, exported.start);
  return minifyExpression(`(function(){${body};return make(${JSON.stringify(options)})})()`, {});
}

const FAULTS: Readonly<Record<number, string>> = {
  [PART_MISSING]: "nothing answers there",
  [PART_STUCK]: "it answers and stays busy, or takes nothing",
  [PART_NONSENSE]: "what answers is no such part",
};

export class Memory {
  readonly #console: Console;
  readonly #where: string;

  private constructor(console: Console, where: string) {
    this.#console = console;
    this.#where = where;
  }

  /** Sends the program, and looks whether the part is there. Throws FlashError. */
  static async open(console: Console, board: Board): Promise<Memory> {
    const { spi, selectPin } = board.memory!.options;
    const memory = new Memory(console, `the flash part at ${spi} with ${selectPin}`);
    const text = await loaderText(board.memory!);
    await console.evaluate('$l=""');
    for (let at = 0; at < text.length; at += PIECE)
      await console.evaluate(`($l+=${JSON.stringify(text.slice(at, at + PIECE))},0)`);
    const fault = await console.evaluate("($l=eval($l)).f()");
    if (fault !== PART_OK) throw memory.#fault(Number(fault));
    return memory;
  }

  /** Frees what it took of the heap. */
  async close(): Promise<void> {
    await this.#console.evaluate("$l=undefined");
  }

  #fault(fault: number): FlashError {
    const says = FAULTS[fault] ?? `its driver says ${fault}`;
    return new FlashError(
      "no-memory-part",
      `${this.#where} cannot be used: ${says}`,
      "Look at its wiring (boards/*/README.md) and its supply, and run this again.",
    );
  }

  async #ask(expression: string, ms?: number): Promise<unknown> {
    try {
      return await this.#console.evaluate(`$l.${expression}`, ms);
    } catch (error) {
      if (!(error instanceof EngineException)) throw error;
      throw this.#fault(Number(await this.#console.evaluate("$l.f()")));
    }
  }

  /** The CRC-32 of each page of a sector, or of the first ones. */
  async sums(sector: number, pages = PAGES): Promise<readonly number[]> {
    return (await this.#ask(`c(${sector * SECTOR_BYTES},${pages})`)) as number[];
  }

  /** Whether a sector of a ring is in use: its header stands in its first page. */
  async isBegun(sector: number): Promise<boolean> {
    return (await this.sums(sector, 1))[0] !== BLANK_CRC;
  }

  async isBlank(sector: number): Promise<boolean> {
    return (await this.sums(sector)).every((sum) => sum === BLANK_CRC);
  }

  /** The 4096 bytes of a sector; pages that are blank are not sent. */
  async read(sector: number): Promise<Buffer> {
    const bytes = Buffer.alloc(SECTOR_BYTES, 0xff);
    for (const [page, sum] of (await this.sums(sector)).entries()) {
      if (sum === BLANK_CRC) continue;
      const at = page * PAGE_BYTES;
      Buffer.from(String(await this.#ask(`r(${sector * SECTOR_BYTES + at})`)), "base64").copy(bytes, at);
    }
    return bytes;
  }

  /** Throws FlashError. */
  async erase(sector: number): Promise<void> {
    const isErased = await this.#ask(`e(${sector * SECTOR_BYTES})`, ERASE_MS);
    if (isErased !== true) throw this.#fault(Number(await this.#ask("f()")));
  }

  /** Whether a sector holds `bytes` already. */
  async holds(sector: number, bytes: Buffer): Promise<boolean> {
    const sums = await this.sums(sector);
    return sums.every((sum, page) => sum === crc32(pageOf(bytes, page)));
  }

  /** Makes a sector hold `bytes`, erased first unless it is blank. Throws FlashError. */
  async write(sector: number, bytes: Buffer): Promise<void> {
    if (!(await this.isBlank(sector))) await this.erase(sector);
    for (let page = 0; page < PAGES; page++) {
      const content = pageOf(bytes, page);
      if (content.equals(BLANK_PAGE)) continue;
      const isTaken = await this.#ask(
        `p(${sector * SECTOR_BYTES + page * PAGE_BYTES},"${content.toString("base64")}")`,
      );
      if (isTaken !== true) throw this.#fault(Number(await this.#ask("f()")));
    }
    if (await this.holds(sector, bytes)) return;
    throw new FlashError(
      "not-written",
      `sector ${sector} of ${this.#where} does not read back as it was written`,
      "Run this again. If it stays so, look at its wiring and its /WP pin, or take another part.",
    );
  }
}

function pageOf(bytes: Buffer, page: number): Buffer {
  return bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
}
