// What the policy check hands back: one broken rule at one place, in one sentence. The rules are a closed list, so that a
// report can say "holds" of each of them. It decides nothing.

/** Every rule that a description can break, with the sentence that `hasm policy` prints for it. */
export const RULES = {
  I1: "nothing enters at the HAN",
  I2: "what enters from outside enters at communications and goes on to a gate only",
  I3: "what leaves, leaves at communications from a gate, or at consumer-port from cs-security",
  I4: "the relay is a device of off-switch-security, on the other processor",
  I5: "credit-balance reaches the relay only through off-switch-security",
  I6: "a segment has one writer, its own sectors and its own kind",
  I7: "a key is bound to one security partition",
  I8: "readings reach a port only sealed, masked, or as the HAN telegram",
  I9: "communications and consumer-port hold nothing and consumer-port answers nobody",
  W1: "every name that is used is declared",
  W2: "every name is well formed and declared once",
  W3: "no channel leads back to its sender",
  W4: "every partition is on the list of partitions",
  W5: "every channel is on the list of channels, with its content",
  W6: "every device is on the list of devices, with its owner and content",
  W7: "every reason, purpose, peer and use is given",
  W8: "every number is a positive whole number within its limit",
  W9: "all queues of a processor, full, fit in their share of its heap",
  W10: "a device that speaks up has a queue, and no other has one",
  W11: "every partition can be woken",
  W12: "every device is a part of its board and every part is a device",
  W13: "the link between the boards is never on a board's console",
  W14: "no two parts share a pin, a UART or a bus address",
  W15: "no two watched pins share an interrupt line",
  W16: "every option of a board means something to its processor",
  W17: "stand-ins for parts and for the watchdog are on emulated boards only",
  W18: "a segment has slots and values as its kind takes them",
  W19: "a board has a memory that holds its system's segments, and none without segments",
  W20: "a segment wears no faster than lets it last 20 years five times over",
} as const;

export type Rule = keyof typeof RULES;

export interface Violation {
  readonly rule: Rule;
  /** Name of the system; both names, joined, where it takes the two to break the rule. */
  readonly system: string;
  /** A partition, an edge "a -> b", or the name of a device, key, segment or board. */
  readonly subject: string;
  /** "<rule> <system>: <subject>: <what is wrong and why>". */
  readonly message: string;
}

export function violation(rule: Rule, system: string, subject: string, why: string): Violation {
  return { rule, system, subject, message: `${rule} ${system}: ${subject}: ${why}` };
}

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[], last: "and" | "or" = "and"): string {
  const head = names.slice(0, -1).join(", ");
  const tail = names[names.length - 1] ?? "nobody";
  return head === "" ? tail : `${head} ${last} ${tail}`;
}
