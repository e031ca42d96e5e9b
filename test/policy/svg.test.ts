// The drawing of the policy: nothing left out, nothing on top of anything else, the same every time.

import assert from "node:assert/strict";
import { layOut } from "../../tools/policy/svg-layout.ts";
import { policySvg } from "../../tools/policy/svg.ts";
import { naming } from "./broken/naming.ts";
import { complete, meter, offSwitch } from "./complete-system.ts";
import { addChannel, broken } from "./edits.ts";
import { thin } from "./thin-system.ts";

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const apart = (one: Area, other: Area): boolean =>
  one.x + one.width <= other.x ||
  other.x + other.width <= one.x ||
  one.y + one.height <= other.y ||
  other.y + other.height <= one.y;

const pairs = <T>(all: readonly T[]): (readonly [T, T])[] =>
  all.flatMap((one, place) => all.slice(place + 1).map((other) => [one, other] as const));

/** Straight pieces of each wire, from the bends of its path. */
function piecesOf(svg: string): Area[][] {
  const paths = [...svg.matchAll(/<g class="wire".*?<path d="([^"]+)"/g)].map((match) => match[1] ?? "");
  return paths.map((path) => {
    const numbers = [...path.matchAll(/[MLQ]([^MLQ]+)/g)].map((match) =>
      (match[1] ?? "").trim().split(" ").map(Number),
    );
    const points = numbers.map((each) => ({ x: each.at(-2) ?? NaN, y: each.at(-1) ?? NaN }));
    return points.slice(1).map((at, place) => {
      const before = points[place] ?? at;
      const [x, y] = [Math.min(at.x, before.x), Math.min(at.y, before.y)];
      return { x, y, width: Math.abs(at.x - before.x), height: Math.abs(at.y - before.y) };
    });
  });
}

const strangers = broken(complete, ({ meter: system, offSwitch: other }) => {
  for (const name of ["updater", "debugger", "cache", "logger"]) {
    system.partitions.push({ name, purpose: "seemed useful", stepBudget: 1 });
    addChannel(system, "communications", name, "frames");
    addChannel(system, name, "computations", "orders");
  }
  other.partitions.push({ name: "relay-driver", purpose: "seemed useful", stepBudget: 1 });
  addChannel(other, "link", "relay-driver", "orders");
});

describe("policy: drawing", () => {
  const drawings = { complete, thin, "complete with strangers": strangers };
  for (const [name, { systems }] of Object.entries(drawings)) {
    it(`${name}: no box lies on another, and every text lies in its box`, () => {
      const { boxes, frames, width, height } = layOut(systems);
      for (const [one, other] of pairs(boxes)) assert.ok(apart(one, other), `${one.id} and ${other.id}`);
      for (const [one, other] of pairs(frames)) assert.ok(apart(one, other), `${one.title} and ${other.title}`);
      for (const box of boxes) {
        assert.ok(box.title.length * 7.5 + 10 <= box.width, box.title);
        for (const line of box.lines) assert.ok(line.length * 5.9 + 10 <= box.width, line);
        assert.ok(35 + (box.lines.length - 1) * 15 + 4 <= box.height, box.id);
        assert.ok(box.x + box.width <= width && box.y + box.height <= height, box.id);
      }
    });

    it(`${name}: no wire crosses a box or lies on another`, () => {
      const wires = piecesOf(policySvg(systems));
      const { boxes } = layOut(systems);
      for (const piece of wires.flat()) {
        for (const box of boxes) assert.ok(apart(piece, box), `${JSON.stringify(piece)} in ${box.id}`);
      }
      for (const [one, other] of pairs(wires)) {
        for (const a of one) {
          for (const b of other) {
            const sideBySide = (a.width === 0 && b.width === 0) || (a.height === 0 && b.height === 0);
            if (!sideBySide) continue;
            const along =
              a.width === 0
                ? a.x === b.x && a.y < b.y + b.height && b.y < a.y + a.height
                : a.y === b.y && a.x < b.x + b.width && b.x < a.x + a.width;
            assert.ok(!along, `${JSON.stringify(a)} on ${JSON.stringify(b)}`);
          }
        }
      }
    });

    it(`${name}: a box for each partition and port, a wire for each channel, port and link`, () => {
      const svg = policySvg(systems);
      const titles = [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map((match) => match[1] ?? "");
      const ports = systems.flatMap((system) => system.devices.filter(({ exposure }) => exposure !== "inside"));
      const channels = systems.flatMap((system) => system.channels);
      assert.equal([...svg.matchAll(/<g class="wire"/g)].length, channels.length + ports.length + 1);
      for (const { from, to, carries, depth, maxBytes, reason } of channels) {
        assert.ok(titles.includes(`${from} -&gt; ${to} (${carries}, ${depth} x ${maxBytes} bytes): ${reason}`), reason);
      }
      for (const { name: partition, purpose } of systems.flatMap((system) => system.partitions)) {
        assert.ok(titles.includes(`${partition}: ${purpose}`), partition);
      }
      for (const { name: port } of ports)
        assert.ok(svg.includes(`font-weight="bold" fill="#1d232b">${port}</text>`), port);
      assert.ok(titles.includes("the link between the boards: off-switch-link and link"));
    });
  }

  it("is one whole file, the same every time, that fetches nothing", () => {
    const svg = policySvg(complete.systems);
    assert.equal(policySvg(structuredClone(complete.systems)), svg);
    const open: string[] = [];
    for (const [, close, tag = "", self] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (close) assert.equal(open.pop(), tag);
      else if (!self) open.push(tag);
    }
    assert.deepEqual(open, []);
    assert.deepEqual([...svg.matchAll(/https?:[^"]*/g)].map(String), ["http://www.w3.org/2000/svg"]);
    assert.doesNotMatch(svg, /NaN|undefined|<script/);
  });

  it("escapes what a description says", () => {
    const edited = { ...meter, partitions: [{ name: "a<b", purpose: '"&>', stepBudget: 1 }], channels: [] };
    assert.match(policySvg([edited]), /<title>a&lt;b: &quot;&amp;&gt;<\/title>/);
  });

  it("draws one processor, and names that are wrong", () => {
    assert.match(policySvg([meter]), /meter board/);
    assert.match(policySvg([offSwitch]), /off-switch board/);
    for (const { title, breaks } of naming) {
      assert.doesNotMatch(policySvg(broken(complete, breaks).systems), /="[^"]*(NaN|undefined)/, title);
    }
  });
});
