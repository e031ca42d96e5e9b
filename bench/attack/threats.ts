// The threats of docs/threat-model.md, shortly; and those that no attack here covers, with the reason and with what tests them instead.

export interface Threat {
  readonly title: string;
  /** "held" where the attacks that are promised against fail; "partly" where something is left open; "not promised". */
  readonly state: "held" | "partly" | "not promised";
}

const held = (title: string): Threat => ({ title, state: "held" });
const partly = (title: string): Threat => ({ title, state: "partly" });

/** With the states of the table there. */
export const THREATS: Readonly<Record<string, Threat>> = {
  T1: partly("billing fraud"),
  T2: held("one meter's hack used on many"),
  T3: held("consumption read from the wire"),
  T4: held("commands read from the wire"),
  T5: held("mass switch-off"),
  T6: held("meter board fully hostile"),
  T7: held("replay, reorder, delay of off and on"),
  T8: partly("the consumer prevents off"),
  T9: held("the consumer re-closes; closing with nobody there"),
  T10: held("load oscillation by fast valid off and on"),
  T11: held("appliances switched off to annoy"),
  T12: held("appliances broken by fast cycling"),
  T13: held("entering through the HAN"),
  T14: { title: "falsified feedback to the consumer", state: "not promised" },
  T15: partly("eavesdropping at home"),
  T16: partly("meter as a stepping stone to the central system"),
  T17: partly("tampering in the data concentrator"),
  T18: partly("the concentrator learns one home"),
  T19: partly("log altered after an attack"),
  T20: held("log flooded with trivia"),
  T21: held("consumption data overflow into the security log"),
  T22: held("top-up guessed or used twice"),
  T23: partly("hostile gas meter"),
  T24: partly("clock attack"),
  T25: partly("firmware path"),
  T26: held("availability: one part stops the rest"),
};

/** Why there is no attack, and the files that test the threat: none where nothing is promised. */
export interface Elsewhere {
  readonly why: string;
  readonly testedIn: readonly string[];
}

export const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
  T14: { why: "nothing is promised: the telegram's CRC shows noise, not forgery", testedIn: [] },
  T15: {
    why: "a port that is silent or sealed is nothing to attack, and one in clear is nothing to defend",
    testedIn: ["test/docs-protocol-wire.test.ts"],
  },
  T18: {
    why: "it takes the masked readings of several meters, and days of them",
    testedIn: ["test/attack/masked-readings.test.ts", "test/attack/hostile-dc-security.test.ts"],
  },
  T21: {
    why: "it takes a log that is full, and that takes years",
    testedIn: ["test/attack/log-overflow-into-another-segment.test.ts"],
  },
};
