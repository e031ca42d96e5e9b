// Mocha's own spec reporter, and after it one line that a script can read: "N passed, N failed, N skipped".
const { reporters } = require("mocha");

class CountingSpec extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
}

module.exports = CountingSpec;
