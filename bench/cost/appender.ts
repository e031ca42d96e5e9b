// Measures a log: appends 16 bytes between two marks, and leaves a third before them to tell what a mark costs.

export function appender(logAppend: (entry: string) => boolean, markIsClosed: () => boolean) {
  const entry = "0123456789abcdef";

  return {
    tick() {
      markIsClosed();
      markIsClosed();
      // Without its third mark a failure is seen.
      if (logAppend(entry)) markIsClosed();
    },
  };
}
