// Every description that must be refused.

import type { Broken } from "../edits.ts";
import { entering } from "./entering.ts";
import { facing } from "./facing.ts";
import { holding } from "./holding.ts";
import { leaving } from "./leaving.ts";
import { naming } from "./naming.ts";
import { sharing } from "./sharing.ts";
import { sizing } from "./sizing.ts";
import { storing } from "./storing.ts";
import { switching } from "./switching.ts";
import { wiring } from "./wiring.ts";

export const brokenSystems: readonly Broken[] = [
  entering,
  leaving,
  facing,
  switching,
  holding,
  naming,
  sharing,
  sizing,
  storing,
  wiring,
].flat();
