import assert from "node:assert/strict";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import type { I2cDevice } from "../../bench/engine/parts-api.ts";
import { Random } from "../../bench/engine/random.ts";
import { I2cPlug } from "../../bench/parts/i2c-plug.ts";
import { inputPin } from "./bench.ts";

function setUp() {
  const clock = new SimulationClock();
  const heard: number[] = [];
  const device: I2cDevice = {
    write: (bytes) => heard.push(...bytes) > 0,
    read: (count) => new Uint8Array(count).fill(0x25),
  };
  const scl = inputPin(clock, "A8").pin;
  const sda = inputPin(clock, "C9").pin;
  return { heard, scl, sda, plug: new I2cPlug(device, { scl, sda }, new Random(1)) };
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe("a plug on an I2C bus", () => {
  it("in: bytes pass both ways, and are counted in bits", () => {
    const { heard, plug } = setUp();
    assert.equal(plug.write(bytes(1, 2, 3), 0), true);
    assert.deepEqual([...plug.read(2, 0)], [0x25, 0x25]);
    assert.deepEqual(heard, [1, 2, 3]);
    assert.equal(plug.bits, 40);
  });

  for (const state of ["out", "sda open", "scl open"] as const) {
    it(`${state}: the part hears nothing, the board reads ones, the lines are high`, () => {
      const { heard, scl, sda, plug } = setUp();
      plug.set(state);
      assert.equal(plug.write(bytes(1), 0), false);
      assert.deepEqual([...plug.read(2, 0)], [0xff, 0xff]);
      assert.deepEqual(heard, []);
      assert.deepEqual([scl.read(), sda.read()], [1, 1]);
    });
  }

  it("low: the line is held at 0 until the plug is in or out", () => {
    const { scl, sda, plug } = setUp();
    plug.set("scl low");
    assert.deepEqual([scl.read(), sda.read()], [0, 1]);
    plug.set("sda low");
    assert.deepEqual([scl.read(), sda.read()], [1, 0]);
    plug.set("in");
    assert.deepEqual([scl.read(), sda.read()], [1, 1]);
  });

  it("noise: the part hears nothing, the board reads something else each time", () => {
    const { heard, plug } = setUp();
    plug.set("noise");
    assert.equal(plug.write(bytes(1), 0), false);
    assert.deepEqual(heard, []);
    assert.notDeepEqual([...plug.read(8, 0)], [...plug.read(8, 0)]);
  });

  it("pulled while the part listens: the byte that is not whole is lost, and all that follow", () => {
    const { heard, plug } = setUp();
    plug.pullAfter(15);
    assert.equal(plug.write(bytes(1, 2, 3), 0), false);
    assert.deepEqual(heard, [1]);
    assert.equal(plug.write(bytes(4), 0), false);
    assert.deepEqual([...plug.read(1, 0)], [0xff]);
    assert.deepEqual(heard, [1]);
    plug.set("in");
    assert.equal(plug.write(bytes(5), 0), true);
    assert.deepEqual(heard, [1, 5]);
  });

  it("pulled while the part sends: the bits that are left read as ones", () => {
    const { plug } = setUp();
    plug.pullAfter(14);
    assert.deepEqual([...plug.read(3, 0)], [0x25, 0x27, 0xff]);
    plug.pullAfter(8);
    assert.deepEqual([...plug.read(2, 0)], [0x25, 0xff]);
    assert.deepEqual([...plug.read(1, 0)], [0xff]);
  });
});
