// A wire to a meter's port: over TCP, as `hasm bench --wires` or a serial-to-TCP adapter offers it, or a serial device of this machine.
// Raw bytes both ways; it knows no frame.

import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { connect } from "node:net";
import { isatty, ReadStream, WriteStream } from "node:tty";
import { fromByteString, toByteString } from "../byte-string.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { reasonOf, UserError } from "../user-error.ts";
import { addressText, PORT_NAMES, WIRE_DEVICES } from "./address.ts";
import type { Addresses, PortName, WireName } from "./address.ts";
import { SendError } from "./outcome.ts";

/** That of the meter's port of this name. */
export const baudOf = (name: WireName): number => Number(meterBoard.parts[WIRE_DEVICES[name]]!.options["baud"]);

/** Rings once after so many ms, unless what it returns is called before. */
export type SetAlarm = (ms: number, ring: () => void) => () => void;

/** As time passes; boards in simulated time have their own. */
export const setWallAlarm: SetAlarm = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => {
    clearTimeout(timer);
  };
};

export interface Line {
  send(bytes: string): void;
  /** One listener at a time. */
  listen(hear: (bytes: string) => void, lost: (why: string) => void): void;
  close(): void;
}

/** Where the wires are. */
export type Place =
  | { readonly kind: "tcp"; readonly addresses: Addresses; readonly timeoutMs: number }
  | { readonly kind: "serial"; readonly device: string };

function unreachable(where: string, why: string): SendError {
  return new SendError("no-answer", `cannot reach ${where}: ${why}; nothing was sent`);
}

function openTcp(host: string, port: number, timeoutMs: number): Promise<Line> {
  const where = addressText(host, port);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(unreachable(where, "no connection in time"));
    }, timeoutMs);
    let hear: (bytes: string) => void = () => undefined;
    let lose: (why: string) => void = () => undefined;
    let lost: string | undefined;
    const end = (why: string): void => {
      lost ??= `${where} ended the connection${why}`;
      lose(lost);
    };
    socket.on("data", (chunk: Buffer) => {
      hear(toByteString(chunk));
    });
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(unreachable(where, reasonOf(error)));
      end(`: ${reasonOf(error)}`);
    });
    socket.on("close", () => {
      end("");
    });
    socket.on("connect", () => {
      clearTimeout(timer);
      resolve({
        send: (bytes) => void socket.write(bytes, "latin1"),
        listen: (onBytes, onLost) => {
          [hear, lose] = [onBytes, onLost];
          if (lost !== undefined) onLost(lost);
        },
        close: () => socket.destroy(),
      });
    });
  });
}

function openSerial(device: string, baud: number): Line {
  const settings = [`${baud}`, "raw", "cs8", "-parenb", "-cstopb", "-crtscts", "clocal", "-echo"];
  const stty = spawnSync("stty", ["-F", device, ...settings], { encoding: "utf8" });
  if (stty.error) throw unreachable(device, `cannot run stty: ${reasonOf(stty.error)}`);
  if (stty.status !== 0) throw unreachable(device, stty.stderr.trim());
  let handle: number;
  try {
    handle = openSync(device, constants.O_RDWR | constants.O_NOCTTY);
  } catch (error) {
    throw unreachable(device, reasonOf(error));
  }
  if (!isatty(handle)) {
    closeSync(handle);
    throw unreachable(device, "it is no serial device");
  }
  const input = new ReadStream(handle);
  const output = new WriteStream(handle);
  return {
    send: (bytes) => void output.write(fromByteString(bytes)),
    listen: (hear, lost) => {
      input.removeAllListeners("data");
      input.on("data", (chunk: Buffer) => {
        hear(toByteString(chunk));
      });
      const gone = (error: Error): void => {
        lost(`${device} is gone: ${reasonOf(error)}`);
      };
      for (const stream of [input, output]) stream.removeAllListeners("error").on("error", gone);
    },
    close: () => {
      input.destroy();
      output.destroy();
    },
  };
}

/** Where a single port is: behind a TCP address, or a serial device. */
export type Port =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "serial"; readonly device: string };

/** `baud`: of a serial device. Throws SendError. */
export async function openPort(port: Port, baud: number, timeoutMs: number): Promise<Line> {
  return port.kind === "tcp" ? openTcp(port.host, port.port, timeoutMs) : openSerial(port.device, baud);
}

/** The wire of that name to a meter, or the one to the button of a bench. Throws SendError and UserError. */
export async function openLine(place: Place, name: PortName, meterId: string): Promise<Line> {
  if (place.kind === "serial") {
    if (name === "button")
      throw new UserError("no serial device leads to a button: only hasm bench --wires has a port for it");
    return openSerial(place.device, baudOf(name));
  }
  const { host, port } = place.addresses.own.get(meterId) ?? place.addresses.common;
  return openTcp(host, port + PORT_NAMES.indexOf(name), place.timeoutMs);
}

/**
 * Listens until `look` finds something, at most so long; then undefined. `hear` is told what comes. Throws SendError where the line is
 * lost, and what `hear` throws.
 */
export function until<T>(
  line: Line,
  timeoutMs: number,
  hear: (bytes: string) => void,
  look: () => T | undefined,
  setAlarm: SetAlarm = setWallAlarm,
): Promise<T | undefined> {
  const already = look();
  if (already !== undefined) return Promise.resolve(already);
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      callOff();
      line.listen(
        () => undefined,
        () => undefined,
      );
    };
    const callOff = setAlarm(timeoutMs, () => {
      stop();
      resolve(undefined);
    });
    const heard = (bytes: string): void => {
      try {
        hear(bytes);
        const found = look();
        if (found === undefined) return;
        stop();
        resolve(found);
      } catch (error) {
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    line.listen(heard, (why) => {
      stop();
      reject(new SendError("no-answer", `${why}: whether the meter acted is not known`));
    });
  });
}
