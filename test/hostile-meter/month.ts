// The month on the whole virtual boards, postpaid and prepaid: `node --import tsx test/hostile-meter/month.ts [days]`. Prints what came of it;
// throws where the relay has left its policy.

import assert from "node:assert/strict";
import { boardSiege } from "./siege.ts";

const days = Number(process.argv[2] ?? 30);
if (!(days > 0)) throw new RangeError(`not a number of days: ${process.argv[2]}`);
for (const prepaid of [false, true]) {
  const begun = Date.now();
  const character = { seed: prepaid ? 11 : 12, quiet: 0.97, stretchSeconds: 120 };
  const { operations, busiestDay, accepted, refused } = await boardSiege({ days, prepaid, character });
  assert.equal(accepted, 0);
  assert.equal(operations.length > 0, prepaid);
  const took = `${((Date.now() - begun) / 1000).toFixed(0)} s`;
  const what = `${operations.length} operations, ${busiestDay} in the busiest day, ${refused} refused`;
  console.log(`${days} days, ${prepaid ? "prepaid" : "postpaid"}: ${what}; took ${took}`);
}
