// Moments in what a meter says, moved to those of the script that plays: a script names the moments of its own start, and on real boards it plays
// at another.

const MOMENT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g;

/** `shiftS`: what was added to the moments of the script. */
export function asInScript(line: string, shiftS: number): string {
  if (shiftS === 0) return line;
  return line.replace(MOMENT, (moment) =>
    new Date(Date.parse(moment) - Math.round(shiftS) * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
  );
}
