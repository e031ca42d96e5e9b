// What the orders of firmware/messages/command.ts are called outside of a message, and to whom each may be given.

import * as command from "../../firmware/messages/meter-order.ts";

/** The two who open commands: cs-security on the meter board, and the off-switch processor. */
export type Processor = "meter" | "off-switch";

const CODES = {
  cover: command.ORDER_COVER,
  query: command.ORDER_QUERY,
  key: command.ORDER_KEY,
  off: command.ORDER_OFF,
  on: command.ORDER_ON,
  cancel: command.ORDER_CANCEL,
  obey: command.ORDER_OBEY,
  policy: command.ORDER_POLICY,
  "log-stored": command.ORDER_LOG_STORED,
  time: command.ORDER_TIME,
  "time-step": command.ORDER_TIME_STEP,
  "tariff-begin": command.ORDER_TARIFF_BEGIN,
  "tariff-piece": command.ORDER_TARIFF_PIECE,
  "tariff-commit": command.ORDER_TARIFF_COMMIT,
  parameter: command.ORDER_PARAMETER,
  "read-parameter": command.ORDER_READ_PARAMETER,
  "prepaid-on": command.ORDER_PREPAID_ON,
  "prepaid-off": command.ORDER_PREPAID_OFF,
  "top-up": command.ORDER_TOP_UP,
  debt: command.ORDER_DEBT,
  appliance: command.ORDER_APPLIANCE,
  "read-log": command.ORDER_READ_LOG,
  "log-closing": command.ORDER_LOG_CLOSING,
} as const;

export type OrderName = keyof typeof CODES;

/** One byte each. */
export const ORDER_CODES: Readonly<Record<OrderName, string>> = CODES;

/** From the byte to the name. */
export const ORDER_NAMES: Readonly<Partial<Record<string, OrderName>>> = Object.fromEntries(
  Object.entries(CODES).map(([name, code]) => [code, name as OrderName]),
);

const TO_BOTH: ReadonlySet<OrderName> = new Set(["cover", "query", "key", "read-log", "log-closing"]);
const TO_OFF_SWITCH: ReadonlySet<OrderName> = new Set(["off", "on", "cancel", "obey", "policy", "log-stored"]);

export function isOrderTo(processor: Processor, name: OrderName): boolean {
  return TO_BOTH.has(name) || TO_OFF_SWITCH.has(name) === (processor === "off-switch");
}
