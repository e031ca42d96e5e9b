// The page in a real browser, in front of one bench: journeys.ts, everybody.ts.

import { isWithoutChromium, startRig } from "./browser-rig.ts";
import type { Rig } from "./browser-rig.ts";
import { everybody } from "./everybody.ts";
import { journeys } from "./journeys.ts";

const title = "page: in Chromium";
if (isWithoutChromium)
  describe(title, () => it.skip("needs Chromium, which is not on the PATH (Debian: apt-get install chromium)"));
else
  describe(title, function () {
    // A day takes a tenth of this where nobody else wants the processor.
    this.timeout(120_000);
    let rig: Rig;
    before(async () => {
      rig = await startRig();
    });
    after(() => rig.close());
    journeys(() => rig);
    everybody(() => rig);
  });
