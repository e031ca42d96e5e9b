// A serial device that is none: a pseudo-terminal made by script(1), whose other side is in the hands of the test. Undefined where there is no
// such program.

import { spawn } from "node:child_process";

export interface Pty {
  /** "/dev/pts/3". */
  readonly path: string;
  onData(listener: (bytes: string) => void): void;
  write(bytes: string): void;
  close(): void;
}

const WAIT_MS = 3000;

export function openPty(): Promise<Pty | undefined> {
  // It waits for the terminal's hang-up, and ends with it.
  const child = spawn("script", ["-qfc", "stty raw -echo; tty; exec sleep 600", "/dev/null"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      child.kill();
      resolve(undefined);
    }, WAIT_MS);
    child.once("error", () => {
      clearTimeout(late);
      resolve(undefined);
    });
    let first = "";
    const look = (bytes: Buffer): void => {
      first += bytes.toString("latin1");
      const path = /(\/dev\/\S+)\r?\n/.exec(first)?.[1];
      if (path === undefined) return;
      clearTimeout(late);
      child.stdout.off("data", look);
      resolve({
        path,
        onData: (listener) => void child.stdout.on("data", (chunk: Buffer) => listener(chunk.toString("latin1"))),
        write: (text) => void child.stdin.write(Buffer.from(text, "latin1")),
        close: () => void child.kill(),
      });
    };
    child.stdout.on("data", look);
  });
}
