// Which boards are tested: read at a model of their console, and never taken for what they are not.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readBoard } from "../../bench/loop/boards.ts";
import { Asker } from "../../bench/loop/tester.ts";
import { UserError } from "../../bench/user-error.ts";
import { Bench, given, Meters, offSwitchBoard as board, program, run } from "../flash/rig.ts";

const BUNDLE = program();
const PATIENCE = { readyMs: 15_000, quietMs: 30 };

describe("boards that are to be tested", () => {
  const meters = new Meters();
  const folder = meters.provision("HASM0042");
  let bench: Bench;
  before(async () => {
    bench = await Bench.with({ board });
    const { error } = await run({ board, port: bench.port, bundle: BUNDLE, given: given(folder, board) });
    assert.equal(error, undefined);
  });
  after(() => {
    bench.close();
    meters.remove();
  });

  /** `answer` gets each question, and is the tester's hand, too. */
  function read(answer: (question: string) => string | undefined, bundle = BUNDLE, meterId = "HASM0042") {
    const asker = new Asker({ say: () => undefined, read: (question) => Promise.resolve(answer(question)) });
    return readBoard({ board, port: bench.port, baud: 9600, bundle, meterId, patience: PATIENCE }, asker);
  }

  /** As the bench asks for it: the program does not begin. */
  const reset = (): string => {
    bench.board.powerOn(true);
    return "";
  };

  it("say it themselves when they are reset with the button held, and are started", async () => {
    const asked: string[] = [];
    const facts = await read((question) => {
      asked.push(question);
      return reset();
    });
    assert.equal(asked.length, 1);
    assert.match(
      asked[0]!,
      /^Nothing answers at \S+\. Hold the blue button \(B1\) of the off-switch board, press its reset/,
    );
    const sum = createHash("sha256").update(BUNDLE, "latin1").digest("hex");
    assert.deepEqual(facts, {
      ...{ board: "off-switch", port: bench.port, state: "read", engine: "NUCLEOF401RE, Espruino 2v29.277" },
      bundle: `${BUNDLE.length} bytes, sha256 ${sum}`,
    });
    assert.equal(bench.board.isRunning, true);
  });

  it("are said to be not read where the tester leaves it out", async () => {
    assert.deepEqual(await read(() => "skip it is locked"), {
      ...{ board: "off-switch", port: bench.port, state: "skipped: it is locked", engine: null, bundle: null },
    });
  });

  it("are refused with another program than this build, or as another meter's", async () => {
    reset();
    await assert.rejects(
      read(() => undefined, `${BUNDLE} `),
      new UserError(
        `off-switch: the board at ${bench.port} holds another program than this build: flash it first with ./flash.sh off-switch`,
      ),
    );
    await assert.rejects(
      read(() => undefined, BUNDLE, "HASM0007"),
      new UserError(`off-switch: the board at ${bench.port} is that of HASM0042, and --keys names HASM0007`),
    );
  });
});
