// What system.ts gives a partition and the partition never takes is a promise that nobody keeps: a channel on which nothing is ever said, a key
// that is held for nothing. The build refuses what is taken and not given; here is the other way round, of the systems as they are.

import assert from "node:assert/strict";
import { systems } from "../../tools/build/build.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { camel, prefixed } from "../../tools/build/names.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { cycleSlots } from "../../tools/build/slots.ts";

for (const system of systems)
  describe(`what ${system.name}/system.ts gives its partitions`, () => {
    for (const [place, { name, stepBudget }] of system.partitions.entries())
      it(`is all taken: ${name}`, async () => {
        const handlers = cycleSlots(system).filter(({ partition }) => partition === place);
        const { endowments } = await partitionText(
          `${ROOT}firmware/${system.name}/${name}.ts`,
          name,
          camel(name),
          handlers.map(({ handler }) => handler),
          stepBudget,
        );
        const channels = system.channels.filter(({ from }) => from === name).map(({ to }) => prefixed("to", to));
        const keys = system.keys
          .filter(({ owner }) => owner === name)
          .flatMap((key) => key.uses.filter((use) => use !== "change").map((use) => prefixed(use, key.name)));
        for (const given of [...channels, ...keys]) assert.ok(endowments.includes(given), `${given} is never taken`);
        for (const { name: segment } of system.segments.filter(({ writer }) => writer === name))
          assert.ok(
            endowments.some((one) => one.startsWith(camel(segment))),
            `${segment} is never written`,
          );
      });
  });
