// What the bench itself asks a meter for, so that something can be seen.

import * as orders from "../central/orders.ts";
import type { Errand } from "../send/errand.ts";

export const SWITCH_QUERY: Errand = { name: "query switch", to: "off-switch", order: orders.query() };
export const READING_QUERY: Errand = { name: "query", to: "meter", order: orders.query() };
