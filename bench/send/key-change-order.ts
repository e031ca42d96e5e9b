// `hasm send key`: a fresh key for a number, both ends agreed or both on the old one.

import { randomBytes } from "node:crypto";
import { toByteString } from "../byte-string.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { demandChangeableKey } from "../central/orders.ts";
import { withCentral } from "./desk.ts";
import type { CentralDesk, Session } from "./desk.ts";
import { noAnswer, refusal } from "./errand.ts";
import { changeKey, finishKeyChanges, writePeerFile } from "./key-order.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

const SECRET_BYTES = 32;

/** Says, too, which file holds the new key for its owner. */
export async function changedKey(
  desk: CentralDesk,
  memory: DiskMemory,
  folder: string,
  { number, tries, timeoutMs }: { readonly number: number; readonly tries: number; readonly timeoutMs: number },
): Promise<Outcome> {
  const makeSecret = (): string => toByteString(randomBytes(SECRET_BYTES));
  const name = `key ${number}`;
  await finishKeyChanges(desk, memory, number);
  let file: string | undefined;
  const end = await changeKey(desk, memory, number, makeSecret, tries, () => {
    file ??= writePeerFile(folder, memory, number);
  });
  const data = { meter: desk.meterId, order: name, ...(file === undefined ? {} : { file }) };
  const holds = file === undefined ? [] : [`${file} holds it, for its owner`];
  if (end.kind === "agreed") return done([`meter ${desk.meterId}: ${name} changed`, ...holds], data);
  const outcome = end.kind === "refused" ? refusal(desk, name, end.answer) : noAnswer(desk, name, "key", timeoutMs);
  const again = `; the change is under way: hasm send ${name} goes on with the same new key`;
  return { ...outcome, trouble: `${outcome.trouble ?? ""}${again}`, data: { ...outcome.data, ...data } };
}

export function keyOrder(session: Session, number: number, tries: number): Promise<Outcome> {
  demandChangeableKey(number);
  const { timeoutMs } = session;
  return withCentral(session, (desk, memory, folder) => changedKey(desk, memory, folder, { number, tries, timeoutMs }));
}
