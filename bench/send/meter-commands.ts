// What the central system alone says to the meter board, as people type it.

import type { Command } from "commander";
import * as orders from "../central/orders.ts";
import { CHANGEABLE_KEYS } from "../central/orders.ts";
import { action, argumentOf, ON_OFF, RETRY, toMeter, tries } from "./command-parts.ts";
import type { Errand } from "./errand.ts";
import { give } from "./give.ts";
import { keyOrder } from "./key-change-order.ts";
import { moment, oneOf, readBytes, whole } from "./options.ts";
import { PARAMETER_NAMES, parameterOrder, PARAMETERS_SAY } from "./parameter-values.ts";
import { tariffOrder, tariffToSend } from "./tariff-order.ts";
import { amountWords } from "./words.ts";

const APPLIANCES = ["1", "2", "3", "4"];

export function meterCommands(send: Command): void {
  clock(send);
  parameter(send);
  appliance(send);
  tariff(send);
  prepaid(send);
  const key = send
    .command("key")
    .addArgument(argumentOf("<number>", CHANGEABLE_KEYS.map(String)))
    .description("change a key: 1 central, 2 off-switch, 4 gateway, 5 technician, 6 consumer, 9 codes")
    .option(...RETRY);
  action<{ retry: string }>(key, (session, [number = ""], { retry }) =>
    keyOrder(session, whole(number, "a key"), tries(retry)),
  );
}

function clock(send: Command): void {
  const time = send.command("time [moment]").description("set a clock that is at most 10 s wrong; ISO 8601, or now");
  action(time, (session, [text]) => give(session, "central", toMeter("time", orders.time(moment(text)))));
  const step = send.command("time-step [moment]").description("set the clock however wrong it is; ISO 8601, or now");
  action(step, (session, [text]) => give(session, "central", toMeter("time-step", orders.timeStep(moment(text)))));
}

function parameter(send: Command): void {
  const set = send
    .command("parameter")
    .addArgument(argumentOf("<name>", PARAMETER_NAMES))
    .argument("<value>")
    .description("set a parameter")
    .option(...RETRY)
    .addHelpText("after", `\nParameters and their values:\n${PARAMETERS_SAY}`);
  action<{ retry: string }>(set, (session, [name = "", value = ""], { retry }) =>
    give(session, "central", toMeter(`parameter ${name} ${value}`, parameterOrder(name, value)), tries(retry)),
  );
}

function appliance(send: Command): void {
  const command = send
    .command("appliance")
    .addArgument(argumentOf("<number>", APPLIANCES))
    .addArgument(argumentOf("<state>", ON_OFF))
    .description("switch an appliance, 1 to 4, on or off");
  action(command, (session, [number = "", state = ""]) => {
    const isOn = oneOf(state, "an appliance", ON_OFF) === "on";
    const order = orders.appliance(whole(number, "an appliance's number"), isOn);
    return give(session, "central", toMeter(`appliance ${number} ${state}`, order));
  });
}

function tariff(send: Command): void {
  const command = send
    .command("tariff <file>")
    .description("bring a tariff to the meter: one that is JSON, or the bytes of an image")
    .option("--version <number>", "of an image: above that of every tariff the meter has")
    .requiredOption("--from <moment>", "from when it is in force, ISO 8601 in UTC")
    .option("--local-time", "set the meter's local time to that of the tariff, too, at once");
  action<{ version?: string; from: string; localTime?: boolean }>(command, (session, [file = ""], options) => {
    const version = options.version === undefined ? undefined : whole(options.version, "--version");
    const found = tariffToSend(readBytes(file), file, version);
    return tariffOrder(session, found, moment(options.from), options.localTime === true);
  });
}

const settledLines: NonNullable<Errand["lines"]> = (body) =>
  body.kind === "balance" ? [`settled ${amountWords(body.balance1e5)}`] : [];

function prepaid(send: Command): void {
  const mode = send
    .command("prepaid")
    .addArgument(argumentOf("<state>", ON_OFF))
    .description("prepaid supply on or off: the balance is settled, and begins anew with nothing")
    .option(...RETRY);
  action<{ retry: string }>(mode, (session, [state = ""], { retry }) => {
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
}
