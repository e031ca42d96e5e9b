// What a wiring picture is drawn with: texts, boxes, wires and the signs of resistors, capacitors and supplies, as SVG. Coordinates are those of
// the picture, in pixels. It keeps what it has drawn as text, line by line, so that the same input gives the same file; it knows no board.

export const INK = "#1d232b";
export const FAINT = "#6b7783";
export const SUPPLY = "#c8372d";
export const FIVE_VOLTS = "#b8660b";

/** In which direction something goes on from a point: 1 to the right, -1 to the left. */
export type Way = 1 | -1;

export interface TextStyle {
  readonly size?: number;
  readonly colour?: string;
  readonly isBold?: boolean;
  readonly anchor?: "start" | "middle" | "end";
  /** Attributes more, such as `data-pin="B6"`. */
  readonly more?: string;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export class Canvas {
  readonly #lines: string[] = [];

  text(x: number, y: number, text: string, style: TextStyle = {}): void {
    const { size = 12, colour = INK, isBold = false, anchor = "start", more = "" } = style;
    const weight = isBold ? ` font-weight="bold"` : "";
    const place = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    this.#lines.push(
      `<text x="${x}" y="${y}" font-size="${size}"${weight} fill="${colour}"${place}${more === "" ? "" : ` ${more}`}>${escaped(text)}</text>`,
    );
  }

  rect(x: number, y: number, width: number, height: number, attributes: string): void {
    this.#lines.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" ${attributes}/>`);
  }

  circle(x: number, y: number, radius: number, attributes: string): void {
    this.#lines.push(`<circle cx="${x}" cy="${y}" r="${radius}" ${attributes}/>`);
  }

  /** A line through points: x and y of each. */
  wire(points: readonly number[], colour: string, width = 2): void {
    const path = points.map((value, i) => (i % 2 === 1 ? ` ${value}` : `${i === 0 ? "M" : "L"}${value}`)).join("");
    this.#lines.push(`<path class="wire" d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/>`);
  }

  /** Where wires are joined. */
  dot(x: number, y: number, colour: string): void {
    this.circle(x, y, 3.5, `fill="${colour}"`);
  }

  /** A resistor that lies in a wire, its middle at (x, y), its value above. */
  resistor(x: number, y: number, value: string): void {
    this.rect(x - 16, y - 5, 32, 10, `fill="#ffffff" stroke="${INK}" stroke-width="1.4"`);
    this.text(x, y - 9, value, { size: 11, anchor: "middle" });
  }

  /** A resistor from (x, from) to (x, to), its value to the right. */
  resistorDown(x: number, from: number, to: number, value: string): void {
    const middle = (from + to) / 2;
    this.wire([x, from, x, to], INK, 1.4);
    this.rect(x - 5, middle - 9, 10, 18, `fill="#ffffff" stroke="${INK}" stroke-width="1.4"`);
    this.text(x + 9, middle + 4, value, { size: 11 });
  }

  /** A capacitor from (x, from) to (x, to), its value to the right. */
  capacitorDown(x: number, from: number, to: number, value: string): void {
    const middle = (from + to) / 2;
    for (const [start, end] of [
      [from, middle - 3],
      [middle + 3, to],
    ] as const)
      this.wire([x, start, x, end], INK, 1.4);
    for (const y of [middle - 3, middle + 3]) this.wire([x - 8, y, x + 8, y], INK, 2);
    this.text(x + 12, middle + 4, value, { size: 11 });
  }

  /** A diode from (x, from) to (x, to) that lets no current through downwards: a clamp to ground, or across a coil. */
  diodeDown(x: number, from: number, to: number, value: string): void {
    const middle = (from + to) / 2;
    this.wire([x, from, x, to], INK, 1.4);
    this.#lines.push(
      `<path d="M${x - 7} ${middle + 6}L${x + 7} ${middle + 6}L${x} ${middle - 5}z" fill="#ffffff" stroke="${INK}" stroke-width="1.4"/>`,
    );
    this.wire([x - 8, middle - 5, x + 8, middle - 5], INK, 2);
    this.text(x + 12, middle + 4, value, { size: 11 });
  }

  /** Ends here at ground. */
  ground(x: number, y: number): void {
    for (const [i, half] of [9, 6, 3].entries()) this.wire([x - half, y + i * 3, x + half, y + i * 3], INK, 1.8);
  }

  /** Ends here, upwards, at a supply. */
  supply(x: number, y: number, volts: string, colour = SUPPLY): void {
    this.wire([x - 9, y, x + 9, y], colour, 2.2);
    this.text(x, y - 4, volts, { size: 10.5, colour, anchor: "middle" });
  }

  group(attributes: string, title: string, draw: () => void): void {
    this.#lines.push(`<g ${attributes}><title>${escaped(title)}</title>`);
    draw();
    this.#lines.push("</g>");
  }

  /** The whole picture; `description` is what a screen reader says. */
  svg(width: number, height: number, title: string, description: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc" font-family="Helvetica, Arial, sans-serif">`,
      `<title id="title">${escaped(title)}</title>`,
      `<desc id="desc">${escaped(description)}</desc>`,
      `<rect width="100%" height="100%" fill="#fbfcfd"/>`,
      ...this.#lines,
      "</svg>",
      "",
    ].join("\n");
  }
}
