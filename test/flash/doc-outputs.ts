// What docs/flashing.md shows of flash.sh, as it says it to the model of a board. Run by itself it writes them into the page, with the bundles
// of this state of the repository; the test of the page (flash-docs.test.ts) compares all but their length and hash.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { Board } from "../../boards/board.ts";
import type { FlashOptions } from "../../tools/flash/flash.ts";
import { Bench, bundleOf, given, meterBoard, Meters, offSwitchBoard, run } from "./rig.ts";

export const PAGE = join(import.meta.dirname, "../../docs/flashing.md");

/** Name of a block of the page -> its lines. `bundle` gives the program of a board. */
export async function outputs(bundle: (board: Board) => Promise<string>): Promise<ReadonlyMap<string, string>> {
  const meters = new Meters();
  const keys = meters.provision("HASM0042");
  const others = meters.provision("HASM0007");
  const shown = new Map<string, string>();

  async function show(
    name: string,
    bench: Bench,
    board: Board,
    folder: string,
    options: Partial<FlashOptions> = {},
  ): Promise<void> {
    const all = { board, port: bench.port, given: given(folder, board), bundle: await bundle(board), ...options };
    const { lines, error } = await run(all);
    const said = error === undefined ? lines : [...lines, error.message, `  ${error.remedy}`];
    shown.set(name, said.join("\n").replaceAll(bench.port, "/dev/ttyACM0").replaceAll(meters.folder, "meters"));
  }

  const offSwitch = await Bench.with({ board: offSwitchBoard });
  await show("dry-run", offSwitch, offSwitchBoard, keys, { isDry: true });
  await show("new", offSwitch, offSwitchBoard, keys);
  await show("no-answer", offSwitch, offSwitchBoard, keys);
  // The bundle has done so; the small program of the page's test has not.
  offSwitch.board.live("HASM0042");
  offSwitch.board.powerOn(true);
  await show("again", offSwitch, offSwitchBoard, keys);
  offSwitch.board.powerOn(true);
  await show("other", offSwitch, offSwitchBoard, others);
  await show("lock", offSwitch, offSwitchBoard, keys, { isLocked: true });
  offSwitch.close();
  const meter = await Bench.with({ board: meterBoard, capacity: 262_144 });
  await show("meter", meter, meterBoard, keys);
  meter.close();
  meters.remove();
  return shown;
}

const BLOCK = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\\n\\n)((?:    .*\\n)+)`);
const indented = (text: string): string => text.replace(/^/gm, "    ") + "\n";

/** The block of a page as it is shown; undefined where there is none. */
export function blockOf(page: string, name: string): string | undefined {
  return BLOCK(name).exec(page)?.[2]?.replace(/^ {4}/gm, "").trimEnd();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  let page = readFileSync(PAGE, "utf8");
  for (const [name, text] of await outputs(bundleOf))
    page = page.replace(BLOCK(name), (_, start: string) => start + indented(text));
  writeFileSync(PAGE, page);
}
