// The options of `hasm bench` that say where its page is.

import type { Command } from "commander";
import { LOOPBACK } from "../send/address.ts";
import type { Address } from "../send/address.ts";
import { whole } from "../send/options.ts";
import { UserError } from "../user-error.ts";

const PAGE_PORT = 8080;
const LAST_PORT = 65_535;

export interface PageOptions {
  readonly headless?: boolean;
  readonly page: boolean;
  readonly port?: string;
  readonly host?: string;
}

export function withPageOptions(command: Command): Command {
  return command
    .option("--port <port>", `of the web page of the live view; 0 takes a free one; default: ${PAGE_PORT}`)
    .option(
      "--host <address>",
      `where the page is served; default: ${LOOPBACK}, for this computer alone. Whoever reaches it commands the bench`,
    )
    .option("--no-page", "no web page");
}

/** undefined: there is to be none. Throws UserError. */
export function pageAddress({ headless, page, port, host }: PageOptions): Address | undefined {
  const asked = port !== undefined ? "--port" : host !== undefined ? "--host" : undefined;
  if (asked !== undefined && headless === true)
    throw new UserError(`${asked} and --headless exclude each other: the page belongs to the live view`);
  if (asked !== undefined && !page) throw new UserError(`${asked} and --no-page exclude each other`);
  if (headless === true || !page) return undefined;
  return { host: host ?? LOOPBACK, port: port === undefined ? PAGE_PORT : whole(port, "--port", 0, LAST_PORT) };
}
