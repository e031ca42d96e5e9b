// What outlives the supply on both boards of a provisioned meter, kept in its folder from one run of the bench to the next: flash parts,
// the chips' files, the relay, and how late it is. It is kept before a word of the meter is heard outside, so that a run that is killed
// leaves boards that lost their supply, and never ones that have forgotten what others heard of them.
//
//   0 "HB1" · 3 meter id 8 · 11 UTC seconds 4 · 15 relay is closed 1 · six pieces, each length 4 and bytes · CRC-32 of all before 4
//   pieces, meter board then off-switch board: hasm.keys, hasm.keyb, the sectors of its flash part that are not blank (nor-image.ts)

import { join } from "node:path";
import { readU16, readU32, u32 } from "../../firmware/messages/bytes.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { Bench, BoardName } from "../bench.ts";
import { crc32, fromByteString } from "../byte-string.ts";
import { dumpedValues } from "../flash-part.ts";
import { keyRoom } from "../key-file.ts";
import { sectorsImage } from "../nor-image.ts";
import { NorArray } from "../parts/nor-array.ts";
import { closedIn, SWITCH_STATE } from "../switch-values.ts";
import { UserError } from "../user-error.ts";
import { portOf } from "../virtual-parts.ts";
import { openPrivateFolder, PrivateFolderError } from "./private-folder.ts";
import type { PrivateFolder } from "./private-folder.ts";
import { readProvisionedFile } from "./provisioned.ts";

const MAGIC = "HB1";
const HEAD_BYTES = 16;
const FILE = "boards";
const SWITCH_SEGMENT = offSwitchSystem.segments.find(({ name }) => name === SWITCH_STATE)!;
const BOARDS = ["meter", "offSwitch"] as const satisfies readonly BoardName[];
const SYSTEMS = { meter: meterSystem, offSwitch: offSwitchSystem } as const;
const PROVISIONED = { meter: "meter", offSwitch: "off-switch" } as const;
const KEYS = "hasm.keys";
const KEY_ROOM = "hasm.keyb";
const BLANK = Buffer.alloc(SECTOR_BYTES, 0xff);

export interface BoardsState {
  /** Undefined: they never ran. */
  readonly utcSeconds: number | undefined;
  readonly relayIsClosed: boolean;
  readonly files: Readonly<Record<BoardName, Readonly<Record<string, string>>>>;
  readonly memory: Readonly<Record<BoardName, NorArray>>;
}

function image({ cells }: NorArray): string {
  const sectors = new Map<number, Uint8Array>();
  for (let at = 0; at < cells.length; at += SECTOR_BYTES) {
    const sector = cells.subarray(at, at + SECTOR_BYTES);
    if (at === 0 || Buffer.compare(sector, BLANK) !== 0) sectors.set(at / SECTOR_BYTES, sector);
  }
  return sectorsImage(sectors);
}

/** Undefined where that is no image of the part. */
function part(board: BoardName, bytes: string): NorArray | undefined {
  const array = new NorArray(SYSTEMS[board].flashBytes, () => 0);
  const count = bytes.length / (2 + SECTOR_BYTES);
  if (!Number.isInteger(count) || count === 0) return undefined;
  for (let i = 0; i < count; i++) {
    const number = readU16(bytes.charAt(2 * i + 1) + bytes.charAt(2 * i), 0);
    if ((number + 1) * SECTOR_BYTES > array.cells.length) return undefined;
    const at = 2 * count + i * SECTOR_BYTES;
    array.cells.set(fromByteString(bytes.slice(at, at + SECTOR_BYTES)), number * SECTOR_BYTES);
  }
  return array;
}

/** The pieces of the file, as they are now. */
function knownTo(bench: Bench): string {
  const pieces = BOARDS.flatMap((board) => {
    const { memory } = bench[`${board}Parts`];
    memory.settle(bench.clock.nowUs);
    const { storage } = bench[board];
    return [storage.read(KEYS)!, storage.read(KEY_ROOM)!, image(memory.array)];
  });
  return pieces.map((piece) => u32(piece.length) + piece).join("");
}

