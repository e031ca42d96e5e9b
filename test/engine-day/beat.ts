// The metronome of an emulated board: it makes bytes arrive at the moments of the board's own time that the host has set, whatever the
// wall's clock says. A timer that no firmware uses (TIM5) interrupts the processor; a few instructions in the memory next to the core take
// the next byte of a schedule, put it on its UART's line, wait until the emulated UART has it, and set the timer for the one after. The
// engine's own receive interrupt, which has a lower rank, then runs as on a chip. Where the schedule is empty the emulator stands still,
// and no board time goes by, until the host has written on.
//
// Schedule and lines are named pipes, which the code opens, reads and writes by semihosting. The emulator's seventh UART, which an F405 does
// not have and the engine does not know, tells the host that a mark of the schedule was reached.

/** Memory next to the core: vectors, code, state; hal/drivers/ccm-nor.ts, which has its pages there as well, must not be on the board. */
const VECTORS = 0x1000c000;
const CODE = VECTORS + 0x200;
const CALL = VECTORS + 0x300;
const STATE = VECTORS + 0x1000;
const STATE_WORDS = 28;
/** Names of files for semihosting, and its arguments. */
const SCRATCH = VECTORS + 0x1200;

/** The number with which `E.nativeCall` makes a function (operation, address of its arguments) of the code at CALL: `bkpt 0xab; bx lr`. */
export const SEMIHOSTING = CALL + 1;
export const SEMIHOSTING_CODE = 0x4770beab;

/** Timer 5 is interrupt 50; its vector stands behind the core's 16. */
const TIMER = 0x40000c00;
const VECTOR = VECTORS + 4 * (16 + 50);
const ENABLE = 0xe000e104;
const CLEAR_PENDING = 0xe000e284;
const TIMER_BIT = 1 << 18;
const VECTOR_TABLE = 0xe000ed08;
const CHIP_VECTORS = 98;
const MARK_UART = 0x40007800;
const UARTS = [0x40011000, 0x40004400, 0x40004800, 0x40004c00, 0x40005000, 0x40011400];

/** The measurement is up to 150 us too large. */
const LEAST_LATE_US = 250;

/** The first beat, in microseconds of the board's time. */
export const FIRST_BEAT_US = 500_000;

/** A record: microseconds since the record before 4, then byte 1 · number of the UART, 0 for none 1 · 1 for a mark 2; little-endian. */
export const RECORD_BYTES = 8;

/*
 * State: 0 time of the beat, 4 what the timer is late by itself, 8 arguments that read a record, 20 arguments that write a byte, 32 record,
 * 44 handles of the lines 1 to 6, 76 addresses of the UARTs 1 to 6, 100 microseconds spent here, 104 bytes that found the one before
 * unread, 108 bytes.
 *
 *   beat: push {r4-r7,lr}; ldr r6,=STATE; ldr r5,=TIMER; ldr r7,[r5,#0x24]; movs r0,#0; str r0,[r5,#0x10]
 *   next: ldr r0,[r6,#36]; ubfx r1,r0,#8,#8; cbz r1,mark; lsls r1,r1,#2; adds r1,r1,r6; ldr r4,[r1,#72]
 *         ldr r0,[r6,#108]; adds r0,#1; str r0,[r6,#108]
 *         ldr r0,[r4]; lsls r0,r0,#26; bpl put; ldr r0,[r6,#104]; adds r0,#1; str r0,[r6,#104]
 *   put:  ldr r0,[r1,#40]; str r0,[r6,#20]; mov r1,r6; adds r1,#20; movs r0,#5; bkpt 0xab
 *   wait: movs r0,#40
 *   spin: subs r0,#1; bne spin; ldr r0,[r4]; lsls r0,r0,#26; bpl wait
 *   mark: ldr r0,[r6,#36]; lsrs r0,r0,#16; beq read; ldr r1,=MARK_UART; movs r0,#33; str r0,[r1,#4]
 *   read: mov r1,r6; adds r1,#8; movs r0,#6; bkpt 0xab
 *         ldr r1,[r6,#32]; cmp r1,#0; beq next; ldr r0,[r6]; adds r0,r0,r1; str r0,[r6]
 *         ldr r1,[r5,#0x24]; subs r2,r1,r7; ldr r3,[r6,#100]; adds r3,r3,r2; str r3,[r6,#100]
 *         subs r0,r0,r1; ldr r1,[r6,#4]; subs r0,r0,r1; cmp r0,#5; it lt; movlt r0,#5; str r0,[r5,#0x2c];
 *         ldr r0,=CLEAR_PENDING; ldr r1,=TIMER_BIT; str r1,[r0]; pop {r4-r7,pc}
 */
