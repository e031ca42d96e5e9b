// `hasm send`: orders to a meter as its central system, the top-up gateway or the technician gives them, with the keys and counters of its
// folder. The orders themselves are in send/ and central/; here is what a person types.

import type { Command } from "commander";
import * as orders from "./central/orders.ts";
import { LOOPBACK, WIRES_PORT } from "./send/address.ts";
import type { Session } from "./send/desk.ts";
import type { Errand } from "./send/errand.ts";
import { give } from "./send/give.ts";
import { keyOrder } from "./send/key-change-order.ts";
import { LOG_NAMES, logClosingOrder, readLogOrder } from "./send/log-orders.ts";
import { codeOrder, topUpOrder, typeOrder } from "./send/money-orders.ts";
import { eventsOrder } from "./send/event-orders.ts";
import { cancelOrder, confirmOrder, offOrder } from "./send/off-orders.ts";
import { moment, MOST_RETRIES, oneOf, readBytes, sessionOf, whole } from "./send/options.ts";
import type { SendOptions } from "./send/options.ts";
import { EXITS, outcomeOf, report } from "./send/outcome.ts";
import type { Outcome } from "./send/outcome.ts";
import { parameterOrder, PARAMETERS_SAY, parameterWords } from "./send/parameter-values.ts";
import { tariffOrder, tariffToSend } from "./send/tariff-order.ts";
import { amountWords } from "./send/words.ts";
import { parsePolicy, parseReasons, withPolicyOptions } from "./switch-words.ts";
import type { PolicyOptions } from "./switch-words.ts";

const ON_OFF = ["on", "off"] as const;
const READERS = ["central", "technician"] as const;
const SELLERS = ["central", "gateway"] as const;

/** More take longer than anybody waits: each is a second. */
const MOST_RECORDS = 10_000;

const AS_READER = ["--as <who>", "central, or technician at the maintenance port", "central"] as const;
const RETRY = ["--retry <times>", "send it again where no answer came: it acts once all the same", "0"] as const;
const BY = ["--by <name>", "who orders it"] as const;

const AFTER = `
Exit status: 0 done, 1 the meter refused, 2 not understood or not allowed here, 3 no answer in time,
4 keys or memory unusable, 5 somebody else has to confirm it.
`;

type Run<Own> = (session: Session, args: readonly string[], options: Own) => Promise<Outcome>;

/** Gives the action of an order its arguments, its own options and the session, and the person the outcome. */
function action<Own = unknown>(command: Command, run: Run<Own>): void {
  command.action(async () => {
    // Who reads the output may have seen enough of it.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
    const options = command.optsWithGlobals<SendOptions & Own>();
    let outcome: Outcome;
    try {
      outcome = await run(sessionOf(options), command.args, options);
    } catch (error) {
      const found = outcomeOf(error);
      if (found === undefined) throw error;
      outcome = found;
    }
    report(outcome, options.json === true);
  });
}

function toMeter(name: string, order: orders.Order): Errand {
  return { name, to: "meter", order };
}

function tries(retry: string): number {
  return 1 + whole(retry, "--retry", 0, MOST_RETRIES);
}

