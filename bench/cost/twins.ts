// The two emulated boards as they leave provisioning under the fixed keys, and what is said to them: orders that their owners sealed, a
// typed code, and how bytes get to a port.

import type { Board } from "../../boards/board.ts";
import { encodeCommand } from "../../firmware/messages/meter-order.ts";
import { buildBoard, systemOf } from "../../tools/build/build.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";
import { Channel } from "../central/channel.ts";
import { volatileMemory } from "../central/memory.ts";
import { ORDER_CODES } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import { provisionedPart } from "../flash-part.ts";
import { FIXED_KEYS, meterKeyFile, offSwitchKeyFile } from "../key-file.ts";
import { NOR_IMAGE_FILE, norImage } from "../nor-image.ts";
import { makeTopUpCode } from "../top-up-code.ts";
import { literal } from "./prelude.ts";

/** Program, keys and the content of the flash part. */
export async function twinFiles(board: Board): Promise<StorageFiles> {
  const { flashBytes, segments } = systemOf(board);
  const isMeter = board.system === "meter";
  const logKeys = isMeter ? FIXED_KEYS.meterLogs : FIXED_KEYS.offSwitchLogs;
  return {
    ".bootcde": (await buildBoard(board)).text,
    "hasm.keys": isMeter ? meterKeyFile(FIXED_KEYS) : offSwitchKeyFile(FIXED_KEYS),
    [NOR_IMAGE_FILE]: norImage(provisionedPart(flashBytes, segments, logKeys)),
  };
}

/** Seals one order after the other, as the owner of a key does from provisioning on. */
export function sealer(key: number): (order: Order) => string {
  const channel = new Channel(volatileMemory(FIXED_KEYS), key);
  return (order) => channel.seal(encodeCommand(ORDER_CODES[order.name], order.body));
}

/** A code as it is typed in. */
export const TYPED_CODE = `${makeTopUpCode(FIXED_KEYS.topUpCode, FIXED_KEYS.meterId, 1, 0, 1234)}\r`;

/** Statements that feed bytes in pieces of 64, as the engine hands them over. The port's listeners run after the function that holds them. */
export function fed(port: string, bytes: string): string {
  const pieces = bytes.match(/[^]{1,64}/g) ?? [];
  return pieces.map((piece) => `${port}.emit("data",${literal(piece)});`).join("");
}
