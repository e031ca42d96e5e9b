// A siege of the off-switch processor by a fallen meter board, for so many days: on the whole virtual boards, or with the partitions' own text
// on a store, which costs a twentieth. Before it the board has carried an off, an on and what else it may repeat; in prepaid supply the
// consumer presses the button every two hours, for the light goes out again and again.

import assert from "node:assert/strict";
import { Bench } from "../../bench/bench.ts";
import { obey, off, on } from "../../bench/central/orders.ts";
import type { Order } from "../../bench/central/orders.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import { builtInHousehold } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import * as command from "../../firmware/messages/command.ts";
import { encodeFrame } from "../../firmware/messages/frame.ts";
import { REASON_CREDIT } from "../../firmware/messages/switch-state.ts";
import { delaySeconds } from "../../firmware/off-switch/switch.ts";
import { drawnOn } from "../attack/field.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";
import { SwitchRig } from "../off-switch/rig.ts";
import { switchText } from "../off-switch/switch-text.ts";
import { Watcher } from "../off-switch/watcher.ts";
import { crc32 } from "../store/rig.ts";
import { hostileBundle } from "./bundle.ts";
import { assertWithinPolicy } from "./judge.ts";
import type { Operation } from "./judge.ts";
import { Mind } from "./mind.ts";
import type { Character } from "./mind.ts";

export interface SiegeOptions {
  readonly days: number;
  readonly prepaid: boolean;
  readonly character: Character;
  /** In place of the firmware's off-switch bundle. */
  readonly offSwitch?: string;
}

export interface Siege {
  readonly operations: readonly Operation[];
  /** The most of them within 24 hours. */
  readonly busiestDay: number;
  /** Commands that were taken, beside those of the central system. */
  readonly accepted: number;
  readonly refused: number;
}

const POLICY = IN_THE_FIELD;
const WINDOW = 900;
const DAY = 86_400;
const LOCAL_BYTES = 7;
const CHUNK_BYTES = 128;
const BETWEEN_PRESSES = 7200;
/** A meter whose home draws nothing: pulses are not what this is about. */
const NOBODY_HOME = ((): Household => {
  const home = builtInHousehold(1);
  const endS = DEFAULT_START_S + 1;
  return { ...home, endS, stepAt: (atS) => (atS < endS ? { ...home.stepAt(atS)!, powerUw: 0 } : undefined) };
})();

/** What the whole boards say. The relay alone is looked at, and what the off-switch processor counts. */
export async function boardSiege({ days, prepaid, character, offSwitch }: SiegeOptions): Promise<Siege> {
  const meter = await hostileBundle(character);
  const bench = new Bench({
    household: NOBODY_HOME,
    startS: DEFAULT_START_S,
    seed: character.seed,
    switchPolicy: POLICY,
    bundles: { meter, offSwitch: offSwitch ?? (await bundles()).offSwitch },
  });
  const operations: Operation[] = [];
  bench.offSwitchParts.relay.onMove((closed, timeUs) => operations.push({ atSecond: timeUs / 1e6, closed }));
  const orders = carried(bench, prepaid);
  const since = operations.length;
  for (let second = bench.elapsedS; second < days * DAY; second += BETWEEN_PRESSES) {
    bench.runTo(Math.min(second + BETWEEN_PRESSES, days * DAY));
    if (prepaid) bench.pressButton(2.5);
  }
  bench.runTo(bench.elapsedS + 20);
  assert.deepEqual(bench.offSwitchParts.relay.faults, []);
  assertDelayed(bench, operations.slice(since), since / 2);
  const counted = (at: number): number => Buffer.from(bench.switchReport, "latin1").readUInt16BE(at);
  return {
    operations: operations.slice(since),
    busiestDay: assertWithinPolicy(operations, POLICY),
    accepted: counted(3) - orders,
    refused: counted(5),
  };
}

/** An off, an on and the button; prepaid supply. Returns how many orders were given. */
function carried(bench: Bench, prepaid: boolean): number {
  const give = (order: Order): void => {
    const sent = bench.central.system.command("off-switch", order, bench.utcMs).frames[1];
    new FrameReceiver((payload) => {
      bench.toWan(frame(payload.slice(1)));
    }).receive(sent);
  };
  bench.runTo(10);
  give(off());
  bench.runTo(WINDOW + 20);
  give(on());
  bench.runTo(WINDOW + 30);
  bench.pressButton(2.5);
  bench.runTo(WINDOW + 40);
  assert.equal(bench.offSwitchParts.relay.operations, 2);
  if (!prepaid) return 2;
  give(obey(REASON_CREDIT));
  bench.runTo(WINDOW + 45);
  return 3;
}

