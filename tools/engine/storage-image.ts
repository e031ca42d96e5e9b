// The files that an STM32F405RG build of Espruino finds in its flash: a raw image of the Storage area, made without a board.
// A file is a 32-byte header (length, little-endian; name, filled with zeros) and its bytes, filled to a multiple of 4; what
// is not written stays erased. It writes plain files only: no flags, no compressed files, no second bank.

/** Name -> content. A string is a byte string: one character is one byte. */
export type StorageFiles = Readonly<Record<string, string | Uint8Array>>;

export const STORAGE_BASE = 0x080c0000;
export const STORAGE_BYTES = 0x40000;

const HEADER_BYTES = 32;
const NAME_BYTES = 28;
const ERASED = 0xff;

export type StorageFault =
  "name-empty" | "name-too-long" | "name-not-ascii" | "file-empty" | "not-bytes" | "image-full";

/** The files do not make an image: whoever chose the names or the contents is to blame. */
export class StorageImageError extends Error {
  readonly fault: StorageFault;
  constructor(fault: StorageFault, message: string) {
    super(message);
    this.name = "StorageImageError";
    this.fault = fault;
  }
}

function checkName(name: string): void {
  if (name === "") throw new StorageImageError("name-empty", "a storage file has no name");
  if (!/^[\x21-\x7e]+$/.test(name)) {
    throw new StorageImageError("name-not-ascii", `storage file name ${JSON.stringify(name)} is not printable ASCII`);
  }
  if (name.length > NAME_BYTES) {
    const message = `storage file name "${name}" has ${name.length} characters; the engine takes at most ${NAME_BYTES}`;
    throw new StorageImageError("name-too-long", message);
  }
}

function contentOf(name: string, content: string | Uint8Array): Buffer {
  if (typeof content !== "string") return Buffer.from(content);
  const at = content.search(/[^\0-\xff]/);
  if (at >= 0) {
    const message = `storage file "${name}" is not a byte string: character ${at} is above 255`;
    throw new StorageImageError("not-bytes", message);
  }
  return Buffer.from(content, "latin1");
}

const align = (bytes: number): number => (bytes + 3) & ~3;

/** The image, STORAGE_BYTES long, to be loaded at STORAGE_BASE. Throws StorageImageError. */
export function storageImage(files: StorageFiles): Buffer {
  const image = Buffer.alloc(STORAGE_BYTES, ERASED);
  let end = 0;
  for (const [name, content] of Object.entries(files)) {
    checkName(name);
    const bytes = contentOf(name, content);
    if (bytes.length === 0) {
      // A header of length 0 ends the engine's search: it would see no file after this one.
      throw new StorageImageError(
        "file-empty",
        `storage file "${name}" is empty; the engine would find no file after it`,
      );
    }
    const nextEnd = end + HEADER_BYTES + align(bytes.length);
    if (nextEnd > STORAGE_BYTES) {
      const message = `storage file "${name}" ends ${nextEnd - STORAGE_BYTES} bytes behind the ${STORAGE_BYTES} of the image`;
      throw new StorageImageError("image-full", message);
    }
    image.writeUInt32LE(bytes.length, end);
    image.fill(0, end + 4, end + HEADER_BYTES);
    image.write(name, end + 4, "latin1");
    bytes.copy(image, end + HEADER_BYTES);
    end = nextEnd;
  }
  return image;
}

/** The files of an image, as the engine's own search would list them. */
export function readStorageImage(image: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(image);
  const files = new Map<string, Buffer>();
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = bytes.readUInt32LE(at) & 0xffffff;
    const start = at + HEADER_BYTES;
    if (bytes.readUInt32LE(at) === 0xffffffff || length === 0 || start + length > bytes.length) break;
    const name = bytes.toString("latin1", at + 4, start);
    files.set(name.replace(/\0+$/, ""), bytes.subarray(start, start + length));
    at = start + align(length);
  }
  return files;
}
