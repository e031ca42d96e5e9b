// All that scripts, the web page and the terminal understand, as two tables for docs/scripts.md and for whoever asks.

import { ACT_FORMS } from "./act.ts";
import { EXPECTATION_FORMS } from "./expectation.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");

function table(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...rest] = rows;
  const lines = [head, head.map(() => "---"), ...rest];
  return lines.map((row) => `| ${row.map(cell).join(" | ")} |`);
}

/** Markdown. */
export function actTable(): string[] {
  return table([["act", "who", "does"], ...ACT_FORMS.map(({ form, who, says }) => [`\`${form}\``, who, says])]);
}

/** Markdown. */
export function expectationTable(): string[] {
  return table([["expect", "is"], ...EXPECTATION_FORMS.map(({ form, says }) => [`\`${form}\``, says])]);
}
