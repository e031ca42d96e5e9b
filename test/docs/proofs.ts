// The commands of the documents that are not run where all others are, as closed lists: those that another test runs, by its file and its name,
// and those that need what no test has.

/** A command, and the test that runs it. */
export const ELSEWHERE: readonly (readonly [command: RegExp, file: string, test: string])[] = [
  [
    /^npm start$/,
    "test/cli/bench.test.ts",
    "counts the energy of a load file, from any start, and a live run ends with the load",
  ],
  [
    /^npm run build$/,
    "test/build/reproducible.test.ts",
    "with another path, time zone, language and umask gives the same four bundles",
  ],
  [/^npm run wiring$/, "test/wiring/wiring.test.ts", "are what npm run wiring makes of the boards' descriptions"],
  [
    /^npx hasm (?:build|policy)$/,
    "test/cli/commands.test.ts",
    "policy prints every rule with its verdict, and all hold",
  ],
  [/^npx hasm bench --headless --script scenarios\//, "test/script/scenarios.test.ts", "${name} passes"],
  [/^npx hasm bill /, "test/cli/bill.test.ts", "of a log that is verified"],
  [
    /^npx hasm bench --meter /,
    "test/loop/stage.test.ts",
    "are played with orders, telegrams and a tester's hand and eyes",
  ],
  [/^npx hasm send .* --serial /, "test/cli/send-alone.test.ts", "speaks through a serial device"],
  [/^\.\/flash\.sh .* --engine /, "test/flash/image.test.ts", "with exactly that command, and says when it fails"],
  [
    /^node -e 'const \{ createHash \}/,
    "test/loop/report.test.ts",
    "has the same sum in the file and on the page, which tells a change",
  ],
];

/** A command, and why no test runs it. */
export const NOT_RUN: readonly (readonly [command: RegExp, why: string])[] = [
  [/^npm ci$/, "it installs what this test runs with"],
  [/^npm test$/, "it is what runs this test"],
  [/^stty -F \/dev\/ttyUSB1 115200 raw$/, "a serial adapter at a HAN port"],
  [/^cat \/dev\/ttyUSB1$/, "a serial adapter at a HAN port"],
  [/^alias hasm='npx hasm'$/, "a name in the reader's own shell"],
];
