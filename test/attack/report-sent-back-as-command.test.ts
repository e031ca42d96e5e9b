// What the meter itself has sealed comes back to it as a command; what was made for it goes to the central system as a report.

import assert from "node:assert/strict";
import { frame } from "../../bench/frame-receiver.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { commands, isClosed, payloads, target, wait } from "./rig.ts";

describe("attack: reflection", () => {
  it("takes no report of the meter for a command, and no command for a report", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 20 });
    const reports: string[] = [];
    bench.onWan((direction, bytes) => {
      if (direction === "out") reports.push(...payloads(bytes));
    });
    wait(bench, 30);
    assert.equal(bench.central.accepted, 1);
    assert.equal(reports.length, 1);
    for (const route of ["\x01", "\x02"]) bench.toWan(frame(route + reports[0]!.slice(1)));
    const command = payloads(bench.central.command("on"))[0]!;
    for (const route of ["\x01", "\x02"]) bench.central.receive(frame(route + command.slice(1)));
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: 1 });
    assert.equal(isClosed(bench), true);
    assert.deepEqual([bench.central.accepted, bench.central.rejected], [1, 2]);
  });
});
