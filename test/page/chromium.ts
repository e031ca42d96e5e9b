// The Chromium of this computer, for tests of the page and for the picture of it: nothing is downloaded.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"] as const;

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where it is on the PATH; undefined: it is not installed. */
export function findChromium(path = process.env["PATH"] ?? ""): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Its sandbox does not start for root, as whom containers run; there it gets pages of this project alone. */
export function chromiumFlags(userId = process.getuid?.()): readonly string[] {
  return ["--disable-gpu", ...(userId === 0 ? ["--no-sandbox"] : [])];
}
