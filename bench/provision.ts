// The keys of a new meter as files, each for one owner. They are made in a folder of their own that takes the meter's name when all of it
// is there, so that whatever bears a meter's name is whole. Nothing is overwritten, and no key is ever made twice.

import { join } from "node:path";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { createDiskMemory, DiskMemoryError } from "./central/disk-memory.ts";
import { writePrivateFile } from "./central/file-calls.ts";
import type { FileCalls } from "./central/file-calls.ts";
import { GROUND, tryingAs } from "./central/ground.ts";
import { channelSecrets } from "./central/memory.ts";
import { provisionedPart } from "./flash-part.ts";
import {
  concentratorKeyFile,
  consumerKeyFile,
  gatewayKeyFile,
  makeKeys,
  keyRoom,
  meterKeyFile,
  meterLogKeysFile,
  offSwitchKeyFile,
  offSwitchLogKeysFile,
  technicianKeyFile,
  vendorKeyFile,
} from "./key-file.ts";
import type { LogKeys, MeterKeys } from "./key-file.ts";
import { quoted } from "./log-file.ts";
import { norImage } from "./nor-image.ts";
import type { SwitchValues } from "./switch-values.ts";
import { reasonOf, UserError } from "./user-error.ts";

/** The content of a processor's flash part, its logs begun and its switch, where it has one, as it is to be. */
function partImage({ flashBytes, segments }: typeof meterSystem, logs: LogKeys, installed: SwitchValues): string {
  return norImage(provisionedPart(flashBytes, segments, logs, installed));
}

interface Made {
  readonly name: string;
  /** Whoever it is for, and what they do with it. */
  readonly whose: string;
  readonly content: (keys: MeterKeys, installed: SwitchValues) => string;
}

const FILES: readonly Made[] = [
  { name: "meter.keys", whose: "the meter board: hasm.keys in its Storage", content: meterKeyFile },
  {
    name: "meter.nor",
    whose: "the meter board: its flash part; destroy it then",
    content: (keys, installed) => partImage(meterSystem, keys.meterLogs, installed),
  },
  { name: "off-switch.keys", whose: "the off-switch board: hasm.keys in its Storage", content: offSwitchKeyFile },
  {
    name: "off-switch.nor",
    whose: "the off-switch board: its flash part; destroy it then",
    content: (keys, installed) => partImage(offSwitchSystem, keys.offSwitchLogs, installed),
  },
  { name: "keys.room", whose: "both boards: hasm.keyb in their Storage", content: keyRoom },
  { name: "meter-log.keys", whose: "the central system: hasm verify-log, meter board", content: meterLogKeysFile },
  {
    name: "off-switch-log.keys",
    whose: "the central system: hasm verify-log, off-switch board",
    content: offSwitchLogKeysFile,
  },
  { name: "gateway.keys", whose: "the top-up gateway", content: gatewayKeyFile },
  { name: "technician.keys", whose: "the maintenance technician", content: technicianKeyFile },
  { name: "consumer.keys", whose: "the consumer", content: consumerKeyFile },
  { name: "concentrator.keys", whose: "the data concentrator", content: concentratorKeyFile },
  { name: "vendor.keys", whose: "the vendor of top-up codes", content: vendorKeyFile },
];

/** The memory of the central system: a folder. */
const CENTRAL = "central";
const CENTRAL_WHOSE = "the central system: its memory of the meter";

const tryingSystem = tryingAs((_, message) => new UserError(message));

/** Throws UserError. */
function trying<T>(path: string, run: () => T): T {
  try {
    return tryingSystem("cannot-write", path, run);
  } catch (error) {
    throw error instanceof DiskMemoryError ? new UserError(error.message) : error;
  }
}

/** Whether it was not there before. */
function made(calls: FileCalls, folder: string): boolean {
  try {
    calls.makeDirectory(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function fill(calls: FileCalls, folder: string, keys: MeterKeys, installed: SwitchValues): void {
  for (const { name, content } of FILES)
    trying(join(folder, name), () => writePrivateFile(calls, join(folder, name), content(keys, installed)));
  trying(folder, () =>
    createDiskMemory(join(folder, CENTRAL), keys.meterId, channelSecrets(keys), { ...GROUND, calls }),
  );
  trying(folder, () => calls.syncDirectory(folder));
}

/** Runs `run`; where it fails, `undo` as well, and says so where that fails too. */
function undoing(what: string, run: () => void, undo: () => void): void {
  try {
    run();
  } catch (error) {
    try {
      undo();
    } catch (second) {
      if (error instanceof UserError)
        throw new UserError(
          `${error.message}\ncannot remove ${what}: ${reasonOf(second)}; remove it, its keys are nobody's`,
        );
    }
    throw error;
  }
}

function removeIfEmpty(calls: FileCalls, folder: string): void {
  try {
    calls.removeDirectory(folder);
  } catch (error) {
    // What is still in it was said, or is somebody else's.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}

/** Makes the meter's folder in `out`: all of it or nothing. */
function makeIn(out: string, keys: MeterKeys, installed: SwitchValues, calls: FileCalls): void {
  const { meterId } = keys;
  const folder = join(out, meterId);
  let place = `${folder}.unfinished`;
  // Asked for by its name alone: a link that leads nowhere is something, too.
  if (trying(out, () => calls.list(out)).includes(meterId))
    throw new UserError(`${folder} exists: nothing is overwritten`);
  if (!trying(place, () => made(calls, place)))
    throw new UserError(`${place} exists: a run that came to no end left it; remove it, its keys are nobody's`);
  const run = (): void => {
    fill(calls, place, keys, installed);
    trying(folder, () => calls.rename(place, folder));
    place = folder;
    trying(out, () => calls.syncDirectory(out));
  };
  undoing(place, run, () => calls.removeTree(place));
}

/**
 * Makes `out` where it is missing and in it the folder `meterId` (8 letters, digits and dashes) with fresh keys of `randomBytes` (so many
 * random bytes as a byte string), and the switch `installed` so (switch-values.ts). Returns a line for each thing made. Throws UserError; what was made is gone again then.
 */
export function provisionMeter(
  meterId: string,
  out: string,
  randomBytes: (count: number) => string,
  calls: FileCalls,
  installed: SwitchValues,
): readonly string[] {
  if (!/^[A-Za-z0-9-]{8}$/.test(meterId))
    throw new UserError(`meter id ${quoted(meterId)} is not 8 letters, digits and dashes`);
  const folder = join(out, meterId);
  const isMadeHere = trying(out, () => made(calls, out));
  try {
    makeIn(out, makeKeys(meterId, randomBytes), installed, calls);
  } catch (error) {
    if (isMadeHere) removeIfEmpty(calls, out);
    throw error;
  }
  const rows = [...FILES, { name: CENTRAL + "/", whose: CENTRAL_WHOSE }];
  return rows.map(({ name, whose }) => `${join(folder, name)}  for ${whose}`);
}
