// Seeded bugs of the store: each a piece of its text and what stands there instead. Every one must be seen by some test.

export interface Mutation {
  readonly name: string;
  /** In firmware/store. */
  readonly file: string;
  /** Occurs there exactly once. */
  readonly find: string;
  readonly replace: string;
}

const m = (name: string, file: string, find: string, replace: string): Mutation => ({ name, file, find, replace });

export const MUTATIONS: readonly Mutation[] = [
  // ring.ts
  m(
    "skip the commit",
    "ring.ts",
    "|| !programAt(ring, offset + STATE, COMMITTED)) continue;\n    if (!holds(ring, offset + STATE, COMMITTED)) continue;",
    ") continue;",
  ),
  m(
    "commit before the body",
    "ring.ts",
    "    if (!programAt(ring, offset + BODY, body)) {",
    "    programAt(ring, offset + STATE, COMMITTED);\n    if (!programAt(ring, offset + BODY, body)) {",
  ),
  m("no read-back of the body", "ring.ts", "!holds(ring, offset + BODY, body) ||", "false ||"),
  m(
    "header before the erase is proved",
    "ring.ts",
    "if (!isBlank(ring, offset) || !writeHeader(ring, next)) {",
    "if (!writeHeader(ring, next)) {",
  ),
  m(
    "a single copy of the header",
    "ring.ts",
    "sectorOffset(ring, sequence), text + text);",
    "sectorOffset(ring, sequence), text);",
  ),
  m(
    "the header is not written again",
    "ring.ts",
    "!writeHeader(ring, ring.sequence + 1)) ring.fault = failure(ring);",
    "false) ring.fault = failure(ring);",
  ),
  m("no look ahead", "ring.ts", "if (!wantsSpare(ring)) return;", "if (ring.sectors > 0) return;"),
  m("erases though nothing was written", "ring.ts", "return ring.busy && ring.begun &&", "return ring.begun &&"),
  m(
    "erases before the opening of a sector is complete",
    "ring.ts",
    "return ring.busy && ring.begun &&",
    "return ring.busy &&",
  ),
  m(
    "erases the sector before",
    "ring.ts",
    "const next = ring.sequence + 1;",
    "const next = ring.sequence + ring.sectors - 1;",
  ),
  m("goes on with a foreign sector", "ring.ts", "    ring.fault = STORE_FOREIGN;\n", ""),
  m("erases a foreign sector", "ring.ts", "    readHeader(ring, next % ring.sectors);\n", ""),
  m(
    "header CRC unchecked",
    "ring.ts",
    "|| ring.medium.crc32(text.substr(0, 12)) !== readU32(text, 12)) continue;",
    ") continue;",
  ),
  m(
    "trusts a blank slot after a reset",
    "ring.ts",
    "    if (ring.unsure) giveUp(ring);\n",
    "    ring.unsure = false;\n",
  ),
  m(
    "settles one slot too few",
    "ring.ts",
    "while (slot <= ring.slot && slot < slotCount(ring))",
    "while (slot < ring.slot && slot < slotCount(ring))",
  ),
  m("gives a slot up by its mark alone", "ring.ts", "  programAt(ring, offset, rest);\n", ""),
  m(
    "never counts as worn",
    "ring.ts",
    "|| ++ring.failures >= TRIES) ring.fault = failure(ring);",
    ") ring.fault = failure(ring);",
  ),
  // recover.ts
  m("no re-program of the tail", "recover.ts", "if (used > 0) mend(ring, newest, used, isWhole);", ""),
  m(
    "no re-program of the tail before a spare",
    "recover.ts",
    "if (last > 0) mend(ring, ring.sequence, last, isWhole);",
    "",
  ),
  m("firm without writing the body again", "harden.ts", "programAndHolds(port, bodyOffset, body) &&", ""),
  m("completes what is not sound", "recover.ts", "if (isSound(text, ring.soundBytes, ring.medium.crc32) && (", "if (("),
  m(
    "gives up what is torn, but not durably",
    "recover.ts",
    "if (!isCommitted(text)) voidSlot(ring, sequence, slot);",
    "",
  ),
  m("gives up what was committed", "recover.ts", "if (!isCommitted(text)) voidSlot(", "if (text.length > 0) voidSlot("),
  m(
    "mends nothing that was committed",
    "recover.ts",
    "if (isVoid(text)) return;",
    "if (isVoid(text) || isCommitted(text)) return;",
  ),
  m(
    "a torn mark of giving up is forgotten",
    "recover.ts",
    'if (text[VOID] !== "\\xff" && !isCommitted(text)) {',
    'if (text[VOID] === "x") {',
  ),
  m(
    "slot CRC unchecked",
    "recover.ts",
    "const sound = isSound(text, ring.soundBytes, ring.medium.crc32);",
    "const sound = true;",
  ),
  m("damage is not counted", "recover.ts", "if (!sound) ring.damaged++;", ""),
  m(
    "reads voided slots",
    "recover.ts",
    'if (text === "" || isVoid(text) || !isCommitted(text)) continue;',
    'if (text === "" || !isCommitted(text)) continue;',
  ),
  m(
    "reads what was not committed",
    "recover.ts",
    'if (text === "" || isVoid(text) || !isCommitted(text)) continue;',
    'if (text === "" || isVoid(text)) continue;',
  ),
  m("an incomplete sector counts", "recover.ts", "  if (!begun) {", "  if (newest < 0) {"),
  m("writes behind the blank slot", "recover.ts", "ring.unsure = true;", "ring.unsure = false;"),
  m(
    "finds the newest sector by halves alone",
    "recover.ts",
    "for (place = 0; place < ring.sectors; place++) newest = Math.max(newest, readHeader(ring, place));",
    "",
  ),
  // slot.ts
  m(
    "a mark is void at its first zero",
    "slot.ts",
    "zeros(slot.charCodeAt(VOID), 255) > 4",
    "zeros(slot.charCodeAt(VOID), 255) > 0",
  ),
  m(
    "a commit counts from its first zero",
    "slot.ts",
    "zeros(slot.charCodeAt(STATE), 15) > 2",
    "zeros(slot.charCodeAt(STATE), 15) > 3",
  ),
  m(
    "no CRC at all",
    "slot.ts",
    "return crc32(slot.substr(BODY, bytes)) === readU32(slot, BODY + bytes);",
    "return crc32.length >= 0 || slot.length > bytes;",
  ),
  // port.ts
  m(
    "port without its base",
    "port.ts",
    "port.medium.flash.program(port.firstSector * SECTOR_BYTES + offset, bytes)",
    "port.medium.flash.program(offset, bytes)",
  ),
  m("bounds off by one at the end", "port.ts", "offset + length <= port.sectors", "offset + length < port.sectors"),
  m("reads below its base", "port.ts", "if (offset >= 0 && offset + length <", "if (offset + length <"),
  m("programs below its base", "port.ts", "if (offset >= 0 && offset + bytes.length <", "if (offset + bytes.length <"),
  m(
    "programs past its end",
    "port.ts",
    "offset + bytes.length <= port.sectors * SECTOR_BYTES",
    "offset + bytes.length <= 1 + port.sectors * SECTOR_BYTES",
  ),
  m("erases below its base", "port.ts", "if (offset >= 0 && offset + SECTOR_BYTES <", "if (offset + SECTOR_BYTES <"),
  m("erases past its end", "port.ts", "offset + SECTOR_BYTES <= port.sectors", "offset <= port.sectors"),
  m(
    "reads back once",
    "port.ts",
    "readAt(port, offset, bytes.length) === bytes && readAt(port, offset, bytes.length) === bytes",
    "readAt(port, offset, bytes.length) === bytes",
  ),
  // log.ts
  m("key not destroyed", "log.ts", "    destroyKey(log, log.keyOffset);\n", ""),
  m(
    "key left by a cut not destroyed at the start",
    "log.ts",
    "} else if (place === 1) destroyKey(log, keyOffset(log, ring.sequence, slot));",
    "}",
  ),
  m(
    "key in the sector before not destroyed",
    "log.ts",
    "if (opened && place === 1 && ring.sequence > ring.sectors)",
    "if (opened && place === 9)",
  ),
  m(
    "fill record lost",
    "log.ts",
    "payload = String.fromCharCode(percent);",
    "return encodeText(type, ring.record + 1, payload, textBytes(ring.slotBytes));",
  ),
  m("losses not counted", "log.ts", "if (lost > 0) log.lost += lost;", ""),
  m(
    "acknowledged records count as lost",
    "log.ts",
    "const lost = oldest - 1 - Math.max(log.acknowledged, log.oldest - 1);",
    "const lost = oldest - log.oldest;",
  ),
  m(
    "wrong oldest sector",
    "log.ts",
    "let sequence = Math.max(ring.sectors, newest + 2 - ring.sectors); sequence <= newest",
    "let sequence = Math.max(ring.sectors, newest + 3 - ring.sectors); sequence <= newest",
  ),
  m("acknowledges what is not there", "log.ts", "if (sequence > log.ring.record) return false;", ""),
  m("record not counted", "log.ts", "    ring.record++;\n", ""),
  m("chain key of the record before", "log.ts", "    log.key = key;\n    log.keyOffset", "    log.keyOffset"),
  // values.ts
  m(
    "copies count as changes",
    "values.ts",
    "put(ring, number, slotPayload(text))",
    "put(ring, BEGUN + number, slotPayload(text))",
  ),
  m(
    "an oldest value wins",
    "values.ts",
    "&& values.slots[number] === 0) values.slots[number] = slot;",
    ") values.slots[number] = slot;",
  ),
  m(
    "new places of values before the copy is complete",
    "values.ts",
    "else moved[number] = ring.tail;",
    "else moved[number] = values.slots[number] = ring.tail;",
  ),
  m(
    "value CRC unchecked",
    "values.ts",
    'return text !== "" && isSound(text, ring.soundBytes, ring.medium.crc32) ? text : "";',
    "return text;",
  ),
  // image.ts
  m(
    "image body unchecked",
    "image.ts",
    "return length <= imageBytes(images) && images.medium.crc32(readSums(images, place, length)) === readU32(header, 16);",
    "return length <= imageBytes(images);",
  ),
  m(
    "image not given up before it is erased",
    "image.ts",
    "images.isErasing || !voidPlace(images, place)) return false;",
    "images.isErasing) return false;",
  ),
  m("image of a half-erased place", "image.ts", "!isBlank(images, offset) || (isLast &&", "(isLast &&"),
  m(
    "image not read again before it counts",
    "image.ts",
    "if (readSums(images, place, images.writtenBytes) !== images.sums) return false;",
    "",
  ),
  m("a foreign image is overwritten", "image.ts", "    images.fault = STORE_FOREIGN;\n    return;\n", "    return;\n"),
  m("image not made firm", "image.ts", "!harden(images, offset, header, offset + MARKS) && ", ""),
  m("a torn image is not given up", "image.ts", "    else voidPlace(images, place);\n", ""),
  m(
    "an image that was given up comes back",
    "image.ts",
    "if (isErased) voidPlace(images, place);",
    "if (isErased && !sound) return;",
  ),
  // merge.ts
  m("equal entries are not counted", "merge.ts", "    one.count++;\n", ""),
  m("a count is written twice", "merge.ts", "one.count)) one.count = 0;", "one.count)) one.count;"),
  // chain.ts
  m("tag without the record", "chain.ts", "ZEROS + text,", "ZEROS,"),
  m(
    "number not in the nonce",
    "chain.ts",
    '"\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0" + u32(sequence),',
    '"\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0" + u32(0),',
  ),
];
