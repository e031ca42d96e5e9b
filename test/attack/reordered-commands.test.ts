// Whoever holds the WAN keeps commands back and delivers them in another order, some of them twice, late, or not at all.

import assert from "node:assert/strict";
import { parameter, readParameter } from "../../bench/central/orders.ts";
import { Random } from "../../bench/engine/random.ts";
import { bundles } from "../bundles.ts";
import { commands, isClosed, target, wait, withoutCounter } from "./rig.ts";

describe("attack: commands in another order", () => {
  it("takes the latest only: whatever was made before it is refused from then on", async () => {
    const bench = await target();
    wait(bench, 10);
    const [first, second, third] = [
      bench.central.command("off"),
      bench.central.command("on"),
      bench.central.command("off"),
    ];
    for (const frame of [second, first, third, first, second]) {
      bench.toWan(frame);
      wait(bench, 6);
    }
    assert.deepEqual(commands(bench), { accepted: 2, rejected: 3 });
    assert.equal(isClosed(bench), false);
    bench.pressButton(2.5);
    wait(bench, 6);
    assert.equal(isClosed(bench), false);
    assert.equal(bench.offSwitchParts.relay.operations, 1);
  });

  it("does to cs-security, of any that are dropped, doubled and shuffled, each that is later than all before it, and once", async () => {
    const bench = await target();
    const random = new Random(41);
    wait(bench, 10);
    for (let round = 0; round < 10; round++) {
      const sent = Array.from({ length: 8 }, (_, value) =>
        bench.central.system.command("meter", parameter(6, `value ${round} ${value}`), bench.utcMs),
      );
      const delivered = Array.from({ length: 10 }, () => sent[random.below(sent.length)]!);
      const done: bigint[] = [];
      for (const { frames, asked } of delivered) {
        bench.toWan(frames[0]);
        if (done.every((counter) => asked.counter > counter)) done.push(asked.counter);
        wait(bench, 1.2);
      }
      wait(bench, 2);
      bench.central.order("meter", readParameter(6));
      wait(bench, 3);
      const answers = bench.central.events.splice(0).flatMap((event) => (event.kind === "answer" ? [event] : []));
      const [read] = answers.filter(({ order }) => order === "read-parameter");
      const last = sent.findIndex(({ asked }) => asked.counter === done.at(-1));
      assert.deepEqual(read!.body, { kind: "parameter", value: `value ${round} ${last}` });
      assert.deepEqual(
        answers.filter(({ order }) => order === "parameter").map(({ counter }) => counter),
        done,
      );
    }
  });

  it("arms by an overtaken on, where the counter is not looked at", async () => {
    const bench = await target({ offSwitch: withoutCounter((await bundles()).offSwitch) });
    wait(bench, 10);
    const [on, off] = [bench.central.command("on"), bench.central.command("off")];
    for (const frame of [off, on]) {
      bench.toWan(frame);
      wait(bench, 2);
    }
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), true);
  });

  it("not promised: a command that was withheld acts an hour later, as long as no later one was delivered", async () => {
    const bench = await target();
    wait(bench, 10);
    const withheld = bench.central.command("off");
    wait(bench, 3600);
    bench.toWan(withheld);
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });
});
