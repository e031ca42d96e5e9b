// Reads a wiring picture as text: where its texts and wires are. Widths of letters are those of Helvetica, rounded up.

export interface Label {
  readonly text: string;
  readonly box: Box;
}

/** Left, top, right, bottom. */
export type Box = readonly [number, number, number, number];
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

const NARROW = /[ .,:;'|!/()[\]ijlftrI1·-]/;
const WIDE = /[mwMWΩ%@]/;

/** Width of a text in ems. */
function ems(text: string): number {
  return [...text].reduce(
    (sum, one) =>
      sum + (one === "1" ? 0.56 : NARROW.test(one) ? 0.36 : WIDE.test(one) ? 0.9 : /[A-Z]/.test(one) ? 0.72 : 0.56),
    0,
  );
}

const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];

export function labels(svg: string): Label[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, tag = "", text = ""]) => {
    const [x, y, size] = ["x", "y", "font-size"].map((name) => Number(attribute(tag, name)));
    const width = ems(text.replaceAll(/&\w+;/g, "&")) * size! * 0.96;
    const anchor = attribute(tag, "text-anchor");
    const left = anchor === "end" ? x! - width : anchor === "middle" ? x! - width / 2 : x!;
    return { text, box: [left, y! - size! * 0.76, left + width, y! + size! * 0.18] };
  });
}

/** Lines of wires that are thick enough to be wires. */
export function segments(svg: string): Segment[] {
  return [...svg.matchAll(/<path class="wire" d="([^"]*)"[^>]* stroke-width="([\d.]+)"/g)].flatMap(
    ([, path = "", width]) => {
      if (Number(width) < 1.6) return [];
      const points = [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      );
      return points.slice(1).map(([x, y], i): Segment => [points[i]![0], points[i]![1], x, y]);
    },
  );
}

export function overlap(one: Box, other: Box): boolean {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

export function crosses([x1, y1, x2, y2]: Segment, box: Box): boolean {
  return overlap([Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2) + 0.01, Math.max(y1, y2) + 0.01], box);
}

/** Whether two segments lie on each other for some way, so that nobody can tell them apart. */
export function lieTogether(one: Segment, other: Segment): boolean {
  const along = (from: number, to: number, start: number, end: number): number =>
    Math.min(Math.max(from, to), Math.max(start, end)) - Math.max(Math.min(from, to), Math.min(start, end));
  const isVertical = one[0] === one[2] && other[0] === other[2] && one[0] === other[0];
  const isHorizontal = one[1] === one[3] && other[1] === other[3] && one[1] === other[1];
  if (isVertical) return along(one[1], one[3], other[1], other[3]) > 1;
  return isHorizontal && along(one[0], one[2], other[0], other[2]) > 1;
}
