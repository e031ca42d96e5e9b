#!/usr/bin/env bash
# Flashes a board: ./flash.sh meter|off-switch --port PORT [--keys FOLDER] [--engine IMAGE] [--lock] [--dry-run]. docs/flashing.md tells more.
# The work is done by tools/flash.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
if ! command -v node >/dev/null; then
  echo "flash.sh needs Node.js 20.19 or newer: https://nodejs.org" >&2
  exit 1
fi
if [ ! -d "$here/node_modules/tsx" ]; then
  echo "flash.sh needs its packages: run npm ci in $here" >&2
  exit 1
fi
exec node --import "file://$here/node_modules/tsx/dist/esm/index.mjs" "$here/tools/flash/main.ts" "$@"
