// The display: the last row of its first page, which an alarm, the credit and the count of refused commands share, and the pages that the button
// turns.

import assert from "node:assert/strict";
import { u32 } from "../../firmware/messages/bytes.ts";
import { encodeBalance, POSTPAID, PREPAID } from "../../firmware/messages/credit.ts";
import { ARMED, CONNECTED, DISCONNECTED, encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { readingBytes } from "../messages/reading-bytes.ts";
import { display } from "../../firmware/meter/display.ts";

function shownAfter(work: (partition: ReturnType<typeof display>) => void): (string | undefined)[] {
  const rows: (string | undefined)[] = [undefined, undefined, undefined, undefined];
  const partition = display((row, text) => {
    rows[row] = text;
  });
  work(partition);
  partition.tick();
  return rows;
}

const state = (alarm: number): string => encodeSwitchState(CONNECTED, 0, 0, 1, 5, 2, 0, alarm, 0, 0);
const credit = (balance: number, mode = PREPAID): string => mode + encodeBalance(balance) + "\0\0\0\0\0";

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
      const rows = shownAfter((one) => one.fromOffSwitchLink(encodeSwitchState(is, reasons, 2, 1, 5, 2, 0, 0, 0, 0)));
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
    const last = (...alarms: number[]): string | undefined =>
      shownAfter((one) => {
        for (const alarm of alarms) {
          one.fromOffSwitchLink(state(alarm));
          one.fromCreditBalance(credit(1_234_000));
          one.tick();
        }
      })[3];
    assert.deepEqual([last(1), last(1, 1), last(1, 0)], ["ALARM: contact", "ALARM: contact", "Credit  12.34"]);
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

describe("display: pages", () => {
  const now = readingBytes({
    utcSeconds: Date.UTC(2026, 6, 1, 12, 5, 9) / 1000,
    importWh: 12_345_678,
    powerW: 2300,
    exportWh: 4321,
    rate: 0x42,
    lowWh: 345_678,
    price: 14_228,
    currency: "GBP",
    localQuarters: 8,
    isSummer: true,
    otherMedium: 3,
    otherLitres: 10_834_092,
  });
  const pressed = (presses: number): string => encodeSwitchState(CONNECTED, 0, 0, 1, 5, 2, 0, 0, presses, 0);
  const creditWith = (balance: number, flags: number, debt: number): string =>
    PREPAID + encodeBalance(balance) + String.fromCharCode(flags) + u32(debt);

  /** The rows after so many presses. */
  function page(presses: number, ...credits: string[]): (string | undefined)[] {
    return shownAfter((one) => {
      one.fromComputations(now);
      for (const credit of credits) one.fromCreditBalance(credit);
      one.fromOffSwitchLink(pressed(presses));
    });
  }

  it("turn with each press, and after the last comes the first", () => {
    const first = ["    12345.678 kWh", "         2300 W", "Switch: on", "Refused: 5"];
    const tariff = ["Rate 3 low", "0.14228 GBP/kWh", "Low      345.678 kWh", "Export     4.321 kWh"];
    const credit = ["Paid later", "", "", ""];
    const clock = ["2026-07-01 14:05", "     10834.092 m3", "", "No alarm"];
    for (const presses of [0, 4, 252]) assert.deepEqual(page(presses), first);
    for (const presses of [1, 255 - 250]) assert.deepEqual(page(presses), tariff);
    assert.deepEqual(page(2), credit);
    assert.deepEqual(page(255), clock);
  });

  it("have rows of 20 characters at most, whatever is told", () => {
    const worst = readingBytes({
      importWh: 2 ** 32 - 1,
      powerW: 2 ** 32 - 1,
      exportWh: 2 ** 32 - 1,
      lowWh: 2 ** 32 - 1,
      rate: 0x47,
    });
    for (let presses = 0; presses < 4; presses++)
      for (const given of [
        worst,
        readingBytes({ ...{ price: 2 ** 32 - 1, currency: "GBP", otherMedium: 7, otherLitres: 2 ** 32 - 1 } }),
      ])
        for (const flags of [0, 1, 2, 4, 16, 31])
          for (const row of shownAfter((one) => {
            one.fromComputations(given);
            one.fromCreditBalance(creditWith(-(10 ** 13) + 1, flags, 2 ** 32 - 1));
            one.fromOffSwitchLink(pressed(presses));
          }))
            assert.ok(row !== undefined && row.length <= 20, row);
  });

  it("show what is owed, what debts there are and what can be done", () => {
    assert.deepEqual(page(2, creditWith(1_234_000, 0, 0)), ["Prepaid", "Credit  12.34", "", "Debt     0.00"]);
    assert.deepEqual(page(2, creditWith(100_000, 1, 5_000_000)), [
      "Prepaid",
      "Credit   1.00",
      "Credit is low",
      "Debt    50.00",
    ]);
    assert.equal(page(2, creditWith(-1, 3, 0))[2], "Emergency: hold 2 s");
    assert.equal(page(2, creditWith(-1, 5, 0))[2], "Emergency in use");
    assert.equal(page(2, creditWith(-1, 17, 0))[2], "Not cut off now");
    assert.deepEqual(page(2, creditWith(-150_000, 9, 0)).slice(0, 2), ["Prepaid", "Owed     1.50"]);
  });

  it("say that what they show is old, once three readings did not come", () => {
    const rows = (ticks: number, again: boolean) =>
      shownAfter((one) => {
        one.fromComputations(now);
        for (let tick = 0; tick < ticks; tick++) one.tick();
        if (again) one.fromComputations(now);
      })[0];
    assert.deepEqual(
      [rows(1, false), rows(2, false), rows(9, true)],
      ["    12345.678 kWh", "OLD: no readings", "    12345.678 kWh"],
    );
  });

  it("say of a clock that is not set and of a tariff that there is none", () => {
    const rows = (presses: number) =>
      shownAfter((one) => {
        one.fromComputations(readingBytes({ alarms: 1, status: 32 }));
        one.fromOffSwitchLink(pressed(presses));
      });
    assert.deepEqual(rows(1), ["No tariff", "", "Low        0.000 kWh", "Export     0.000 kWh"]);
    assert.deepEqual(rows(3), ["Clock not set", "", "TEST", "ALARM: pulses"]);
  });
});
