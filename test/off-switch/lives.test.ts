// Whole lives of the switch: orders, local messages, noise, fingers and resets in any order, a supply that goes in any write of the part
// and on either side of the coil. Whatever happens, the watcher finds nothing that may not be.

import assert from "node:assert/strict";
import fc from "fast-check";
import * as command from "../../firmware/messages/command.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { ENTRY_LOST } from "../../firmware/messages/log-entry.ts";
import { SwitchRig } from "./rig.ts";
import type { SwitchRigOptions } from "./rig.ts";
import { Watcher } from "./watcher.ts";
import type { Act } from "./watcher.ts";

const LIVES = 100;

const policies = fc
  .tuple(
    fc.constantFrom(0, 1, 60, 900, 86_400),
    fc.constantFrom(0, 1, 60, 3600),
    fc.constantFrom(4, 5, 6, 7, 24, 999, 65_535),
    fc.constantFrom(60, 3600, 86_400, 604_800),
  )
  .map((limits) => encodePolicy(...limits));

const spans = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(1, 2, 3, 59, 60, 61, 119) },
  { weight: 2, arbitrary: fc.constantFrom(300, 899, 901, 3600, 3601, 7300) },
  { weight: 1, arbitrary: fc.constantFrom(40_000, 86_399, 86_400, 86_401) },
);

type Step =
  | Act
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "finger"; readonly tenths: number; readonly between: number }
  | { readonly kind: "say"; readonly wanted: number; readonly flows: boolean; readonly stored: number }
  | { readonly kind: "let"; readonly reasons: number }
  | { readonly kind: "cut"; readonly writes: number }
  | { readonly kind: "round"; readonly seconds: number }
  | { readonly kind: "coil"; readonly when: "before" | "after" };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: spans.map((seconds): Step => ({ kind: "wait", seconds })) },
  { weight: 8, arbitrary: fc.constantFrom<Step>({ kind: "off" }, { kind: "on" }, { kind: "cancel" }) },
  {
    weight: 5,
    arbitrary: fc.record<Step & { kind: "finger" }>({
      kind: fc.constant("finger"),
      tenths: fc.constantFrom(25, 25, 20, 100, 19, 101, 255, 0),
      between: fc.constantFrom(0, 0, 3, 61),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record<Step & { kind: "say" }>({
      kind: fc.constant("say"),
      wanted: fc.constantFrom(0, 2, 4, 6, 255),
      flows: fc.boolean(),
      stored: fc.constantFrom(0, 5, 4_294_967_295),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom(0, 2, 4, 6, 14, 1, 255).map((reasons): Step => ({ kind: "let", reasons })) },
  { weight: 2, arbitrary: policies.map((policy): Step => ({ kind: "policy", policy })) },
  { weight: 4, arbitrary: spans.map((seconds): Step => ({ kind: "round", seconds })) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: "noise" }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ kind: "reset" }) },
  { weight: 3, arbitrary: fc.nat(12).map((writes): Step => ({ kind: "cut", writes })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("before" as const, "after" as const).map((when): Step => ({ kind: "coil", when })),
  },
);

function tick(rig: SwitchRig, watcher: Watcher, seconds: number): void {
  for (let second = 0; second < seconds; second++)
    watcher.during({ kind: "pass" }, () => {
      rig.run(1);
    });
}

function take(rig: SwitchRig, watcher: Watcher, step: Step): void {
  const during = (act: Act, does: () => void): void => {
    watcher.during(act, does);
  };
  if (step.kind === "wait") tick(rig, watcher, step.seconds);
  else if (step.kind === "off") during(step, () => void rig.give(command.ORDER_OFF));
  else if (step.kind === "on") during(step, () => void rig.give(command.ORDER_ON));
  else if (step.kind === "cancel") during(step, () => void rig.give(command.ORDER_CANCEL));
  else if (step.kind === "policy") during(step, () => void rig.give(command.ORDER_POLICY, step.policy));
  else if (step.kind === "let")
    during({ kind: "obey" }, () => void rig.give(command.ORDER_OBEY, String.fromCharCode(step.reasons)));
  else if (step.kind === "say")
    during({ kind: "local" }, () => {
      rig.local(step.wanted, step.flows, step.stored);
    });
  else if (step.kind === "noise")
    during(step, () => {
      rig.say(rig.random.byteString(rig.random.below(122)));
    });
  else if (step.kind === "reset")
    during(step, () => {
      rig.boot();
    });
  else if (step.kind === "cut") rig.cutAfter = step.writes;
  else if (step.kind === "coil") rig.cutAtCoil = step.when;
  else if (step.kind === "round") {
    for (const order of [{ kind: "off" }, { kind: "on" }] as const) {
      take(rig, watcher, order);
      tick(rig, watcher, step.seconds);
    }
    take(rig, watcher, { kind: "finger", tenths: 25, between: 0 });
  } else if (step.kind === "finger") {
    during({ kind: "down" }, () => {
      rig.buttonDown();
    });
    tick(rig, watcher, step.between);
    during({ kind: "up", tenths: step.tenths }, () => {
      rig.buttonUp(step.tenths);
    });
  }
}

interface Figures {
  opened: number;
  closed: number;
  cuts: number;
  loosened: number;
}

function live(options: SwitchRigOptions, script: readonly Step[], figures: Figures): void {
  const rig = new SwitchRig(options);
  const watcher = new Watcher(rig);
  const before = rig.policy();
  tick(rig, watcher, 3);
  for (const step of script) {
    take(rig, watcher, step);
    tick(rig, watcher, 1);
  }
  assert.ok(!rig.logged().some((one) => one.startsWith(ENTRY_LOST)), "a cut has lost the state");
  figures.opened += rig.drives.filter((drive) => drive.moved && !drive.closed).length;
  figures.closed += rig.drives.filter((drive) => drive.moved && drive.closed).length;
  figures.cuts += rig.cuts;
  figures.loosened += rig.policy() === before ? 0 : 1;
}

describe("a life of the switch", function () {
  this.timeout(180_000);

  it("keeps every bound, whatever comes and whenever the supply goes", () => {
    const figures: Figures = { opened: 0, closed: 0, cuts: 0, loosened: 0 };
    const lives = fc.record({ policy: policies, closed: fc.boolean(), seed: fc.nat() });
    fc.assert(
      fc.property(lives, fc.array(steps, { minLength: 10, maxLength: 60 }), (options, script) => {
        live(options, script, figures);
      }),
      { numRuns: LIVES, seed: 5 },
    );
    // None of it holds for want of events.
    assert.ok(figures.opened > LIVES / 4 && figures.closed > LIVES / 20, JSON.stringify(figures));
    assert.ok(figures.cuts > LIVES && figures.loosened > LIVES / 10, JSON.stringify(figures));
  });
});
