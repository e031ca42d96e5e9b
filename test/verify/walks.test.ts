// The hand-written half of the model against the partition itself: whatever the partition does on random walks, effect by effect and in its
// order, the model can do as well. So what was proved of the model holds for the partition, as far as the walks have seen it; and a partition
// that does anything else is found.

import assert from "node:assert/strict";
import { offSwitchSecurity } from "../../firmware/off-switch/off-switch-security.ts";
import * as rules from "../../firmware/off-switch/switch.ts";
import { promelaRules } from "../../verify/rules.ts";
import { modelText, Replayer } from "../../verify/spin.ts";
import * as token from "../../verify/tokens.ts";
import { tokenText } from "../../verify/tokens.ts";
import { mutant, withSpin } from "./mutant.ts";
import type { Security } from "./partition.ts";
import { loadReceiver } from "./receiver.ts";
import { walks } from "./walks.ts";

const FILE = "firmware/off-switch/off-switch-security.ts";

/** Of many walks in one row the search would go back and forth. */
const AT_ONCE = 40;

interface Mistake {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** What the model is the first not to follow. */
  readonly shows: RegExp;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: "drives before it stores",
    from: "    if (!keep()) return;\n    relayDrive(closed === 1);\n",
    to: "    relayDrive(closed === 1);\n    if (!keep()) return;\n",
    shows: /^drives /,
  },
  {
    name: "closes without having been armed",
    from: "if (isArmed && isPressed && isHeld",
    to: 'if (stored !== "" && s[CLOSED] === 0 && isHeld',
    shows: /^(stores|cannot store) closed 1/,
  },
  {
    name: "closes at the start where the contact is open",
    from: "        s[CLOSED] = 0;\n",
    to: "        relayDrive(true);\n",
    shows: /^drives closed/,
  },
  {
    name: "answers done without storing",
    from: "return isSure || keep();",
    to: "return true;",
    shows: /^(answers done|says|tick|reset|hears|gets|button|drives open)/,
  },
  {
    name: "obeys the meter board unasked",
    from: "rules.afterLocal(wanted, s[OBEYED]!, reasons)",
    to: "rules.afterLocal(wanted, rules.LOCAL_REASONS, reasons)",
    shows: /^(stores|cannot store) /,
  },
];

/** What led to the token that the model cannot follow; "" where it follows all. */
function story(row: readonly number[], followed: number): string {
  if (followed === row.length) return "";
  return row
    .slice(Math.max(0, followed - 20), followed + 1)
    .map(tokenText)
    .join(", ");
}

withSpin("the model and the partition", function () {
  this.timeout(240_000);
  let replayer: Replayer;

  before(async () => {
    await loadReceiver();
    replayer = new Replayer("replay", modelText(), promelaRules(rules));
  });

  it("go the same way, effect by effect, with refused stores and resets in the middle", () => {
    const rows = walks(offSwitchSecurity, 200, 80);
    const row = rows.flat();
    const count = (from: number, to = from): number => row.filter((one) => one >= from && one <= to).length;
    // What the walks have to have seen: openings, closings, stores and refusals, each result.
    assert.ok(count(token.DRIVE) + count(token.DRIVE + 2) >= 20);
    assert.ok(count(token.DRIVE + 1) + count(token.DRIVE + 3) >= 3);
    assert.ok(count(token.PUT + 1024, token.PUT + 2047) >= 200);
    assert.ok(count(token.PUT, token.PUT + 1023) >= 20);
    for (const result of [token.DONE, token.ABSENT, token.FAILED]) assert.ok(count(token.RESULT + result) >= 1);
    assert.ok(count(token.STALE) >= 20 && count(token.RESET) >= 100);
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const some = rows.slice(at, at + AT_ONCE).flat();
      assert.equal(story(some, replayer.follow(some)), "");
    }
  });

  for (const { name, from, to, shows } of MISTAKES)
    it(`part where the partition ${name}`, async () => {
      const { offSwitchSecurity: wrong } = await mutant<{ offSwitchSecurity: Security }>(FILE, name, from, to);
      const rows = walks(wrong, 60, 80);
      const row = rows.flat();
      const followed = replayer.follow(row);
      assert.ok(followed < row.length, "the model went all the way");
      assert.match(tokenText(row[followed]!), shows, story(row, followed));
    });
});
