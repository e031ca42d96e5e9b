// The proof can fail: mistakes in the rules and around them, one at a time, and the property that each breaks.

import assert from "node:assert/strict";
import * as rules from "../../firmware/off-switch/switch.ts";
import { promelaRules } from "../../verify/rules.ts";
import type { Rules } from "../../verify/rules.ts";
import { check, modelText, refute } from "../../verify/spin.ts";
import type { RunName } from "../../verify/spin.ts";
import { changed, mutant, withSpin } from "./mutant.ts";

interface Mistake {
  readonly name: string;
  readonly run: RunName;
  readonly property: number;
  readonly from: string;
  readonly to: string;
}

const IN_RULES: readonly Mistake[] = [
  {
    name: "an on takes back that credit is used up",
    run: "moves",
    property: 1,
    from: String.raw`"\x03\x09\x00"`,
    to: String.raw`"\x03\x0b\x00"`,
  },
  {
    name: "a cancel arms an open switch",
    run: "moves",
    property: 1,
    from: String.raw`"\x02\x01\x00"`,
    to: String.raw`"\x03\x01\x00"`,
  },
  {
    name: "the meter board opens a postpaid meter",
    run: "moves",
    property: 2,
    from: "(reasons & (REASON_REMOTE | obeyed)) !== 0",
    to: "reasons !== 0",
  },
  {
    name: "an off is no reason",
    run: "once",
    property: 3,
    from: String.raw`"\x03\x00\x01"`,
    to: String.raw`"\x03\x00\x00"`,
  },
];

const IN_THE_MODEL: readonly Mistake[] = [
  {
    name: "the coil is driven before the state is stored",
    run: "moves",
    property: 4,
    from: "    keep();\n    if\n    :: done -> drive(c)\n    :: else\n    fi\n",
    to: "    drive(c);\n    keep()\n",
  },
  {
    name: "the button closes without having been armed",
    run: "moves",
    property: 1,
    from: "  :: isArmed && isPressed && proper -> move(1)\n",
    to: "  :: known && proper -> move(1)\n",
  },
  {
    name: "the button closes after any time",
    run: "moves",
    property: 1,
    from: "  :: isArmed && isPressed && proper -> move(1)\n",
    to: "  :: isArmed && isPressed -> move(1)\n",
  },
  {
    name: "what was to close closes at the start",
    run: "moves",
    property: 1,
    from: "    :: s.closed && !seen -> s.closed = 0; s.wasMoved = 0; anyWait(s.wait)\n",
    to: "    :: s.closed && !seen -> drive(1)\n",
  },
  {
    name: "the counter is stored after the command has acted",
    run: "once",
    property: 3,
    from: "      storeCounter();\n      if\n      :: done -> act()\n      :: else\n      fi\n",
    to: "      act();\n      storeCounter()\n",
  },
  {
    name: "what was refused once is answered done without a store",
    run: "once",
    property: 3,
    from: "    :: isUnsure -> keep()\n    :: else -> d_step {",
    to: "    :: d_step {",
  },
  {
    name: "a reset forgets the wait",
    run: "delay",
    property: 5,
    from: "    :: s.closed && seen\n",
    to: "    :: s.closed && seen -> s.wait = 0\n",
  },
  {
    name: "what is due does not open",
    run: "acts",
    property: 6,
    from: "    :: s.closed && s.wait == 0 && opensNow -> move(0)\n",
    to: "    :: s.closed && s.wait == 0 && opensNow\n",
  },
];

function find({ name, run, property }: Mistake, model: string, rulesText: string, look = refute): readonly string[] {
  const outcome = look(`mistakes/${name.replaceAll(" ", "-")}`, run, model, rulesText);
  assert.ok(outcome.kind === "refuted", "nothing was found");
  assert.equal(outcome.property, property);
  return outcome.steps;
}

withSpin("the model finds a mistake", function () {
  this.timeout(120_000);

  for (const mistake of IN_RULES)
    it(`in the rules: ${mistake.name}`, async () => {
      const edited = await mutant<Rules>("firmware/off-switch/switch.ts", mistake.name, mistake.from, mistake.to);
      find(mistake, modelText(), promelaRules(edited));
    });

  for (const mistake of IN_THE_MODEL)
    it(`around them: ${mistake.name}`, () => {
      const steps = find(mistake, changed(modelText(), mistake.from, mistake.to), promelaRules(rules));
      assert.ok(steps.length > 0, "there is no way to it");
    });

  it("and says how it comes to that", () => {
    const mistake = IN_THE_MODEL[0]!;
    const model = changed(modelText(), mistake.from, mistake.to);
    assert.deepEqual(find({ ...mistake, name: "told" }, model, promelaRules(rules), check), [
      "the processor starts",
      "stores closed 0, reasons 0, obeyed 0, wait 1",
      "a second passes",
      "cannot store closed 0, reasons 0, obeyed 0",
      "the button goes down",
      "the button comes up, held properly: 1",
      "drives the contact 1",
    ]);
  });
});