function switchOrders(send: Command): void {
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

function toOffSwitch(name: string, order: orders.Order): Errand {
  return { name, to: "off-switch", order };
}

function switchRules(send: Command): void {
  const obey = send
    .command("obey")
    .description("for which reasons the meter board may have the switch opened; credit for prepaid supply")
    .requiredOption("--reasons <names>", "credit, limit, tamper, with commas between, or none")
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
  const events = send
    .command("events")
    .description("read the off-switch processor's own log, keep it in the meter's folder, verify and acknowledge it")
    .option("--count <number>", "at most so many records", "100");
  action<{ count: string }>(events, (session, _, { count }) =>
    eventsOrder(session, whole(count, "--count", 1, MOST_RECORDS)),
  );
}

function clockOrders(send: Command): void {
  const time = send.command("time [moment]").description("set a clock that is at most 10 s wrong; ISO 8601, or now");
  action(time, (session, [text]) => give(session, "central", toMeter("time", orders.time(moment(text)))));
  const step = send.command("time-step [moment]").description("set the clock however wrong it is; ISO 8601, or now");
  action(step, (session, [text]) => give(session, "central", toMeter("time-step", orders.timeStep(moment(text)))));
}

function parameterOrders(send: Command): void {
  const set = send
    .command("parameter <name> <value>")
    .description(PARAMETERS_SAY)
    .option(...RETRY);
  action<{ retry: string }>(set, (session, [name = "", value = ""], { retry }) =>
    give(session, "central", toMeter(`parameter ${name} ${value}`, parameterOrder(name, value)), tries(retry)),
  );
  const read = send
    .command("read-parameter <number>")
    .description(
      "read a parameter: 0 impulses, 1 consumer-port, 2 export-impulses, 3 interval, 4 local time, 5 credit, 6 debt, 7 other-utility, 8 load, 9 mains-volts",
    )
    .option(...AS_READER);
  action<{ as: string }>(read, (session, [text = ""], options) => {
    const number = whole(text, "a parameter");
    const errand = {
      ...toMeter(`read-parameter ${number}`, orders.readParameter(number)),
      lines: (body: Parameters<NonNullable<Errand["lines"]>>[0]) =>
        body.kind === "parameter" ? [parameterWords(number, body.value)] : [],
    };
    return give(session, oneOf(options.as, "--as", READERS), errand);
  });
  const appliance = send.command("appliance <number> <state>").description("switch an appliance, 1 to 4, on or off");
  action(appliance, (session, [number = "", state = ""]) => {
    const isOn = oneOf(state, "an appliance", ON_OFF) === "on";
    const order = orders.appliance(whole(number, "an appliance's number"), isOn);
    return give(session, "central", toMeter(`appliance ${number} ${state}`, order));
  });
  tariffOrders(send);
}

function tariffOrders(send: Command): void {
  const tariff = send
    .command("tariff <file>")
    .description("bring a tariff to the meter: one that is JSON, or the bytes of an image")
    .option("--version <number>", "of an image: above that of every tariff the meter has")
    .requiredOption("--from <moment>", "from when it is in force, ISO 8601 in UTC")
    .option("--local-time", "set the meter's local time to that of the tariff, too, at once");
  action<{ version?: string; from: string; localTime?: boolean }>(tariff, (session, [file = ""], options) => {
    const version = options.version === undefined ? undefined : whole(options.version, "--version");
    const found = tariffToSend(readBytes(file), file, version);
    return tariffOrder(session, found, moment(options.from), options.localTime === true);
  });
}

const settledLines: NonNullable<Errand["lines"]> = (body) =>
  body.kind === "balance" ? [`settled ${amountWords(body.balance1e5)}`] : [];

function moneyOrders(send: Command): void {
  const prepaid = send
    .command("prepaid <state>")
    .description("prepaid supply on or off: the balance is settled, and begins anew with nothing")
    .option(...RETRY);
  action<{ retry: string }>(prepaid, (session, [state = ""], { retry }) => {
    const order = orders.prepaid(oneOf(state, "prepaid", ON_OFF) === "on");
    return give(session, "central", { ...toMeter(`prepaid ${state}`, order), lines: settledLines }, tries(retry));
  });
  const debt = send
    .command("debt <amount>")
    .description("what the consumer owes from before, such as 12.50, in the place of any other debt; 0: nothing")
    .option(...RETRY);
  action<{ retry: string }>(debt, (session, [amount = ""], { retry }) =>
    give(session, "central", toMeter(`debt ${amount}`, orders.debt(orders.amountOf(amount))), tries(retry)),
  );
  const topUp = send
    .command("top-up <amount>")
    .description("credit an amount of currency, such as 12.50")
    .option("--as <who>", "central, or gateway at the top-up port", "central")
    .option("--number <number>", "give that top-up again: the latest of them counts once")
    .option(...RETRY);
  action<{ as: string; number?: string; retry: string }>(topUp, (session, [amount = ""], options) =>
    topUpOrder(session, {
      amount,
      role: oneOf(options.as, "--as", SELLERS),
      number: options.number === undefined ? undefined : whole(options.number, "--number"),
      tries: tries(options.retry),
    }),
  );
  const code = send.command("code <amount>").description("make a code of 20 digits to be typed; nothing is sent");
  action(code, (session, [amount = ""]) => codeOrder(session, amount));
  const type = send.command("type <code>").description("type a code at the top-up port and print what the meter says");
  action(type, (session, [text = ""]) => typeOrder(session, text));
}

function readingOrders(send: Command): void {
  const query = send
    .command("query")
    .description("the meter's latest reading")
    .option(...AS_READER);
  action<{ as: string }>(query, (session, _, options) =>
    give(session, oneOf(options.as, "--as", READERS), toMeter("query", orders.query())),
  );
  const read = send
    .command("read-log <log>")
    .description(`records of a log: ${LOG_NAMES.join(", ")}`)
    .option("--from <number>", "first record; default: so that the latest is the last of them")
    .option("--count <number>", "at most so many", "10")
    .option(...AS_READER);
  action<{ from?: string; count: string; as: string }>(read, (session, [log = ""], { from, count, as }) =>
    readLogOrder(session, oneOf(as, "--as", READERS), {
      log: oneOf(log, "a log", LOG_NAMES),
      from: from === undefined ? undefined : whole(from, "--from", 1),
      count: whole(count, "--count", 1, MOST_RECORDS),
    }),
  );
  const closing = send
    .command("log-closing <log>")
    .description(`the tag that closes a log as it is now: ${LOG_NAMES.join(", ")}`)
    .option(...AS_READER);
  action<{ as: string }>(closing, (session, [log = ""], { as }) =>
    logClosingOrder(session, oneOf(as, "--as", READERS), oneOf(log, "a log", LOG_NAMES)),
  );
}

export function sendCommand(program: Command): void {
  const send = program
    .command("send")
    .description("give a meter an order as its central system, top-up gateway or technician")
    .option("--keys <folder>", "of hasm provision: that of a meter, or one with several", ".")
    .option(
      "--meter <ids>",
      "which meter of a folder with several; for off and cancel more than one, with commas between",
    )
    .option(
      "--to <address>",
      `HOST:PORT of the WAN, the top-up and maintenance ports behind it; METER=HOST:PORT for one of several meters; ` +
        `default: ${LOOPBACK}:${WIRES_PORT}`,
    )
    .option("--serial <device>", "a serial device at the port that the order goes to")
    .option("--timeout <seconds>", "how long an answer is waited for", "10")
    .option("--json", "print the outcome as JSON")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", AFTER)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXITS.usage));
  readingOrders(send);
  switchOrders(send);
  switchRules(send);
  clockOrders(send);
  parameterOrders(send);
  moneyOrders(send);
  const key = send
    .command("key <number>")
    .description("change a key: 1 central, 2 off-switch, 4 gateway, 5 technician, 6 consumer, 9 codes")
    .option(...RETRY);
  action<{ retry: string }>(key, (session, [number = ""], { retry }) =>
    keyOrder(session, whole(number, "a key"), tries(retry)),
  );
}
