// A connection to a board by the `espruino` package, over a port that is already open.

import type { Duplex } from "node:stream";
import { loadEspruino } from "./espruino-package.ts";
import type { EspruinoPackage, PackageDevice } from "./espruino-package.ts";
import { openPort } from "./port.ts";
import type { LineSettings } from "./port.ts";

export interface Connection {
  readonly path: string;
  readonly espruino: EspruinoPackage;
  /** Sends characters as bytes. */
  write(text: string): void;
  /** All that came since the connection was made or `forget` was called, as a byte string. */
  readonly received: string;
  forget(): void;
  /** Settles when bytes come, the other end goes, or `ms` are over. */
  changed(ms: number): Promise<void>;
  /** Whether the other end is still there. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

/** A port as a device of the package. */
function deviceOf(path: string, port: Duplex): PackageDevice {
  return {
    name: "port",
    getPorts: (answer) => answer([{ path }], true),
    open: (_path, opened, receive, ended) => {
      port.on("data", (bytes: Uint8Array) => receive(buffer(bytes)));
      // A serial port that is pulled errs and closes, a TCP port only ends.
      port.on("error", () => undefined);
      for (const end of ["end", "close"]) port.once(end, ended);
      opened("open");
    },
    write: (text, written) => void port.write(Buffer.from(text, "latin1"), () => written()),
    close: () => void port.destroy(),
  };
}

function closed(port: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (port.closed) resolve();
    else port.once("close", resolve);
    port.destroy();
  });
}

/** Throws FlashError. */
export async function connectTo(path: string, settings: LineSettings): Promise<Connection> {
  const port = await openPort(path, settings);
  const espruino = loadEspruino();
  const { Serial } = espruino.Core;
  Serial.devices.push(deviceOf(path, port));
  const listeners = new Set<() => void>();
  const tell = (): void => [...listeners].forEach((listener) => listener());
  let received = "";
  let isOpen = true;
  Serial.startListening((bytes) => {
    received += Buffer.from(bytes).toString("latin1");
    tell();
  });
  await new Promise<void>((resolve) => {
    const ended = (): void => {
      isOpen = false;
      tell();
    };
    Serial.open(path, () => resolve(), ended);
  });
  // The console answers each line before the next one is sent.
  Serial.setSlowWrite(false, true);
  return {
    path,
    espruino,
    write: (text) => Serial.write(text, false),
    get received() {
      return received;
    },
    forget: () => void (received = ""),
    changed: (ms) =>
      new Promise((resolve) => {
        const settle = (): void => {
          clearTimeout(late);
          listeners.delete(settle);
          resolve();
        };
        const late = setTimeout(settle, ms);
        listeners.add(settle);
      }),
    get isOpen() {
      return isOpen;
    },
    close: () => closed(port),
  };
}
