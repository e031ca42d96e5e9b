// The report of the policy: its tables to the letter where they are short, its verdicts in every state.

import assert from "node:assert/strict";
import { checkPolicy } from "../../tools/policy/check.ts";
import { policyReport } from "../../tools/policy/report.ts";
import { RULES } from "../../tools/policy/violation.ts";
import { brokenSystems } from "./broken/index.ts";
import { complete, meter, meterBoard, offSwitch, offSwitchBoard } from "./complete-system.ts";
import { broken, segment } from "./edits.ts";

const report = policyReport(complete.systems, complete.boards);

/** The lines under a heading, up to the next empty one. */
function section(text: string, heading: string): string[] {
  const lines = text.split("\n");
  const start = lines.indexOf(heading);
  assert.notEqual(start, -1, heading);
  return lines.slice(start + 1, lines.indexOf("", start));
}

describe("policy: report", () => {
  it("prints the tables of a processor", () => {
    const lines = policyReport([offSwitch], [offSwitchBoard]).split("\n");
    assert.deepEqual(lines.slice(0, lines.indexOf("Rules")), [
      "OFF-SWITCH  boards: nucleo; cycle 10 ms; queues hold at most 1296 of 8192 bytes",
      "===============================================================================",
      "",
      "Partitions",
      "  partition            devices                       keys        writes                    reads  purpose",
      "  -------------------  ----------------------------  ----------  ------------------------  -----  -----------------------------------",
      "  link                 meter-uart                    -           -                         -      joins and splits frames of the link",
      "  off-switch-security  relay, button, faults, light  off-switch  switch-log, switch-state  -      decides on the relay",
      "",
      "Channels",
      "  channel                      carries  queue   reason",
      "  ---------------------------  -------  ------  ----------------",
      "  link -> off-switch-security  frames   4 x 96  orders",
      "  off-switch-security -> link  frames   4 x 96  events and state",
      "",
      "Devices",
      "  device      owner                contract      exposure  way   carries  on nucleo",
      "  ----------  -------------------  ------------  --------  ----  -------  ---------------------------------------------------",
      "  meter-uart  link                 serial-port   inside    both  frames   uart port=Serial6 tx=C6 rx=C7 baud=19200",
      "  relay       off-switch-security  relay         inside    both  state    latching-relay setPin=B4 resetPin=B5 feedbackPin=B3",
      "  button      off-switch-security  push-button   inside    in    orders   contact-button watchPin=C13",
      "  faults      off-switch-security  fault-record  inside    in    state    -",
      "  light       off-switch-security  status-light  inside    out   state    led pin=A5",
      "",
      "Segments",
      "  number  segment       kind    from      to        slot  values  writer               readers  reason",
      "  ------  ------------  ------  --------  --------  ----  ------  -------------------  -------  -------------------------",
      "  1       switch-log    log     0x000000  0x07ffff  128   -       off-switch-security  -        why the contact moved",
      "  2       switch-state  values  0x080000  0x08ffff  32    48      off-switch-security  -        the contact without power",
      "",
      "Wear of the segments in 20 years",
      "  segment       capacity of a lap  a day  days a lap  erases a sector  margin",
      "  ------------  -----------------  -----  ----------  ---------------  ------",
      "  switch-log    3840 records       50     76.8        96               1041.6",
      "  switch-state  1248 changes       50     24.9        293              341.2",
      "",
      "Memory",
      "  board   part",
      "  ------  --------------------------------------------------------------------------------",
      "  nucleo  w25q spi=SPI2 sck=B13 miso=B14 mosi=B15 selectPin=B12 baud=2000000 bytes=1048576",
      "",
      "Readings in clear",
      "  nobody on this processor",
      "",
      "Reach of the ports, over both boards",
      "  no port leads out",
      "",
    ]);
  });

  it("prints the wear of every kind of segment, and none where there is none to tell", () => {
    assert.deepEqual(section(report, "Wear of the segments in 20 years").slice(2), [
      "  metrology-log   31744 records      120    264.5       28               3571.4",
      "  security-log    3840 records       200    19.2        381              262.4",
      "  off-switch-log  1920 records       50     38.4        191              523.5",
      "  tariffs         2 images           1      2.0         3653             27.3",
      "  credit          7808 changes       1440   5.4         1348             74.1",
      "  parameters      1248 changes       1000   1.2         5854             17.0",
      "  registers       1888 changes       1440   1.3         5572             17.9",
    ]);
    const { systems } = broken(complete, (draft) => (segment(draft.offSwitch, "switch-log").slotBytes = 0));
    assert.deepEqual(section(policyReport(systems.slice(1), []), "Wear of the segments in 20 years").slice(2), [
      "  switch-log    -                  50     -           -                -",
      "  switch-state  1248 changes       50     24.9        293              341.2",
    ]);
  });

  it("says nothing of a store that is not there, and tells where a memory is missing", () => {
    const storeless = broken(complete, (draft) => {
      for (const system of [draft.meter, draft.offSwitch]) system.segments = [];
      for (const board of [draft.meterBoard, draft.offSwitchBoard]) delete board.memory;
    });
    assert.doesNotMatch(policyReport(storeless.systems, storeless.boards), /^(Segments|Wear|Memory)/m);
    const { systems, boards } = broken(complete, (draft) => delete draft.offSwitchBoard.memory);
    const lines = section(policyReport(systems.slice(1), boards.slice(1)), "Memory");
    assert.deepEqual(lines, ["  board   part", "  ------  ----", "  nucleo  -"]);
  });

  it("tells who reaches which port, over both boards", () => {
    assert.deepEqual(section(report, "Reach of the ports, over both boards"), [
      "  wan, other-utility, top-up, maintenance (outside, of meter/communications)",
      "    reaches        meter/cs-security, meter/dc-security, meter/off-switch-link; through these meter/consumer-port, meter/computations, meter/credit-balance, meter/display, off-switch/link, off-switch/off-switch-security",
      "    is reached by  meter/cs-security, meter/dc-security, meter/off-switch-link; through these meter/computations, meter/credit-balance, off-switch/link, off-switch/off-switch-security",
      "  han (home, of meter/consumer-port)",
      "    reaches        nobody: it is never heard",
      "    is reached by  meter/cs-security; through these meter/communications, meter/computations, meter/credit-balance, meter/dc-security, meter/off-switch-link, off-switch/link, off-switch/off-switch-security",
    ]);
  });

  it("tells who holds readings", () => {
    assert.deepEqual(section(report, "Readings in clear").slice(0, 2), [
      "  computations, where they come from",
      "  cs-security, by computations -> cs-security",
    ]);
  });

  it("says of every rule that it holds", () => {
    const lines = Object.entries(RULES).map(([rule, text]) => `  ${rule} holds: ${text}`);
    assert.deepEqual(section(report, "Rules"), lines);
    assert.ok(report.endsWith("\n\nThe policy holds.\n"), report.slice(-80));
  });

  it("puts each violation under its rule", () => {
    for (const { title, breaks } of brokenSystems) {
      const { systems, boards } = broken(complete, breaks);
      const found = checkPolicy({ systems, boards });
      const text = policyReport(systems, boards);
      const expected = Object.entries(RULES).flatMap(([rule, says]) => {
        const own = found.filter((one) => one.rule === rule);
        const verdict = own.length === 0 ? `  ${rule} holds: ${says}` : `  ${rule} BROKEN: ${says}`;
        return [verdict, ...own.map(({ message }) => `      ${message}`)];
      });
      assert.deepEqual(section(text, "Rules"), expected, title);
      const places = found.length === 1 ? "1 place" : `${found.length} places`;
      assert.match(text, new RegExp(`\\nThe policy is broken in ${places}\\.`), title);
    }
  });

  it("never takes a half for the whole", () => {
    const last = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
    const open = (what: string): string => `The policy holds. It was decided with ${what}: that part is open.`;
    assert.equal(last(policyReport([meter], [meterBoard])), open("no off-switch system and no off-switch board"));
    assert.equal(last(policyReport(complete.systems, [meterBoard])), open("no off-switch board"));
    assert.equal(last(policyReport(complete.systems, [])), open("no meter board and no off-switch board"));
  });
});
