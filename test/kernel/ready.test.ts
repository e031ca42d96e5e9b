// What a processor says of its start, when, and that nothing of it stays.

import assert from "node:assert/strict";
import { saidLater } from "../../firmware/kernel/ready.ts";
import type { Fault } from "../../firmware/kernel/kernel.ts";
import type { Processor } from "../../hal/processor.ts";
import { TestProcessor } from "./processor.ts";

const FAULT: Fault = { atMs: 0, partition: 0, kind: 1, slot: -1 };

function started() {
  const said: string[] = [];
  const announce: ((text: string) => void) | undefined = (text) => said.push(text);
  const processor: TestProcessor & Processor = Object.assign(new TestProcessor(), { announce });
  return { processor, said };
}

describe("ready: what is said of a start", () => {
  it("comes a second after it, once, with the faults until then", () => {
    const { processor, said } = started();
    const faults: Fault[] = [];
    assert.equal(saidLater(processor, { faults }).faults, faults);
    processor.runFor(999);
    assert.deepEqual(said, []);
    faults.push(FAULT, FAULT);
    processor.runFor(10_000);
    assert.deepEqual(said, ["HASM ready, faults 2"]);
  });

  it("names the reason of a board that starts nothing", () => {
    const { processor, said } = started();
    saidLater(processor, { refused: 3 });
    processor.runFor(1000);
    assert.deepEqual(said, ["HASM refused 3"]);
  });

  it("leaves no way to say more", () => {
    const { processor } = started();
    saidLater(processor, { faults: [] });
    processor.runFor(1000);
    assert.equal(processor.announce, undefined);
  });
});
