import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { PushButton } from "../../bench/parts/push-button.ts";
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
    assert.deepEqual(driver.posts, ["\x01", "\x00"]);
  });

  it("posts once for each press and release of a bouncing contact", async () => {
    const { driver, button } = await setUp(3);
    for (let i = 0; i < 50; i++) {
      button.press();
      driver.wait(200);
      button.release();
      driver.wait(200);
    }
    assert.deepEqual(driver.posts, Array.from({ length: 50 }, () => ["\x01", "\x00"]).flat());
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
    driver.wait(100);
    pin.drive(0);
    driver.wait(100);
    assert.deepEqual(driver.posts, ["\x01", "\x00"]);
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
    driver.wait(25_000);
    button.release();
    driver.wait(100);
    assert.deepEqual(driver.posts, ["\x01", "\x00"]);
    assert.equal(driver.board.console, "");
  });
});
