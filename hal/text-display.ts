// Rows of characters in front of a person.

export interface TextDisplay {
  /** Puts 20 printable ASCII characters on a row, 0 to 3; shorter text is filled with blanks, longer is cut. */
  write(row: number, text: string): undefined;
}
// Posts nothing.
