// Runs one script and gives the lines that it printed: in Node, on a Linux build of the engine, or on the engine's image for
// an STM32F405RG in an emulator. For scripts of a line or two that end by themselves; it drives no pins and no ports.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vm from "node:vm";

const LIMIT_MS = 20_000;

/** Lines up to the first uncaught error and with it. The engine prints its own place and stack after that. */
function upToError(lines: readonly string[]): string[] {
  const error = lines.findIndex((line) => line.startsWith("Uncaught "));
  return error === -1 ? [...lines] : lines.slice(0, error + 1);
}

export function runInNode(script: string): string[] {
  const lines: string[] = [];
  const print = (...values: unknown[]): number => lines.push(values.map(String).join(" "));
  try {
    vm.runInNewContext(script, { print });
  } catch (error) {
    lines.push(`Uncaught ${String(error)}`);
  }
  return lines;
}

/** What a program writes until it ends, says `last`, or is out of time; latin1. */
function outputOf(program: string, parameters: readonly string[], cwd: string, last?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd, stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (last !== undefined && text.includes(last)) child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      resolve(text.replaceAll("\r", ""));
    });
  });
}

async function inDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "hasm-dialect-"));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Characters of `script` are bytes. `program` is the path of the engine. */
function runOnLinux(program: string, script: string): Promise<string[]> {
  return inDirectory(async (directory) => {
    const file = join(directory, "script.js");
    writeFileSync(file, script, "latin1");
    const text = await outputOf(program, [file], directory, "debug>");
    const banner = "http://espruino.com/Donate\n\n";
    const lines = text.slice(text.indexOf(banner) + banner.length).split("\n");
    while (lines.length > 0 && ["", ">"].includes(lines.at(-1) ?? "")) lines.pop();
    return upToError(lines);
  });
}

const STORAGE_ADDRESS = 0x080c0000;
const STORAGE_BYTES = 0x40000;
const HEX_BYTES = 32;

/** The engine's flash store with one file that runs at power-on. */
function storageImage(script: string): Buffer {
  const image = Buffer.alloc(STORAGE_BYTES, 0xff);
  const body = Buffer.from(script, "latin1");
  image.fill(0, 0, 32);
  image.writeUInt32LE(body.length, 0);
  image.write(".bootcde", 4, "latin1");
  body.copy(image, 32);
  return image;
}

function hexRecord(address: number, type: number, data: Buffer): string {
  const record = Buffer.concat([Buffer.from([data.length, (address >> 8) & 0xff, address & 0xff, type]), data]);
  const sum = record.reduce((total, byte) => total + byte, 0);
  return `:${record.toString("hex")}${(-sum & 0xff).toString(16).padStart(2, "0")}`.toUpperCase();
}

function intelHex(image: Buffer, base: number): string {
  const records: string[] = [];
  for (let offset = 0; offset < image.length; offset += HEX_BYTES) {
    const address = base + offset;
    const upper = Buffer.from([address >>> 24, (address >>> 16) & 0xff]);
    if ((address & 0xffff) === 0) records.push(hexRecord(0, 4, upper));
    records.push(hexRecord(address & 0xffff, 0, image.subarray(offset, offset + HEX_BYTES)));
  }
  return [...records, ":00000001FF", ""].join("\n");
}

/** `image` is the path of the engine's STM32F405RG build; needs qemu-system-arm on the path. */
function runOnStm32(image: string, script: string): Promise<string[]> {
  return inDirectory(async (directory) => {
    const file = join(directory, "storage.hex");
    writeFileSync(file, intelHex(storageImage(`print("be"+"gin");\n${script}\n;print("en"+"d")`), STORAGE_ADDRESS));
    const machine = ["-M", "olimex-stm32-h405", "-display", "none", "-monitor", "none", "-serial", "stdio"];
    const loaded = ["-icount", "shift=3", "-kernel", image, "-device", `loader,file=${file}`];
    const text = await outputOf("qemu-system-arm", [...machine, ...loaded], directory, "end\r\n");
    return upToError(
      text
        .slice(text.indexOf("begin\n") + 6, text.indexOf("end\n"))
        .split("\n")
        .slice(0, -1),
    );
  });
}

const engines = {
  linux: { variable: "ESPRUINO_LINUX", run: runOnLinux },
  stm32: { variable: "ESPRUINO_STM32F405", run: runOnStm32 },
} as const;

const sayings = new Set<string>();

/** The lines that a script prints on an engine; skips the test where the engine is not at hand and none is demanded. */
export async function runOn(name: keyof typeof engines, script: string, test: Mocha.Context): Promise<string[]> {
  const { variable, run } = engines[name];
  const path = process.env[variable];
  if (path !== undefined && path !== "") return run(path, script);
  const saying = `${variable} is not set: nothing is tried on that engine`;
  assert.notEqual(process.env["HASM_DEMAND_ENGINE"], "1", saying);
  if (!sayings.has(saying)) console.log(`      ${saying}`);
  sayings.add(saying);
  return test.skip();
}
