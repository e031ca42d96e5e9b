// dsmr-parser reads the time of a telegram as that of its own machine. Here this is UTC, for the tests of a suite.

export function readsAsUtc(): void {
  const zone = process.env["TZ"];
  before(() => {
    process.env["TZ"] = "UTC";
  });
  after(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });
}
