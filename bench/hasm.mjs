#!/usr/bin/env node
// The command `hasm`: registers the TypeScript loader and hands over to cli.ts. Nothing else happens here.
import { register } from "tsx/esm/api";

register();
await import("./cli.ts");
