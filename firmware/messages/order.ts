// What cs-security asks of another partition of the meter, and what it hears of it, in clear: neither leaves the meter. Who may give
// which order was decided before.
//
// Order:  0 order 1 · 1 tag 1 · 2 body; order and body as in messages/command.ts, zeros behind the body do not count
// Answer: 0 "d" · 1 tag 1, that of the order · 2 result 1, as in messages/command.ts · 3 body
//
// A shorter body than its order has is out of range.

export const ORDER_ANSWER = "d";
/** In place of an order: behind it what the other-utility meter said (messages/mbus.ts), which is not answered. No order that leaves is this. */
export const OTHER_SAID = "\xff";

/** `tag` is one byte of the sender's choice. */
export function encodeOrder(order: string, tag: string, body: string): string {
  return order + tag + body;
}

export function encodeOrderAnswer(tag: string, result: string, body: string): string {
  return ORDER_ANSWER + tag + result + body;
}

/** Whether what a partition says is an answer, and neither a reading nor a state. */
export function isOrderAnswer(message: string): boolean {
  return message.length >= 3 && message[0] === ORDER_ANSWER;
}

export function orderAnswerTag(answer: string): string {
  return answer.substr(1, 1);
}

export function orderAnswerResult(answer: string): string {
  return answer.substr(2, 1);
}

export function orderAnswerBody(answer: string): string {
  return answer.substr(3);
}
