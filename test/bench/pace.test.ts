// The pace of a run, on a wall clock that the test moves.

import assert from "node:assert/strict";
import { Pacer, SPOKEN_TO, WATCHED } from "../../bench/pace.ts";
import type { Manner, Pace } from "../../bench/pace.ts";

class Rig {
  elapsedS = 0;
  nowMs = 1000;
  frames = 0;
  readonly leaps: number[] = [];
  readonly waits: number[] = [];
  readonly pace: Pace = { speed: 1, paused: false, quit: false };
  /** What happens while it waits. */
  meanwhile: () => void = () => undefined;

  runTo(elapsedS: number): void {
    this.leaps.push(Math.round((elapsedS - this.elapsedS) * 1000) / 1000);
    this.elapsedS = elapsedS;
  }

  /** Each wait takes a little longer than asked for. */
  pacer(manner: Manner): Pacer {
    const wall = {
      nowMs: () => this.nowMs,
      wait: (ms: number) => {
        this.waits.push(ms);
        this.nowMs += ms + 50;
        this.meanwhile();
        return Promise.resolve();
      },
    };
    return new Pacer(this, this.pace, { manner, wall, onFrame: () => this.frames++ });
  }
}

describe("pace of a run", () => {
  it("goes with the wall clock, or so many times as fast, and ends exactly where it is told to", async () => {
    const rig = new Rig();
    const pacer = rig.pacer(WATCHED);
    assert.equal(await pacer.to(0.6), true);
    assert.deepEqual([rig.leaps, rig.elapsedS, rig.frames], [[0.25, 0.25, 0.1], 0.6, 2]);
    rig.pace.speed = 100;
    assert.equal(await pacer.to(60.123_456_789), true);
    assert.equal(rig.elapsedS, 60.123457);
    // The rest of the leap before, at the pace of then.
    assert.deepEqual(rig.leaps.slice(3), [0.15, 25, 25, 9.373]);
  });

  it("waits once for a leap however many ends are in it, so that looking each second costs no time", async () => {
    const rig = new Rig();
    rig.pace.speed = 100;
    const pacer = rig.pacer(WATCHED);
    for (let second = 1; second <= 50; second++) await pacer.to(second);
    assert.deepEqual([rig.waits, rig.frames, rig.elapsedS], [[200, 200], 2, 50]);
  });

  it("leaps no farther than the manner says, also after it was held up and as fast as it goes", async () => {
    const rig = new Rig();
    rig.pace.speed = Infinity;
    await rig.pacer(SPOKEN_TO).to(2.5);
    assert.deepEqual(
      [rig.leaps, rig.waits],
      [
        [1, 1, 0.5],
        [0, 0, 0],
      ],
    );
    const slow = new Rig();
    slow.pace.speed = 1e6;
    await slow.pacer(WATCHED).to(1000);
    assert.deepEqual(
      [slow.leaps, slow.waits],
      [
        [600, 400],
        [200, 200],
      ],
    );
  });

  it("stands while it is paused and shows what is there, and does not make up for it", async () => {
    const rig = new Rig();
    rig.pace.paused = true;
    rig.meanwhile = () => {
      if (rig.waits.length === 4) rig.pace.paused = false;
    };
    await rig.pacer(WATCHED).to(0.4);
    assert.deepEqual([rig.waits.length, rig.leaps, rig.frames], [5, [0.25, 0.15], 4]);
  });

  it("hurries to a moment, paused or not, and is then as before", async () => {
    const rig = new Rig();
    rig.pace.paused = true;
    rig.pace.hurryToS = 1500;
    rig.meanwhile = () => {
      if (rig.waits.length === 6) rig.pace.quit = true;
    };
    assert.equal(await rig.pacer(WATCHED).to(9999), false);
    assert.deepEqual(
      [rig.leaps, rig.waits],
      [
        [600, 600, 300],
        [0, 0, 0, 200, 200, 200],
      ],
    );
  });

  it("ends when somebody quits, and says so", async () => {
    const rig = new Rig();
    rig.meanwhile = () => {
      rig.pace.quit = rig.waits.length === 3;
    };
    assert.equal(await rig.pacer(WATCHED).to(100), false);
    assert.deepEqual(rig.leaps, [0.25, 0.25]);
  });

  it("goes on from where somebody else has moved the bench", async () => {
    const rig = new Rig();
    rig.meanwhile = () => {
      if (rig.waits.length === 2) rig.elapsedS = 50;
    };
    await rig.pacer(WATCHED).to(50.5);
    assert.deepEqual(rig.leaps, [0.25, 0.25, 0.25]);
  });
});
