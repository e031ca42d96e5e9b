// What a central system tells, in a word or three for each event: for tests that look at the order of events.

import type { CentralSystem } from "../../../bench/central/central-system.ts";

export function orderKinds(central: CentralSystem): readonly string[] {
  return central.takeEvents().map((event) => {
    if (event.kind === "answer") return `answer ${event.order} ${event.result}`;
    return event.kind === "given-up" ? `given-up ${event.order}` : `${event.kind} ${event.key}`;
  });
}
