// Somebody who has the meter's flash part on a table rewrites what a log says of him, with the best tag that he can make (T19). It is done on a
// copy of what the part holds: the meter does not notice, and keeps its log.

import { chainRoot } from "../flash-part.ts";
import type { LogFile } from "../log-file.ts";
import { verifyLog } from "../verify-log.ts";
import type { Verdict as Found } from "../verify-log.ts";
import { toByteString } from "../byte-string.ts";
import { system } from "../../firmware/meter/system.ts";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { chainStep, CHAIN_KEY_BYTES, TAG_BYTES } from "../../firmware/store/chain.ts";
import { RECORD_DATA } from "../../firmware/store/log.ts";
import { isCommitted, slotSequence, HEAD_BYTES } from "../../firmware/store/slot.ts";
import type { Scene } from "./scene.ts";
import { logOf, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const SEGMENT = system.segments.find(({ name }) => name === "security-log")!;
/** Key and CRC at the end of a slot (firmware/store/log.ts). */
const KEY_FIELD_BYTES = CHAIN_KEY_BYTES + 4;
const FORGED = "all is well";
const NUMBER_AT = 2;

/** The key that the part still holds for the record behind `record`: zeros, where it was destroyed as it should be. */
function keyBehind({ bench }: Scene, record: number): string {
  const { memory } = bench.meterParts;
  memory.settle(bench.clock.nowUs);
  const { baseAddress, bytes, slotBytes } = SEGMENT;
  for (let at = baseAddress; at < baseAddress + bytes; at += slotBytes) {
    const slot = toByteString(memory.array.read(at, slotBytes));
    if (!slot.startsWith("HS") && isCommitted(slot) && slotSequence(slot) === record)
      return slot.slice(-KEY_FIELD_BYTES).slice(0, CHAIN_KEY_BYTES);
  }
  return "\0".repeat(CHAIN_KEY_BYTES);
}

/** The file with what the record at `place` says written anew, under the key that there is. */
function rewritten(scene: Scene, file: LogFile, place: number): LogFile {
  const { text } = file.records[place]!;
  const number = readU32(text, NUMBER_AT);
  const payload = FORGED.padEnd(text.charCodeAt(1), ".").slice(0, text.charCodeAt(1));
  const forged = text.slice(0, HEAD_BYTES) + payload + text.slice(HEAD_BYTES + payload.length);
  const root = chainRoot(scene.bench.keys.meterLogs);
  const tag = chainStep(root, SEGMENT.number, keyBehind(scene, number - 1), number, forged).slice(0, TAG_BYTES);
  return { ...file, records: file.records.with(place, { text: forged, tag }) };
}

function says(found: Found): string {
  return "record" in found ? `record ${found.record} ${found.kind}` : found.kind;
}

export const logEdited = attackOf(
  {
    name: "log-edited",
    threats: ["T19"],
    does: "Has a copy of the whole flash part and of the chip's root, and rewrites a record of the security log in it.",
    needs: [],
  },
  function* (scene) {
    yield 1;
    const file = logOf(scene.bench, "security");
    const place = (file?.records ?? []).findLastIndex(({ text }) => text.charCodeAt(0) === RECORD_DATA);
    if (file === undefined || place < 1)
      return verdict(true, "chain", ["The security log has no record to rewrite yet."]);
    const keys = scene.bench.keys.meterLogs;
    const before = verifyLog(file, keys).verdict;
    const after = verifyLog(rewritten(scene, file, place), keys).verdict;
    const number = readU32(file.records[place]!.text, NUMBER_AT);
    const evidence = [
      `The verifier finds the log as the meter holds it: ${says(before)}.`,
      `With record ${number} rewritten it finds: ${says(after)}.`,
    ];
    return verdict(after.kind !== "intact" && after.kind !== before.kind, "chain", evidence);
  },
);
