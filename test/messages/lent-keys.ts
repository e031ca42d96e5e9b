// All that can be lent of keys, by use and number: how tests ask for it, where the build asks for each by its call.

import { lendChange, lendOpen, lendPrf, lendRound, lendSeal } from "../../firmware/keys/keys.ts";
import type { Keys } from "../../firmware/keys/keys.ts";

export interface LentKeys {
  seal(number: number): (plain: string) => string;
  open(number: number): (sealed: string) => string;
  round(number: number): (round: number, plain: string) => string;
  prf(number: number): (input: string) => string;
  change(numbers: number[]): (number: number, key: string) => boolean;
}

export function lentKeys(processor: Keys["processor"], file: Keys["file"], counters: Keys["counters"]): LentKeys {
  const keys = { processor, file, counters };
  return {
    seal: (number) => lendSeal(keys, { number, last: 0, reserved: 0 }),
    open: (number) => lendOpen(keys, number),
    round: (number) => lendRound(keys, number),
    prf: (number) => lendPrf(keys, number),
    change: (numbers) => lendChange(keys, numbers),
  };
}
