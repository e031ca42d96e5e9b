// What can go wrong in a build, and whose fault it is.

export type BuildBlame = "partition" | "system" | "board" | "policy" | "confinement" | "dialect";

export class BuildError extends Error {
  readonly blame: BuildBlame;
  readonly details: readonly string[];
  constructor(blame: BuildBlame, message: string, details: readonly string[] = []) {
    super([message, ...details].join("\n  "));
    this.name = "BuildError";
    this.blame = blame;
    this.details = details;
  }
}
