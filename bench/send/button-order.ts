// The consumer's finger on the button of a bench: it knows no key, and needs no meter's folder.

import { REFUSED, RELEASED } from "../button-port.ts";
import { spanOf } from "../script/words.ts";
import { withLine } from "./desk.ts";
import type { Session } from "./desk.ts";
import { until } from "./line.ts";
import { done, SendError } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** `text`: a duration such as "2.5s", in the bench's time. Ends when the button is let go. */
export function buttonOrder(session: Session, text: string): Promise<Outcome> {
  const seconds = spanOf(text);
  const order = `button ${text}`;
  return withLine(session, "button", session.meters[0] ?? "", async (line) => {
    let heard = "";
    line.send(`${Math.round(seconds * 1000)}\n`);
    const hear = (bytes: string): void => {
      heard += bytes;
    };
    const said = await until(line, session.timeoutMs + seconds * 1000, hear, () => /^(.*)\r\n/.exec(heard)?.[1]);
    const data = { order, seconds };
    if (said === RELEASED) return done([`the button was held for ${seconds} s`], data);
    if (said?.startsWith(REFUSED) === true)
      return { ending: "refused", lines: [], trouble: `the bench says: ${said.slice(REFUSED.length)}`, data };
    if (said !== undefined) throw new SendError("no-answer", "there is no button of a bench, but something else");
    const trouble = `the button was not let go within ${session.timeoutMs / 1000 + seconds} s: it may still be held`;
    return { ending: "no-answer", lines: [], trouble, data };
  });
}
