// The instructions of a W25Q32JV that the model knows ("Instruction Set Table 1 (Standard SPI Instructions)"): how long each is, when it is
// heard, what it answers and what it starts. Dual, quad, security and block-lock instructions are left out, and so ignored.

import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { Sent, W25qCore } from "./w25q-core.ts";

export interface Instruction {
  /** Bytes ahead of the data: opcode, then address or dummies. */
  readonly header: number;
  /** It is executed at deselect after so many bytes in all, and after no other number. */
  readonly bytes: readonly [number, number];
  readonly addressed: boolean;
  /** Accepted while the part is busy. */
  readonly whenBusy: boolean;
  /** Accepted in power-down. */
  readonly whenAsleep: boolean;
  /** Disabled for tPUW after power-up. */
  readonly writes: boolean;
  readonly reply?: (index: number, timeUs: number, address: number) => number;
  readonly run?: (timeUs: number, sent: Sent) => void;
}

const ANY = Number.POSITIVE_INFINITY;
const NEVER = { whenBusy: false, whenAsleep: false, writes: false } as const;
const SIMPLE = { ...NEVER, header: 1, bytes: [1, 1], addressed: false } as const;
const ADDRESSED = { ...NEVER, header: 4, bytes: [4, 4], addressed: true } as const;
const STATUS_WRITE = { ...SIMPLE, bytes: [2, 2], writes: true } as const;

export const RESET_ENABLE = 0x66;
export const RESET = 0x99;

/** The device ID that 90h and ABh give: 15h where the capacity byte of the JEDEC ID is 16h. */
const deviceId = (jedecId: number): number => (jedecId & 0xff) - 1;

/** `jedecId` is asked at each answer. */
export function instructionSet(core: W25qCore, jedecId: () => number): ReadonlyMap<number, Instruction> {
  return new Map([...identity(core, jedecId), ...memory(core), ...registers(core), ...control(core)]);
}

type Rows = readonly (readonly [number, Instruction])[];

const identity = (core: W25qCore, jedecId: () => number): Rows => {
  const identify = (index: number): number => (index < 3 ? jedecId() >> (16 - 8 * index) : 0xff);
  const maker = (index: number, address: number): boolean => (index + address) % 2 === 0;
  return [
    [0x9f, { ...SIMPLE, reply: identify }],
    [
      0x90,
      { ...ADDRESSED, reply: (index, _, address) => (maker(index, address) ? jedecId() >> 16 : deviceId(jedecId())) },
    ],
    [
      0xab,
      {
        ...{ ...SIMPLE, header: 4, bytes: [1, ANY], whenAsleep: true },
        reply: () => deviceId(jedecId()),
        run: (timeUs) => core.release(timeUs),
      },
    ],
  ];
};

const memory = (core: W25qCore): Rows => {
  const { sectorEraseUs, block32EraseUs, block64EraseUs } = core.times;
  const reply = (index: number, _: number, address: number): number => core.read(address + index);
  const erase = (bytes: number, totalUs: number): Instruction => ({
    ...{ ...ADDRESSED, writes: true },
    run: (timeUs, sent) => core.eraseBlock(sent.address, bytes, totalUs, timeUs),
  });
  const eraseChip: Instruction = {
    ...{ ...SIMPLE, writes: true },
    run: (timeUs) => core.eraseChip(timeUs),
  };
  return [
    [0x03, { ...ADDRESSED, reply }],
    [0x0b, { ...ADDRESSED, header: 5, reply }],
    [0x02, { ...ADDRESSED, bytes: [5, ANY], writes: true, run: (timeUs, sent) => core.program(sent, timeUs) }],
    [0x20, erase(SECTOR_BYTES, sectorEraseUs)],
    [0x52, erase(0x8000, block32EraseUs)],
    [0xd8, erase(0x1_0000, block64EraseUs)],
    [0xc7, eraseChip],
    [0x60, eraseChip],
  ];
};

const registers = (core: W25qCore): Rows => {
  const show = (register: number): Instruction => ({
    ...{ ...SIMPLE, whenBusy: true },
    reply: (_, timeUs) => core.status(register, timeUs),
  });
  const write = (register: number): Instruction => ({
    ...STATUS_WRITE,
    run: (timeUs, sent) => core.writeStatus(register, sent, timeUs),
  });
  return [
    [0x05, show(1)],
    [0x35, show(2)],
    [0x15, show(3)],
    [0x01, { ...write(1), bytes: [2, 3] }],
    [0x31, write(2)],
    [0x11, write(3)],
  ];
};

const control = (core: W25qCore): Rows => [
  [0x06, { ...SIMPLE, writes: true, run: () => core.enableWrites(true) }],
  [0x04, { ...SIMPLE, run: () => core.enableWrites(false) }],
  [0x50, { ...SIMPLE, writes: true, run: () => core.enableVolatileWrite() }],
  [0x75, { ...SIMPLE, whenBusy: true, run: (timeUs) => core.suspend(timeUs) }],
  [0x7a, { ...SIMPLE, run: (timeUs) => core.resume(timeUs) }],
  [0xb9, { ...SIMPLE, run: (timeUs) => core.powerDown(timeUs) }],
  [RESET_ENABLE, { ...SIMPLE, whenBusy: true }],
  [RESET, { ...SIMPLE, whenBusy: true, run: (timeUs) => core.reset(timeUs) }],
];
