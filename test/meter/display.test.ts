// The last row of the display, which an alarm, the credit and the count of refused commands share.

import assert from "node:assert/strict";
import { encodeBalance, POSTPAID, PREPAID } from "../../firmware/messages/credit.ts";
import { ARMED, CONNECTED, DISCONNECTED, encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { display } from "../../firmware/meter/display.ts";

function shownAfter(work: (partition: ReturnType<typeof display>) => void): (string | undefined)[] {
  const rows: (string | undefined)[] = [undefined, undefined, undefined, undefined];
  work(
    display((row, text) => {
      rows[row] = text;
    }),
  );
  return rows;
}

const state = (alarm: number): string => encodeSwitchState(CONNECTED, 0, 0, 1, 5, 2, 0, alarm);
const credit = (balance: number, mode = PREPAID): string => mode + encodeBalance(balance);

describe("display: the switch", () => {
  for (const [is, reasons, text] of [
    [CONNECTED, 0, "Switch: on"],
    [CONNECTED, 1, "On, will go off"],
    [CONNECTED, 2, "On, will go off"],
    [CONNECTED, 8, "Switch: on"],
    [DISCONNECTED, 1, "Switch: off"],
    [DISCONNECTED, 2, "Off: no credit"],
    [DISCONNECTED, 3, "Off: no credit"],
    [DISCONNECTED, 8, "Switch: off"],
    [ARMED, 0, "Off, hold button 2 s"],
  ] as const)
    it(`shows state ${is} for reasons ${reasons} as ${text}`, () => {
      const rows = shownAfter((one) => one.fromOffSwitchLink(encodeSwitchState(is, reasons, 2, 1, 5, 2, 0, 0)));
      assert.deepEqual(rows.slice(2), [text, "Refused: 5"]);
      assert.ok(text.length <= 20);
    });

  for (const [alarm, text] of [
    [1, "ALARM: contact"],
    [2, "ALARM: contact"],
    [3, "ALARM: contact"],
    [4, "ALARM: relay worn"],
    [5, "ALARM: contact"],
  ] as const)
    it(`shows alarm ${alarm} as ${text}`, () => {
      assert.equal(shownAfter((one) => one.fromOffSwitchLink(state(alarm)))[3], text);
    });
});

describe("display: credit", () => {
  for (const [balance, text] of [
    [1_234_000, "Credit  12.34"],
    [1_234_999, "Credit  12.34"],
    [0, "Credit   0.00"],
    [5_000, "Credit   0.05"],
    [999, "Credit   0.00"],
    [-1, "Credit  -0.01"],
    [-1_000, "Credit  -0.01"],
    [-123_400_000, "Credit -1234.00"],
    [4_294_967_295, "Credit 42949.67"],
    [140_737_488_355_327, "Credit 1407374883.55"],
  ] as const)
    it(`shows ${balance} as ${text}`, () => {
      assert.deepEqual(
        shownAfter((one) => one.fromCreditBalance(credit(balance))),
        [undefined, undefined, undefined, text],
      );
    });

  it("shows it where refused commands stood, also after the next report of the switch", () => {
    assert.equal(shownAfter((one) => one.fromOffSwitchLink(state(0)))[3], "Refused: 5");
    const rows = shownAfter((one) => {
      one.fromCreditBalance(credit(1_234_000));
      one.fromOffSwitchLink(state(0));
    });
    assert.deepEqual(rows.slice(2), ["Switch: on", "Credit  12.34"]);
    const silent = shownAfter((one) => {
      one.fromCreditBalance(credit(1_234_000));
      one.fromOffSwitchLink("?");
    });
    assert.deepEqual(silent.slice(2), ["Switch: no answer", "Credit  12.34"]);
  });

  it("lets an alarm go before it, and comes back after it", () => {
    const rows: string[] = [];
    const partition = display((row, text) => {
      if (row === 3) rows.push(text);
    });
    partition.fromOffSwitchLink(state(1));
    partition.fromCreditBalance(credit(1_234_000));
    partition.fromOffSwitchLink(state(1));
    partition.fromOffSwitchLink(state(0));
    assert.deepEqual(rows, ["ALARM: contact", "ALARM: contact", "Credit  12.34"]);
  });

  it("comes back where the switch says nothing any more", () => {
    const rows = shownAfter((one) => {
      one.fromOffSwitchLink(state(1));
      one.fromCreditBalance(credit(1_234_000));
      one.fromOffSwitchLink("?");
      one.fromCreditBalance(credit(1_235_000));
    });
    assert.deepEqual(rows.slice(2), ["Switch: no answer", "Credit  12.35"]);
  });

  it("shows none where supply is postpaid, or what is told is none", () => {
    for (const told of [credit(1_234_000, POSTPAID), "", "\x01", credit(5) + "\0"]) {
      const rows = shownAfter((one) => {
        one.fromCreditBalance(credit(1_234_000));
        one.fromCreditBalance(told);
      });
      assert.equal(rows[3], "");
      const after = shownAfter((one) => {
        one.fromCreditBalance(credit(1_234_000));
        one.fromCreditBalance(told);
        one.fromOffSwitchLink(state(0));
      });
      assert.equal(after[3], "Refused: 5");
    }
  });
});