/** Since it was closed, each opening has waited for one of the delays that its board has drawn by then, or longer. */
function assertDelayed(bench: Bench, operations: readonly Operation[], draws: number): void {
  let closedAt = WINDOW;
  let least = draws;
  for (const { atSecond, closed } of operations)
    if (closed) closedAt = atSecond;
    else {
      const waited = atSecond - closedAt;
      let draw = least + 1;
      while (draw < least + 5000 && delaySeconds(WINDOW, drawnOn(bench.keys.delay, draw)) > waited) draw++;
      assert.ok(draw < least + 5000, `no delay of ${waited} s was drawn`);
      least = draw;
    }
}

/** The partitions' own text on a store, as the central system, the consumer and the hostile mind reach it, and a watcher above it. */
class TextTarget {
  readonly rig: SwitchRig;
  readonly mind: Mind;
  refused = 0;
  readonly #watcher: Watcher;
  readonly #link: { onLink(bytes: string): void };

  constructor(bundle: string, character: Character) {
    const { makeLink, makeSecurity } = switchText(bundle);
    this.rig = new SwitchRig({ policy: POLICY, seed: character.seed, make: makeSecurity });
    this.mind = new Mind(character, (payload) => encodeFrame(payload, crc32(payload)));
    this.#watcher = new Watcher(this.rig);
    const toSecurity = (payload: string): void => {
      if (payload.length !== LOCAL_BYTES) this.refused++;
      this.rig.say(payload);
    };
    this.#link = makeLink(toSecurity, () => undefined, crc32);
    this.rig.onSaid = (message) => {
      this.mind.hear(message);
    };
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++)
      this.#watcher.during({ kind: "pass" }, () => {
        this.rig.run(1);
      });
  }

  press(): void {
    this.#watcher.during({ kind: "down" }, () => {
      this.rig.buttonDown();
    });
    this.#watcher.during({ kind: "up", tenths: 25 }, () => {
      this.rig.buttonUp(25);
    });
  }

  /** The meter board passes on what it will repeat. */
  give(kind: "off" | "on" | "obey", order: string, body = ""): void {
    const counter = this.rig.orders() + 1;
    const sealed = this.rig.seal(counter, command.encodeCommand(order, body));
    this.rig.skip(counter);
    this.mind.hear(sealed);
    this.#watcher.during({ kind }, () => {
      this.rig.say(sealed);
    });
  }

  /** In chunks as long as the kernel makes them. */
  hear(bytes: string): void {
    if (bytes === "") return;
    this.#watcher.during({ kind: "noise" }, () => {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) this.#link.onLink(bytes.slice(at, at + CHUNK_BYTES));
    });
  }
}

/** What the text of its partitions does with it. Here each delay that is drawn is known, and every state as it is stored. */
export async function textSiege({
  days,
  prepaid,
  character,
  offSwitch,
}: SiegeOptions): Promise<Siege & { mind: Mind }> {
  const target = new TextTarget(offSwitch ?? (await bundles()).offSwitch, character);
  const { rig, mind } = target;
  target.pass(5);
  target.give("off", command.ORDER_OFF);
  target.pass(WINDOW + 1);
  target.give("on", command.ORDER_ON);
  target.press();
  target.pass(WINDOW);
  assert.equal(rig.drives.length, 2);
  if (prepaid) target.give("obey", command.ORDER_OBEY, String.fromCharCode(REASON_CREDIT));
  const orders = rig.orders();
  for (let second = 0; second < days * DAY; second++) {
    target.hear(mind.second());
    target.pass(1);
    if (prepaid && second % BETWEEN_PRESSES === 0) target.press();
  }
  // A border ends the half frame that noise may have left.
  target.hear("\xc0");
  target.pass(3);
  const accepted = rig.answers.size - orders;
  assert.equal(rig.result(command.ORDER_OFF), command.RESULT_DONE, "it is deaf to the central system");
  const busiestDay = assertWithinPolicy(rig.drives, POLICY);
  return { operations: rig.drives.slice(2), busiestDay, accepted, refused: target.refused, mind };
}
