// The build: four boards, each one plain JavaScript text, refused unless policy, dialect and confinement agree with it.

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import type { Board } from "../../boards/board.ts";
import { board as f4Discovery } from "../../boards/stm32f4discovery/board.ts";
import { board as nucleo } from "../../boards/nucleo-f401re/board.ts";
import { board as qemuMeter } from "../../boards/qemu-meter/board.ts";
import { board as qemuOffSwitch } from "../../boards/qemu-off-switch/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { system as meter } from "../../firmware/meter/system.ts";
import { system as offSwitch } from "../../firmware/off-switch/system.ts";
import { confine } from "../confine.ts";
import { dialect } from "../dialect.ts";
import { checkPolicy } from "../policy/check.ts";
import { bundle, ROOT } from "./bundle.ts";
import type { Bundle, BundleOptions } from "./bundle.ts";
import { BuildError } from "./errors.ts";
import { remembered } from "./remembered.ts";

export const systems: readonly System[] = [meter, offSwitch];
export const boards: readonly Board[] = [f4Discovery, nucleo, qemuMeter, qemuOffSwitch];

export function systemOf(board: Board): System {
  return board.system === "meter" ? meter : offSwitch;
}

function refuse(
  blame: "policy" | "dialect" | "confinement",
  what: string,
  findings: readonly { message: string }[],
): void {
  if (findings.length > 0)
    throw new BuildError(
      blame,
      `${what}: refused`,
      findings.map((finding) => finding.message),
    );
}

/** Throws BuildError. */
function judge(board: string, text: string, partitions: readonly string[]): void {
  refuse("dialect", `${board}, dialect`, dialect(text));
  refuse("confinement", `${board}, confinement`, confine(text, partitions));
}

const judged = remembered((board: string, text: string, ...partitions: readonly string[]) =>
  Promise.resolve().then(() => judge(board, text, partitions)),
);

/** A board's bundle, judged. */
export async function buildBoard(board: Board, options: BundleOptions = {}): Promise<Bundle> {
  refuse("policy", "policy", checkPolicy({ systems, boards }));
  const system = systemOf(board);
  const built = await bundle(system, board, options);
  const names = system.partitions.map((partition) => partition.name);
  await judged(board.name, built.text, ...names);
  return built;
}

/** All boards, into build/<board>/bundle.js. Returns a line for each. */
export async function buildAll(): Promise<string[]> {
  const lines: string[] = [];
  for (const board of boards) {
    const { text, parts } = await buildBoard(board);
    const folder = `${ROOT}build/${board.name}`;
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/bundle.js`, text);
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const sizes = Object.entries(parts).map(([name, bytes]) => `${name} ${bytes}`);
    lines.push(`build/${board.name}/bundle.js  ${text.length} B  sha256 ${hash}  (${sizes.join(", ")})`);
  }
  return lines;
}
