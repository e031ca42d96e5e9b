// The wire to a board's console: a serial device, or a TCP port as tcp://host:port. It carries bytes and says in words what keeps it from
// doing so; what the bytes mean is console.ts's.

import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { SerialPort } from "serialport";
import { FlashError } from "./errors.ts";

/** Of a serial device; a TCP port has neither. */
export interface LineSettings {
  readonly baud: number;
}

const TCP = "tcp://";
const TCP_MS = 5000;

/** What to do about a port that cannot be opened, by what the system says of it. */
export function portError(path: string, reason: string): FlashError {
  if (/EACCES|permission denied|access denied/i.test(reason))
    return new FlashError(
      "no-permission",
      `no permission to open ${path}`,
      "Join the group that owns it (ls -l shows which, as a rule: sudo usermod -aG dialout $USER), log in again, and run this again.",
    );
  if (/EBUSY|cannot lock|resource busy|temporarily unavailable/i.test(reason))
    return new FlashError(
      "port-busy",
      `${path} is in use by another program`,
      `Close whatever has it open (a terminal, a web IDE, a bench): fuser -v ${path} names it.`,
    );
  if (/ENOENT|ENXIO|ENODEV|no such file|file not found/i.test(reason))
    return new FlashError(
      "no-such-port",
      `there is no ${path}`,
      "Plug the board in and look for its port: ls /dev/ttyACM* /dev/ttyUSB* (macOS: ls /dev/cu.*).",
    );
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ETIMEDOUT/.test(reason))
    return new FlashError(
      "no-such-port",
      `nobody listens at ${path}`,
      "Start what is to listen there, and look at host and port.",
    );
  return new FlashError(
    "port-trouble",
    `cannot open ${path}: ${reason}`,
    "Unplug the board, plug it in again, and run this again.",
  );
}

function tcpAddress(path: string): { host: string; port: number } {
  const [, host = "", port = ""] = /^([^:/]*):(\d+)$/.exec(path.slice(TCP.length)) ?? [];
  if (port === "" || Number(port) > 65535)
    throw new FlashError(
      "no-such-port",
      `${path} is no TCP port`,
      "Write it as tcp://host:port, as in tcp://127.0.0.1:2323.",
    );
  return { host: host || "127.0.0.1", port: Number(port) };
}

function openTcp(path: string): Promise<Duplex> {
  const { host, port } = tcpAddress(path);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const late = setTimeout(() => socket.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })), TCP_MS);
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(late);
      reject(portError(path, error.code ?? error.message));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(late);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

function openSerial(path: string, { baud }: LineSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    // The console of the engine asks for silence by XOFF when its queue is full.
    const port = new SerialPort({ path, baudRate: baud, xon: true, autoOpen: false });
    port.open((error) => {
      if (error === null) resolve(port);
      else reject(portError(path, error.message));
    });
  });
}

/** Throws FlashError. */
export function openPort(path: string, settings: LineSettings): Promise<Duplex> {
  return path.startsWith(TCP) ? openTcp(path) : openSerial(path, settings);
}
