// The lines of defence of the design, one of which stops an attack. An attack names the one that its evidence shows, and none by itself.

export const LINES = {
  noWay: "no way in: nobody answers at that wire",
  frameCrc: "frame: what is none is dropped unread",
  resync: "frame: the receiver is in step again behind any noise",
  sealedBox: "sealed box",
  keyPerMeter: "a key for each meter",
  counter: "counter stored before a command acts",
  roles: "list of orders of each role",
  onlySealed: "off-switch processor: it opens for what the central system sealed",
  obey: "off-switch processor: it obeys the meter board only where the central system lets it",
  delay: "switch policy: delay",
  cancel: "switch policy: delay, and the cancel within it",
  rest: "switch policy: rest and moves a day",
  arming: "mode 3: the button closes only what was armed",
  button: "mode 3: the button alone closes",
  feedback: "feedback contact",
  silence: "silence is an event, and moves nothing",
  noReceiver: "send-only port: it has no receiver",
  noConsole: "console closed on every port",
  ownProcessor: "a processor of its own for the relay",
  lockOut: "lock-out after wrong codes",
  codeMac: "code that only the vendor can make",
  codeOnce: "a code is marked as used before it is credited",
  merging: "equal entries of a log are merged",
  chain: "chain of keys of a log",
  foreignMeter: "bounds of what the bound device may say",
  clock: "plausibility of the clock",
  appliances: "limits of load control",
  clamp: "clamp compared with the pulses",
  alike: "one size, one schedule and a cover for every message",
} as const;

export type Line = keyof typeof LINES;

/** In place of a line where nothing stopped it. */
export const NOTHING = "nothing";
