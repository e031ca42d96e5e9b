// The parts of the `espruino` package that flashing needs: its serial connection, to which a device of ours is given, and the code that puts a
// file into Storage. They are scripts for a web page, so they run in a context of their own: neither their globals nor their words reach
// ours. What the package has beside them is not loaded, and its Bluetooth and web stacks, which need compilers, are not even installed:
// `overrides` in package.json puts an empty-handed package in place of each.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";

/** A device as the package asks for one: bytes as characters on the way out, as a buffer on the way in. */
export interface PackageDevice {
  readonly name: string;
  getPorts(answer: (ports: readonly { readonly path: string }[], areAll: boolean) => void): void;
  open(path: string, opened: (info: string) => void, receive: (bytes: ArrayBuffer) => void, ended: () => void): void;
  write(text: string, written: () => void): void;
  close(): void;
}

export interface EspruinoPackage {
  readonly Core: {
    readonly Serial: {
      readonly devices: PackageDevice[];
      init(): void;
      startListening(listener: (bytes: ArrayBuffer) => void): void;
      open(path: string, connected: (info: unknown) => void, disconnected: () => void): void;
      write(text: string, showStatus: boolean): void;
      /** Slow is 19 characters at a time. */
      setSlowWrite(isSlow: boolean, isForced: boolean): void;
      close(): void;
    };
    readonly Utils: {
      /** Statements, a line each, that write a file of at least a byte: `contents` is a byte string. */
      getUploadFileCode(name: string, contents: string): string;
    };
  };
}

const FILES = ["espruino.js", "core/config.js", "core/utils.js", "core/serial.js"];

const silent = (): void => undefined;

/** Each call gives a connection of its own. */
export function loadEspruino(): EspruinoPackage {
  const folder = dirname(createRequire(import.meta.url).resolve("espruino/package.json"));
  const console = { log: silent, warn: silent, error: silent, info: silent };
  const context = vm.createContext({ console, setTimeout, clearTimeout, setInterval, clearInterval, btoa, atob });
  for (const file of FILES) {
    const path = join(folder, file);
    vm.runInContext(readFileSync(path, "utf8"), context, { filename: path });
  }
  const espruino = context["Espruino"] as EspruinoPackage;
  espruino.Core.Serial.init();
  return espruino;
}
