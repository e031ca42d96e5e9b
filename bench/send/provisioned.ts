// The keys of a meter out of the folder that `hasm provision` made: for the bench, which plays both boards. Nobody else has all of them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as keyFiles from "../key-file.ts";
import type { LogKeys, MeterKeys } from "../key-file.ts";
import { reasonOf, UserError } from "../user-error.ts";

/** A file of a meter's folder as a byte string. Throws UserError. */
export function readProvisionedFile(folder: string, name: string): string {
  const path = join(folder, name);
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** What `read` makes of a file of a meter's folder. Throws UserError. */
export function parsed<T>(folder: string, name: string, read: (file: string) => T): T {
  const file = readProvisionedFile(folder, name);
  try {
    return read(file);
  } catch (error) {
    if (error instanceof keyFiles.KeyFileError) throw new UserError(`${join(folder, name)} ${error.message}`);
    throw error;
  }
}

function demandOneMeter(folder: string, ids: readonly string[]): void {
  const other = ids.find((id) => id !== ids[0]);
  if (other !== undefined) throw new UserError(`${folder} holds keys of two meters, ${ids[0]!} and ${other}`);
}

/** As they left provisioning. Throws UserError. */
export function readProvisionedKeys(folder: string): MeterKeys {
  const meter = parsed(folder, "meter.keys", keyFiles.readKeyFile);
  const offSwitch = parsed(folder, "off-switch.keys", keyFiles.readKeyFile);
  const meterLogs: LogKeys = parsed(folder, "meter-log.keys", keyFiles.readLogKeys);
  const offSwitchLogs: LogKeys = parsed(folder, "off-switch-log.keys", keyFiles.readLogKeys);
  demandOneMeter(folder, [meter.meterId, offSwitch.meterId, meterLogs.meterId, offSwitchLogs.meterId]);
  const of = (name: string, { keys }: keyFiles.KeyFileContent, number: number): string => {
    const secret = keys.get(number);
    if (secret === undefined) throw new UserError(`${join(folder, name)} holds no key ${number}`);
    return secret;
  };
  const ofMeter = (number: number): string => of("meter.keys", meter, number);
  return {
    meterId: meter.meterId,
    central: ofMeter(keyFiles.KEY_CENTRAL),
    offSwitch: of("off-switch.keys", offSwitch, keyFiles.KEY_OFF_SWITCH),
    topUp: ofMeter(keyFiles.KEY_TOP_UP),
    maintenance: ofMeter(keyFiles.KEY_MAINTENANCE),
    consumer: ofMeter(keyFiles.KEY_CONSUMER),
    concentrator: ofMeter(keyFiles.KEY_CONCENTRATOR),
    mask: ofMeter(keyFiles.KEY_MASK),
    topUpCode: ofMeter(keyFiles.KEY_TOP_UP_CODE),
    delay: of("off-switch.keys", offSwitch, keyFiles.KEY_DELAY),
    meterLogs,
    offSwitchLogs,
  };
}
