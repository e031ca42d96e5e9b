// The same sources give the same bundles, byte for byte, wherever, whenever and by whomever they are built; and sources whose description
// breaks an invariant give none.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { boards, buildBoard } from "../../tools/build/build.ts";
import { buildIn, copySources } from "./copy.ts";

describe("a build in another place", () => {
  let folder = "";
  before(async () => {
    folder = await copySources();
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("with another path, time zone, language and umask gives the same four bundles", async () => {
    const { exit, stdout, stderr } = await buildIn(folder, {
      TZ: "Pacific/Kiritimati",
      LANG: "tr_TR.UTF-8",
      HOME: folder,
    });
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    const lines: string[] = [];
    for (const board of boards) {
      const { text, parts } = await buildBoard(board);
      const there = await readFile(join(folder, "build", board.name, "bundle.js"), "latin1");
      assert.equal(there, text, board.name);
      const hash = createHash("sha256").update(there, "latin1").digest("hex").slice(0, 16);
      const sizes = Object.entries(parts).map(([name, bytes]) => `${name} ${bytes}`);
      lines.push(`build/${board.name}/bundle.js  ${there.length} B  sha256 ${hash}  (${sizes.join(", ")})\n`);
    }
    assert.equal(stdout, lines.join(""));
    assert.deepEqual(
      boards.map(({ name }) => name),
      ["stm32f4discovery", "nucleo-f401re", "qemu-meter", "qemu-off-switch"],
    );
  });

  it("of a system with a channel that leads readings to the wire is refused, in so many words, and leaves no bundle", async () => {
    const file = join(folder, "firmware/meter/system.ts");
    const good = await readFile(file, "utf8");
    const leak = `{ from: "computations", to: "communications", carries: "readings", depth: 1, maxBytes: 19, reason: "a leak" },`;
    await writeFile(file, good.replace("channels: [", `channels: [${leak}`));
    await rm(join(folder, "build"), { recursive: true });
    const { exit, stdout, stderr } = await buildIn(folder);
    assert.deepEqual({ exit, stdout }, { exit: 1, stdout: "" });
    const edge = "meter: computations -> communications:";
    const gates = "only cs-security, dc-security and off-switch-link may send to communications";
    assert.deepEqual(stderr.split("\n"), [
      "policy: refused",
      `  I3 ${edge} what leaves the meter leaves a security module first; ${gates}`,
      `  I8 ${edge} computations holds readings, so what it sends to communications is sealed frames, not "readings"`,
      `  I9 ${edge} communications faces the world and is told no readings`,
      "",
    ]);
    await assert.rejects(access(join(folder, "build")));
    await writeFile(file, good);
  });
});
