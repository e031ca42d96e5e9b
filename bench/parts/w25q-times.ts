// Times of a W25Q32JV from its data sheet. Numbers only.

/** "AC Electrical Characteristics": tPP, tSE, tBE1, tBE2, tCE, tW; microseconds. */
export const W25Q_TIMES = {
  typical: {
    programUs: 400,
    sectorEraseUs: 45_000,
    block32EraseUs: 120_000,
    block64EraseUs: 150_000,
    chipEraseUs: 10_000_000,
    writeStatusUs: 10_000,
  },
  worst: {
    programUs: 3_000,
    sectorEraseUs: 400_000,
    block32EraseUs: 1_600_000,
    block64EraseUs: 2_000_000,
    chipEraseUs: 50_000_000,
    writeStatusUs: 15_000,
  },
} as const;
export type W25qTimes = (typeof W25Q_TIMES)[keyof typeof W25Q_TIMES];

/** tSUS, tRST, tDP, tRES1, and of "Power-up Timing" tVSL and tPUW; microseconds. */
export const SUSPEND_US = 20;
export const RESET_US = 30;
export const POWER_DOWN_US = 3;
export const RELEASE_US = 3;
export const SELECTABLE_US = 20;
export const WRITABLE_US = 5_000;
