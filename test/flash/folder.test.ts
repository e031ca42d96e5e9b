// The folder that provisioning made, read as a stranger would: what is wrong with it is said before any board is asked.

import assert from "node:assert/strict";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FlashError } from "../../tools/flash/errors.ts";
import { given, Meters, offSwitchBoard } from "./rig.ts";

describe("a folder of keys that is none", () => {
  const meters = new Meters();
  after(() => meters.remove());
  const remedy = "Give the folder that `npx hasm provision --meter ID --out DIR` made: --keys DIR/ID.";
  const refused = (folder: string): readonly unknown[] => {
    try {
      given(folder, offSwitchBoard);
      return [];
    } catch (error) {
      assert.ok(error instanceof FlashError);
      assert.deepEqual([error.fault, error.remedy], ["bad-keys", remedy]);
      return [error.message];
    }
  };

  it("is missing", () => assert.deepEqual(refused("/nowhere/HASM0042"), ["there is no /nowhere/HASM0042"]));

  it("lacks a file, or holds one that is damaged", () => {
    const folder = meters.provision("HASM0001");
    const file = (name: string): string => join(folder, name);
    truncateSync(file("off-switch.nor"), 100);
    assert.deepEqual(refused(folder), [`${file("off-switch.nor")} is no content of a flash part`]);
    writeFileSync(file("keys.room"), "xyz");
    assert.deepEqual(refused(folder), [`${file("keys.room")} is no room for keys`]);
    truncateSync(file("off-switch.keys"), 50);
    assert.deepEqual(refused(folder), [`${file("off-switch.keys")} is no key file, or a damaged one`]);
    rmSync(file("off-switch.keys"));
    assert.deepEqual(refused(folder), [`cannot read ${file("off-switch.keys")}: ENOENT`]);
  });

  it("is taken by any of its files", () => {
    const folder = meters.provision("HASM0002");
    assert.equal(given(join(folder, "off-switch.keys"), offSwitchBoard).meterId, "HASM0002");
  });
});