function encode(bench: Bench, pieces: string): string {
  const seconds = Math.ceil(bench.utcMs / 1000);
  const head = MAGIC + bench.meterId + u32(seconds) + (bench.offSwitchParts.relay.closed ? "\x01" : "\0");
  return head + pieces + u32(crc32(head + pieces));
}

function decode(file: string, meterId: string): BoardsState | undefined {
  const end = file.length - 4;
  if (!file.startsWith(MAGIC + meterId) || crc32(file.slice(0, end)) !== readU32(file, end)) return undefined;
  const pieces: string[] = [];
  for (let at = HEAD_BYTES; at < end; at += 4 + readU32(file, at))
    pieces.push(file.slice(at + 4, at + 4 + readU32(file, at)));
  const [keys, room, cells, switchKeys, switchRoom, switchCells] = pieces;
  const meter = part("meter", cells ?? "");
  const offSwitch = part("offSwitch", switchCells ?? "");
  if (!meter || !offSwitch || pieces.length !== 6) return undefined;
  return {
    utcSeconds: readU32(file, 11),
    relayIsClosed: file[15] === "\x01",
    files: {
      meter: { [KEYS]: keys!, [KEY_ROOM]: room! },
      offSwitch: { [KEYS]: switchKeys!, [KEY_ROOM]: switchRoom! },
    },
    memory: { meter, offSwitch },
  };
}

function provisionedPart(folder: string, board: BoardName): NorArray {
  const name = `${PROVISIONED[board]}.nor`;
  const array = part(board, readProvisionedFile(folder, name));
  if (!array) throw new UserError(`${join(folder, name)} is no image of that board's flash part`);
  return array;
}

/** As the boards leave provisioning. Throws UserError. */
function provisionedBoards(folder: string): BoardsState {
  const files = (board: BoardName): Record<string, string> => ({
    [KEYS]: readProvisionedFile(folder, `${PROVISIONED[board]}.keys`),
    [KEY_ROOM]: keyRoom(),
  });
  const memory = { meter: provisionedPart(folder, "meter"), offSwitch: provisionedPart(folder, "offSwitch") };
  return {
    utcSeconds: undefined,
    relayIsClosed: closedIn(dumpedValues(memory.offSwitch.cells, SWITCH_SEGMENT)) ?? true,
    files: { meter: files("meter"), offSwitch: files("offSwitch") },
    memory,
  };
}

/** Throws UserError in place of PrivateFolderError. */
function trying<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof PrivateFolderError ? new UserError(error.message) : error;
  }
}

export class KeptBoards {
  /** What they start from. */
  readonly state: BoardsState;
  readonly #folder: PrivateFolder;
  #kept = "";

  /** `folder` is that of the meter. Nobody else runs these boards until `close`. Throws UserError. */
  constructor(folder: string, meterId: string) {
    const directory = join(folder, FILE);
    this.#folder = trying(() => openPrivateFolder(directory));
    try {
      const file = trying(() => this.#folder.read(FILE));
      const state = file === undefined ? provisionedBoards(folder) : decode(file, meterId);
      if (!state)
        throw new UserError(`${join(directory, FILE)} is damaged, or another meter's: what the boards knew is lost`);
      this.state = state;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** From now on what the boards know is kept before they are heard. Everybody who listens to a port comes after this. */
  watch(bench: Bench): void {
    bench.onWan((direction) => {
      if (direction === "out") this.keep(bench);
    });
    for (const device of ["topUp", "maintenance"])
      bench.meter.uart(portOf(meterBoard, device)).onSent(() => {
        this.keep(bench);
      });
  }

  /** Writes only where something is new but the time. Throws UserError. */
  keep(bench: Bench): void {
    const pieces = knownTo(bench);
    if (pieces !== this.#kept) this.#write(bench, pieces);
  }

  /** The end of a run: how late it is is kept, too. Throws UserError. */
  end(bench: Bench): void {
    this.#write(bench, knownTo(bench));
    this.close();
  }

  close(): void {
    trying(() => {
      this.#folder.close();
    });
  }

  #write(bench: Bench, pieces: string): void {
    trying(() => {
      this.#folder.replace(FILE, encode(bench, pieces));
    });
    this.#kept = pieces;
  }
}
