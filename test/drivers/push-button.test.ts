import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { PushButton } from "../../bench/parts/push-button.ts";
import { PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { faultOf } from "./driven-steps.ts";
import { DriverOnBoard } from "./on-board.ts";

async function setUp(seed?: number) {
  const driver = await DriverOnBoard.build("push-button", { watchPin: "C0" });
  const button = new PushButton(
    driver.clock,
    driver.board.pin("C0"),
    seed === undefined ? undefined : new Random(seed),
  );
  return { driver: driver.boot().wait(500), button };
}

describe("push-button on a virtual board", () => {
  it("posts 1 when it is pressed and 0 when it is let go, once the contact has settled", async () => {
    const { driver, button } = await setUp();
    button.press();
    driver.wait(20);
    assert.deepEqual(driver.posts, []);
    driver.wait(20);
    assert.deepEqual(driver.posts, ["\x01"]);
    button.release();
    driver.wait(40);
    assert.deepEqual(driver.posts, ["\x01", "\x00\x00"]);
  });

  for (const [heldMs, tenths] of [
    [60, 0],
    [1990, 19],
    [2010, 20],
    [2500, 25],
    [10_010, 100],
    [25_450, 254],
    [25_510, 255],
    [50_000, 255],
  ] as const)
    it(`says with the release that it was held for ${heldMs} ms: ${tenths}`, async () => {
      const { driver, button } = await setUp();
      button.press();
      driver.wait(heldMs);
      button.release();
      driver.wait(40);
      assert.deepEqual(driver.posts, ["\x01", `\x00${String.fromCharCode(tenths)}`]);
    });

  it("says for how long it was held where the release falls into its renewal, every 10 s", async () => {
    for (const beforeMs of [1, 10, 24, 30]) {
      const { driver, button } = await setUp();
      driver.wait(10_000 - 500 - 3000 - beforeMs);
      button.press();
      driver.wait(3000);
      button.release();
      driver.wait(100);
      assert.deepEqual(driver.posts, ["\x01", "\x00\x1e"], `${beforeMs} ms before it`);
    }
  });

  it("is not stuck where its renewal falls into a press that begins", async () => {
    for (let beforeMs = -40; beforeMs <= 40; beforeMs += 10) {
      const { driver, button } = await setUp();
      driver.wait(60_000 - 500 - beforeMs);
      button.press();
      for (let ms = 0; ms < 100; ms++) assert.equal(faultOf(driver.wait(1)), PART_OK, `${beforeMs} ms before it`);
      assert.deepEqual(driver.posts, ["\x01"]);
    }
  });

  it("posts once for each press and release of a bouncing contact", async () => {
    const { driver, button } = await setUp(3);
    for (let i = 0; i < 50; i++) {
      button.press();
      driver.wait(200);
      button.release();
      driver.wait(200);
    }
    assert.equal(driver.posts.length, 100);
    for (const [i, post] of driver.posts.entries())
      if (i % 2 === 0) assert.equal(post, "\x01");
      // Its contact bounces for up to 10 ms.
      else assert.match(post, /^\x00[\x01\x02]$/);
  });

  it("posts nothing for a closure shorter than 25 ms", async () => {
    const { driver, button } = await setUp();
    button.press();
    driver.wait(24);
    button.release();
    driver.wait(500);
    assert.deepEqual(driver.posts, []);
  });

  it("posts the other way round with activeLow false", async () => {
    const driver = await DriverOnBoard.build("push-button", { watchPin: "C0", activeLow: false });
    const pin = driver.board.pin("C0");
    pin.drive(0);
    driver.boot().wait(500);
    pin.drive(1);
    driver.wait(150);
    pin.drive(0);
    driver.wait(100);
    assert.deepEqual(driver.posts, ["\x01", "\x00\x01"]);
  });

  it("works on within 10 s after the engine dropped its watch, and renews it without a stray post", async () => {
    const { driver, button } = await setUp();
    const clear = Reflect.get(driver.board, "life") as { watches: { removeAll(): void } };
    clear.watches.removeAll();
    button.press();
    driver.wait(100);
    assert.deepEqual(driver.posts, [], "nobody watched");
    button.release();
    driver.wait(10_100);
    button.press();
    driver.wait(25_050);
    button.release();
    driver.wait(100);
    assert.deepEqual(driver.posts, ["\x01", "\x00\xfa"]);
    assert.equal(driver.board.console, "");
  });

  for (const [activeLow, at] of [
    [true, "low"],
    [false, "high"],
  ] as const)
    it(`is stuck after 60 to 70 s when it is held, ${at}, and sound with its release`, async () => {
      const driver = await DriverOnBoard.build("push-button", { watchPin: "C0", activeLow });
      const pin = driver.board.pin("C0");
      pin.drive(activeLow ? 1 : 0);
      driver.boot().wait(3000);
      pin.drive(activeLow ? 0 : 1);
      driver.wait(59_900);
      assert.equal(faultOf(driver), PART_OK);
      driver.wait(10_200);
      assert.equal(faultOf(driver), PART_STUCK);
      pin.drive(activeLow ? 1 : 0);
      driver.wait(100);
      assert.equal(faultOf(driver), PART_OK);
      assert.deepEqual(driver.posts, ["\x01", "\x00\xff"]);
    });

  it("counts anew from each press: many short ones do not add up", async () => {
    const { driver, button } = await setUp(2);
    for (let i = 0; i < 20; i++) {
      button.press();
      driver.wait(9000);
      button.release();
      driver.wait(200);
      assert.equal(faultOf(driver), PART_OK);
    }
  });

  it("is stuck when it was held at power-on, and posts nothing for it", async () => {
    const { driver, button } = await setUp();
    button.press();
    driver.wait(100).boot().wait(71_000);
    assert.equal(faultOf(driver), PART_STUCK);
    assert.deepEqual(driver.posts, []);
  });

  it("is sound within 10 s when it was let go while the engine had dropped its watch", async () => {
    const { driver, button } = await setUp();
    button.press();
    driver.wait(75_000);
    assert.equal(faultOf(driver), PART_STUCK);
    driver.dropWatches();
    button.release();
    driver.wait(10_100);
    assert.equal(faultOf(driver), PART_OK);
  });
});
