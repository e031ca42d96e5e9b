// The meter at the head of a feeder: what the grid gives to the whole street, the homes with all that goes round their meters, and what the
// lines take on the way. It is a truth of the bench, no model of a device: it asks nobody who could lie.

const WS_PER_WH = 3600;
/** Of what flows through the feeder: what the lines of a street usually take. */
export const LINE_LOSS_PERCENT = 3;

/** With what the lines take: more is given than arrives, less arrives than is fed in. */
function withLineLoss(netWs: number): number {
  return netWs + Math.round((Math.abs(netWs) * LINE_LOSS_PERCENT) / 100);
}

export class FeederMeter {
  readonly #lineWs: () => number;
  #seenWs = 0;
  #registerWs = 0;
  #readWh = 0;

  /** `lineWs`: what has flowed to all homes until now, in watt-seconds. */
  constructor(lineWs: () => number) {
    this.#lineWs = lineWs;
  }

  /** Wh since it was read last, below 0 where more was fed in than drawn; what is less than one is carried on. */
  read(): number {
    const nowWs = this.#lineWs();
    this.#registerWs += withLineLoss(nowWs - this.#seenWs);
    this.#seenWs = nowWs;
    const nowWh = Math.floor(this.#registerWs / WS_PER_WH);
    const sinceWh = nowWh - this.#readWh;
    this.#readWh = nowWh;
    return sinceWh;
  }
}
