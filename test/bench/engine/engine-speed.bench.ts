// Prints how fast the simulation runs: a day of two boards that talk, count pulses and tick. Run by hand:
// npx tsx test/bench/engine/engine-speed.bench.ts

import { SimulationClock } from "../../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../../bench/engine/virtual-board.ts";
import { join } from "../../../bench/engine/wire.ts";

const DAY_US = 86_400_000_000;
const PULSE_US = 500_000;

const METER = `var pulses=0,heard=0,ticks=0;setWatch(function(){pulses++},B1,{repeat:true,edge:"rising"});
  Serial1.setup(115200,{tx:A9});Serial2.setup(19200,{tx:A2,rx:A3});Serial2.on("data",function(d){heard+=d.length});
  var telegram="x".repeat(700);setInterval(function(){ticks++},500);setInterval(function(){Serial1.write(telegram)},10000);
  setInterval(function(){Serial2.write("0123456789abcdef")},2000);var hasm=function(){return [pulses,heard,ticks].join()}`;
const OFF_SWITCH = `var heard=0;Serial1.setup(19200,{tx:A9,rx:A10});
  Serial1.on("data",function(d){heard+=d.length;Serial1.write("ok")});setInterval(function(){digitalRead(B3)},500);
  var hasm=function(){return heard}`;

const clock = new SimulationClock();
const meter = new VirtualBoard({ clock, name: "meter", variables: 5450, consolePort: "" });
const offSwitch = new VirtualBoard({ clock, name: "off-switch", variables: 5376, consolePort: "" });
meter.boot(METER);
offSwitch.boot(OFF_SWITCH);
join(meter.uart("Serial2"), offSwitch.uart("Serial1"));
let telegrams = 0;
meter.uart("Serial1").onSent(() => telegrams++);
let edges = 0;
const pulse = (): void => {
  meter.pin("B1").drive((++edges & 1) as 0 | 1);
  clock.at(clock.nowUs + PULSE_US, pulse);
};
clock.at(0, pulse);

const startedAt = process.hrtime.bigint();
clock.runUntil(DAY_US);
const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
const callbacks = Math.round((meter.busyUs + offSwitch.busyUs) / 1000);
console.log(`a day in ${seconds.toFixed(2)} s, ${callbacks} callbacks, ${Math.round(callbacks / seconds)} a second`);
console.log(
  `meter ${(meter.global("hasm") as () => string)()}, off-switch ${(offSwitch.global("hasm") as () => number)()}`,
);
console.log(`telegrams ${telegrams}, edges ${edges}`);
