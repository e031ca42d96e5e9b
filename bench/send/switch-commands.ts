// What the central system says to the off-switch processor, as people type it.

import type { Command } from "commander";
import * as orders from "../central/orders.ts";
import { OBEYABLE, parsePolicy, parseReasons, withPolicyOptions } from "../switch-words.ts";
import type { PolicyOptions } from "../switch-words.ts";
import { action, BY, MOST_RECORDS, optionOf, RETRY, toOffSwitch, tries } from "./command-parts.ts";
import { eventsOrder } from "./event-orders.ts";
import { give } from "./give.ts";
import { cancelOrder, confirmOrder, offOrder } from "./off-orders.ts";
import { whole } from "./options.ts";

export function switchCommands(send: Command): void {
  offAndOn(send);
  rules(send);
  ownLog(send);
}

function offAndOn(send: Command): void {
  const off = send
    .command("off")
    .description(
      "disconnect the household, within the window of its policy; many at once need somebody else's confirmation",
    )
    .requiredOption(...BY)
    .option("--all", "every meter of the folder");
  action<{ by: string; all?: boolean }>(off, (session, _, { by, all }) => offOrder(session, by, all === true));
  const confirm = send
    .command("confirm <request>")
    .description("confirm an off for many meters, as somebody else")
    .requiredOption(...BY);
  action<{ by: string }>(confirm, (session, [request = ""], { by }) => confirmOrder(session, request, by));
  const cancel = send
    .command("cancel")
    .description("take back an off that was not carried out yet, of as many meters as are named")
    .option("--all", "every meter of the folder");
  action<{ all?: boolean }>(cancel, (session, _, { all }) => cancelOrder(session, all === true));
  action(send.command("on").description("arm the switch: the consumer's button closes it"), (session) =>
    give(session, "central", toOffSwitch("on", orders.on())),
  );
  action(send.command("query-switch").description("how the off-switch processor is"), (session) =>
    give(session, "central", toOffSwitch("query-switch", orders.query())),
  );
}

function rules(send: Command): void {
  const obey = send
    .command("obey")
    .description("for which reasons the meter board may have the switch opened; credit for prepaid supply")
    .addOption(
      optionOf("--reasons <names>", "with commas between, or none", ["none", ...OBEYABLE]).makeOptionMandatory(),
    )
    .option(...RETRY);
  action<{ reasons: string; retry: string }>(obey, (session, _, { reasons, retry }) =>
    give(session, "central", toOffSwitch(`obey ${reasons}`, orders.obey(parseReasons(reasons))), tries(retry)),
  );
  const policy = send
    .command("policy")
    .description("within which bounds the relay moves; what allows more than before counts a day later")
    .option(...RETRY);
  action<PolicyOptions & { retry: string }>(withPolicyOptions(policy), (session, _, options) =>
    give(session, "central", toOffSwitch("policy", orders.policy(parsePolicy(options))), tries(options.retry)),
  );
}

function ownLog(send: Command): void {
  const events = send
    .command("events")
    .description("read the off-switch processor's own log, keep it in the meter's folder, verify and acknowledge it")
    .option("--count <number>", "at most so many records", "100");
  action<{ count: string }>(events, (session, _, { count }) =>
    eventsOrder(session, whole(count, "--count", 1, MOST_RECORDS)),
  );
  const stored = send
    .command("log-stored <record>")
    .description(
      "say that its log up to a record is kept elsewhere, as events does by itself: what falls off is no loss",
    );
  action(stored, (session, [text = ""]) => {
    const record = whole(text, "a record", 1);
    return give(session, "central", toOffSwitch(`log-stored ${record}`, orders.logStored(record)));
  });
}
