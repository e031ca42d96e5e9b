// What passes between the meter and another utility's meter on the M-Bus, in words. It is in clear for everybody on that wire.

import {
  isOther,
  MBUS_ACKNOWLEDGED,
  MBUS_REQUEST,
  MBUS_RESET,
  mbusDigest,
  OTHER_VOLUME,
  otherAddress,
  otherCounts,
  otherMedium,
  otherRegister,
} from "../../firmware/messages/mbus.ts";
import { hex } from "../byte-string.ts";
import type { Meaning } from "./wire-meaning.ts";

/** Device types of EN 13757-3. */
const MEDIA: Readonly<Partial<Record<number, string>>> = { 2: "electricity", 3: "gas", 4: "heat", 7: "water" };

const clear = (meaning: string, details: readonly string[] = []): Meaning => ({ form: "clear", meaning, details });

/** `direction` as the meter board has it. */
export function mbusMeaning(bytes: string, direction: "in" | "out"): Meaning {
  if (direction === "out") {
    if (bytes === MBUS_RESET) return clear("asks who is there (SND_NKE)");
    if (bytes === MBUS_REQUEST) return clear("asks for the reading (REQ_UD2)");
    return clear("says something that is no request");
  }
  if (bytes === MBUS_ACKNOWLEDGED) return clear("acknowledges");
  const digest = mbusDigest(bytes);
  if (!isOther(digest)) return clear("an answer that is not believed");
  const unit = otherCounts(digest) === OTHER_VOLUME ? "l" : "Wh";
  const medium = MEDIA[otherMedium(digest)] ?? `medium ${otherMedium(digest)}`;
  return clear(`${medium}: ${otherRegister(digest)} ${unit}`, [`secondary address ${hex(otherAddress(digest))}`]);
}