const BEAT = [
  0x4e21b5f0,
  0x6a6f4d21,
  0x61282000,
  0xf3c06a70,
  0xb1b92107,
  0x19890089,
  0x6ef06c8c,
  0x66f03001,
  0x06806820,
  0x6eb0d502,
  0x66b03001,
  0x61706a88,
  0x31144631,
  0xbeab2005,
  0x38012028,
  0x6820d1fd,
  0xd5f90680,
  0x0c006a70,
  0x4911d002,
  0x60482021,
  0x31084631,
  0xbeab2006,
  0x29006a31,
  0x6830d0d6,
  0x60301840,
  0x1bca6a69,
  0x189b6e73,
  0x1a406673,
  0x1a406871,
  0xbfb82805,
  0x62e82005,
  0xf44f4805,
  0x60012180,
  0xbf00bdf0,
  STATE,
  TIMER,
  MARK_UART,
  CLEAR_PENDING,
];

export interface BeatFiles {
  /** Named pipe with the schedule. */
  readonly schedule: string;
  /** Named pipe of the line of each UART that hears, by number. */
  readonly lines: Readonly<Record<number, string>>;
}

/** Semihosting: open, mode "r" or "w". */
const OPEN = 1;
const READ = 0;
const WRITE = 4;

/**
 * Text for ".boot0": starts the metronome. It leaves nothing in the heap but the function `hostCall(operation, arguments)`.
 *
 * The emulated timer is late by a part of the time since power-on at which its counter was last set, so the counter is set to the time
 * itself, near enough, and what is left is measured, a little too large, and taken off. It must not be negative: the timer would never be done.
 */
export function beatText({ schedule, lines }: BeatFiles): string {
  const opened = Object.entries(lines).map(
    ([usart, name]) => `poke32(${STATE + 40}+4*${usart},open(${JSON.stringify(name)},${WRITE}));`,
  );
  return (
    `poke32(${CALL},${SEMIHOSTING_CODE});var hostCall=E.nativeCall(${SEMIHOSTING},"int(int,int)");(function(){` +
    `var open=function(name,mode){poke8(${SCRATCH + 16},name+"\\0");poke32(${SCRATCH},[${SCRATCH + 16},mode,name.length]);return hostCall(${OPEN},${SCRATCH})};` +
    `var old=peek32(${VECTOR_TABLE});for(var i=0;i<${CHIP_VECTORS};i++)poke32(${VECTORS}+4*i,peek32(old+4*i));` +
    `poke32(${CODE},[${BEAT.join(",")}]);poke32(${VECTOR},${CODE + 1});poke32(${VECTOR_TABLE},${VECTORS});` +
    `for(i=0;i<${STATE_WORDS};i++)poke32(${STATE}+4*i,0);` +
    `poke32(${STATE + 8},[open(${JSON.stringify(schedule)},${READ}),${STATE + 32},${RECORD_BYTES}]);` +
    `poke32(${STATE + 20},[0,${STATE + 36},1]);${opened.join("")}poke32(${STATE + 76},[${UARTS.join(",")}]);` +
    `poke32(${MARK_UART + 12},0x200c);` +
    `poke32(${TIMER + 0x28},999);poke32(${TIMER + 0x0c},1);poke32(${TIMER},1);` +
    `var late=function(at){poke32(${TIMER + 0x24},at);poke32(${TIMER + 0x10},0);at=peek32(${TIMER + 0x24});` +
    `poke32(${TIMER + 0x2c},1000);while(!(peek32(${TIMER + 0x10})&1));return peek32(${TIMER + 0x24})-at-1000};` +
    `var by=late(0);i=0;do{by=late(peek32(${TIMER + 0x24})+by+i);i-=50}while(by<${LEAST_LATE_US});` +
    `poke32(${STATE},${FIRST_BEAT_US});poke32(${STATE + 4},by);` +
    `poke32(${TIMER + 0x2c},${FIRST_BEAT_US}-peek32(${TIMER + 0x24})-by);poke32(${TIMER + 0x10},0);` +
    `poke32(${CLEAR_PENDING},${TIMER_BIT});poke32(${ENABLE},${TIMER_BIT})})();`
  );
}

/** Text of an expression: [microseconds spent in the metronome, bytes that found the one before unread, bytes]. */
export const BEAT_FIGURES = `[peek32(${STATE + 100}),peek32(${STATE + 104}),peek32(${STATE + 108})]`;

/** Text of an expression: the metronome's time in microseconds, modulo 2^32. */
export const BEAT_TIME = `peek32(${TIMER + 0x24})`;
