// An attack that anybody can try on a bench that lives: in any state, under any load and policy, while others look and act. The figures of
// its verdict are what the meter shows by itself: its answers, its counters, its relay, its logs, its telegrams.

import type { Bench } from "../bench.ts";
import { alteredCommand } from "./altered-command.ts";
import { applianceCycling } from "./appliance-cycling.ts";
import { applianceOverQuota } from "./appliance-over-quota.ts";
import { buttonAlone } from "./button-alone.ts";
import { bypass } from "./bypass.ts";
import { bytesIntoTheHan } from "./bytes-into-the-han.ts";
import { clockSetBack } from "./clock-set-back.ts";
import { codeUsedTwice } from "./code-used-twice.ts";
import { commandOfAnotherMeter } from "./command-of-another-meter.ts";
import { creditLie } from "./credit-lie.ts";
import { forgedReport } from "./forged-report.ts";
import { guessedCodes } from "./guessed-codes.ts";
import { hostileGasMeter } from "./hostile-gas-meter.ts";
import { hostileMeterBoard } from "./hostile-meter-board.ts";
import { linkCut } from "./link-cut.ts";
import { logEdited } from "./log-edited.ts";
import { logFlooded } from "./log-flooded.ts";
import { massOff } from "./mass-off.ts";
import { meterBoardCut } from "./meter-board-cut.ts";
import { noiseOnTheWan } from "./noise-on-the-wan.ts";
import { offAndOn } from "./off-and-on.ts";
import { onWithoutButton } from "./on-without-button.ts";
import { replayedOff } from "./replayed-off.ts";
import { technicianOverreach } from "./technician-overreach.ts";
import { typedAtTheConsole } from "./typed-at-the-console.ts";
import { weldedContact } from "./welded-contact.ts";
import { wireListener } from "./wire-listener.ts";

export interface Verdict {
  readonly held: boolean;
  /** The line of defence (lines.ts), found from the evidence; where none held, "nothing". */
  readonly stoppedBy: string;
  /** What the meter itself shows, a sentence each. */
  readonly evidence: readonly string[];
}

export interface Attack {
  readonly name: string;
  /** As docs/threat-model.md numbers them. */
  readonly threats: readonly string[];
  /** What the attacker has and does, and what he leaves behind where that is not nothing. */
  readonly does: string;
  /**
   * Begins now, goes on by alarms of the bench's clock, which it does not run itself, and calls `done` once. One at a time on a bench. Throws
   * UserError where it cannot be tried as the bench is now.
   */
  launch(bench: Bench, done: (verdict: Verdict) => void): void;
}

/** In the order of the threats. */
export const ATTACKS: readonly Attack[] = [
  bypass,
  commandOfAnotherMeter,
  forgedReport,
  wireListener,
  massOff,
  alteredCommand,
  hostileMeterBoard,
  creditLie,
  technicianOverreach,
  replayedOff,
  linkCut,
  weldedContact,
  buttonAlone,
  onWithoutButton,
  offAndOn,
  applianceOverQuota,
  applianceCycling,
  bytesIntoTheHan,
  logEdited,
  logFlooded,
  guessedCodes,
  codeUsedTwice,
  hostileGasMeter,
  clockSetBack,
  typedAtTheConsole,
  meterBoardCut,
  noiseOnTheWan,
];
