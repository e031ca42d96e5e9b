// Rows of characters in front of a person.

import type { Part } from "./part-fault.ts";

export interface TextDisplay extends Part {
  /**
   * Puts 20 printable ASCII characters on a row, 0 to 3; shorter text is filled with blanks, longer is cut. While the part is missing or
   * stuck the text is remembered, and shows once the part works and a row is written again.
   */
  write(row: number, text: string): undefined;
}
// Posts nothing.
