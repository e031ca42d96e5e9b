// Draws the wiring of the boards from their descriptions: `npm run wiring` writes docs/wiring/*.svg anew.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../build/bundle.ts";
import { pictures } from "./pictures.ts";

for (const [name, svg] of pictures()) {
  writeFileSync(join(ROOT, "docs/wiring", name), svg);
  console.log(`docs/wiring/${name}`);
}
