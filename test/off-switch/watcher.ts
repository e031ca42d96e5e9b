// Looks at a switch from outside, tick by tick and drive by drive, and knows what it may never do: by what was ordered, by the delays
// that were drawn and by what lies in the store. It throws where the switch did so all the same.

import assert from "node:assert/strict";
import { armedSeconds, isTighter, moves, restSeconds, windowSeconds } from "../../firmware/messages/switch-policy.ts";
import { REASON_CREDIT, REASON_LIMIT, REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { CLOSED, OBEYED, REASONS } from "../../firmware/off-switch/switch.ts";
import type { Drive, SwitchRig } from "./rig.ts";

const DAY = 86_400;
const LEAST_TENTHS = 20;
const MOST_TENTHS = 100;

/** What happens to the switch, as the watcher has to know it. */
export type Act =
  | { readonly kind: "pass" | "off" | "on" | "cancel" | "obey" | "local" | "noise" | "reset" | "down" }
  | { readonly kind: "up"; readonly tenths: number }
  | { readonly kind: "policy"; readonly policy: string };

/** Seconds from the order to the opening, by the distribution's own formula. */
export function expectedDelay(window: number, random: number): number {
  const kept = 1 - (7 / 8) * (random / 2 ** 32);
  return Math.floor((window * -Math.log(kept)) / Math.log(8));
}

interface Seen {
  readonly closed: boolean;
  readonly reasons: number;
  readonly obeyed: number;
  readonly policy: string;
}

function opens(seen: Seen): boolean {
  return (seen.reasons & (REASON_REMOTE | seen.obeyed)) !== 0;
}

export class Watcher {
  readonly #rig: SwitchRig;
  #seen: Seen;
  #act: Act = { kind: "pass" };
  /** Since when it has been armed as it is, while it is; since when there has been a reason to open it, and within which window. */
  #armedAt: number;
  #armedFor: number;
  #dueAt = 0;
  #windowThen = 0;
  /** Whether the button went down while it was armed as it still is. */
  #isDown = false;
  /** From when on each policy was in force; when each was ordered. */
  readonly #policies: { readonly fromSecond: number; readonly policy: string }[] = [];
  readonly #ordered: { readonly atSecond: number; readonly policy: string }[] = [];
  /** Writes of the part that were looked at. */
  #programs = 0;
  /** Drives that were looked at. */
  #drives: { readonly drive: Drive; readonly policy: string }[] = [];

  constructor(rig: SwitchRig) {
    this.#rig = rig;
    this.#seen = this.#look();
    this.#armedAt = rig.second;
    this.#armedFor = armedSeconds(this.#seen.policy);
    this.#policies.push({ fromSecond: rig.second, policy: this.#seen.policy });
    rig.onDrive = (drive) => {
      this.#driven(drive);
    };
  }

  /** Does something to the rig and looks at what it has become. */
  during(act: Act, does: () => void): void {
    this.#act = act;
    if (act.kind === "policy") this.#ordered.push({ atSecond: this.#rig.second, policy: act.policy });
    if (act.kind === "down") this.#isDown = !this.#seen.closed && this.#seen.reasons === 0;
    does();
    this.#settle();
    if (act.kind === "up") this.#isDown = false;
  }

  #look(): Seen {
    const state = this.#rig.stored();
    const [closed, reasons, obeyed] = [state[CLOSED] === 1, state[REASONS]!, state[OBEYED]!];
    return { closed, reasons, obeyed, policy: this.#rig.policy() };
  }

  #settle(): void {
    // What was not stored has not happened: only time may have run out.
    if (this.#rig.array.programs !== this.#programs) this.#compare();
    this.#programs = this.#rig.array.programs;
    const { closed, reasons } = this.#seen;
    const armedFor = this.#rig.second - this.#armedAt;
    if (!closed && reasons === 0) assert.ok(armedFor <= this.#armedFor, `armed for ${armedFor} s`);
  }

  #compare(): void {
    const before = this.#seen;
    const now = (this.#seen = this.#look());
    const act = this.#act.kind;
    const given = now.reasons & ~before.reasons & ~REASON_REMOTE;
    assert.equal(given & ~now.obeyed, 0, "a reason that was not to count");
    if (given > 0) assert.ok(act === "pass" || act === "obey", `reasons given by ${act}`);
    assert.equal(now.reasons & (REASON_CREDIT | REASON_LIMIT) & ~now.obeyed, 0, "a reason that no longer counts");
    if (now.obeyed !== before.obeyed) assert.equal(act, "obey");
    const isRemote = (now.reasons & REASON_REMOTE) > (before.reasons & REASON_REMOTE);
    if (isRemote) assert.ok(act === "off" || (act === "pass" && !before.closed), `remotely open by ${act}`);
    const isNew = now.closed !== before.closed || now.reasons !== before.reasons || now.obeyed !== before.obeyed;
    if (!now.closed && (isNew || act === "obey")) {
      this.#armedAt = this.#rig.second;
      this.#armedFor = armedSeconds(now.policy);
    }
    if (isNew) this.#isDown = false;
    if (now.policy !== before.policy) this.#changed(before.policy, now.policy);
    // An order may have been stored and its answer lost: from then on it is due.
    if (opens(now) && !opens(before)) {
      this.#dueAt = this.#rig.second;
      this.#windowThen = windowSeconds(before.policy);
    }
  }

  #changed(before: string, now: string): void {
    const { second } = this.#rig;
    const orders = this.#ordered.filter(({ policy }) => policy === now);
    const isInTime = orders.some(({ atSecond }) => isTighter(now, before) || second - atSecond >= DAY);
    assert.ok(isInTime, "a policy that was loosened within a day");
    this.#policies.push({ fromSecond: second, policy: now });
  }

  #driven(drive: Drive): void {
    const seen = this.#look();
    const { second } = this.#rig;
    assert.equal(seen.closed, drive.closed, "driven before it was stored");
    const last = this.#drives.at(-1);
    if (last) {
      const rested = second - last.drive.atSecond;
      assert.ok(rested >= restSeconds(last.policy), `moves ${rested} s apart`);
    }
    this.#drives.push({ drive, policy: seen.policy });
    const recent = this.#drives.filter((one) => one.drive.atSecond > second - DAY);
    const end = this.#policies.findLastIndex(({ fromSecond }) => fromSecond <= second - DAY);
    const most = Math.max(...this.#policies.slice(Math.max(end, 0)).map(({ policy }) => moves(policy)));
    assert.ok(recent.length <= most, `${recent.length} moves within a day`);
    if (drive.closed) this.#closed();
    else if (drive.moved) this.#opened(seen);
  }

  #closed(): void {
    const act = this.#act;
    assert.ok(act.kind === "up" && this.#isDown, `closed by ${act.kind}`);
    assert.ok(act.tenths >= LEAST_TENTHS && act.tenths <= MOST_TENTHS, `closed by a press of ${act.tenths} tenths`);
    assert.equal(this.#seen.reasons, 0);
  }

  #opened(seen: Seen): void {
    assert.ok(opens(seen), "opened without a reason");
    const { second, drawn } = this.#rig;
    const isDueBefore = opens(this.#seen);
    // Stored as open already, and its coil had lost the supply: the same opening once more.
    if (!this.#seen.closed) return;
    const window = isDueBefore ? this.#windowThen : windowSeconds(this.#seen.policy);
    if (window === 0) return;
    const draw = drawn.at(-1);
    assert.ok(draw, "opened without a delay");
    if (isDueBefore) assert.ok(draw.atSecond >= this.#dueAt, "no delay was drawn");
    const waited = second - draw.atSecond;
    const delay = expectedDelay(window, draw.random);
    assert.ok(waited >= delay, `opened after ${waited} s of ${delay}`);
  }
}
