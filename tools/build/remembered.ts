// What the build makes of the same texts once and again within a process is made once: most of a bundle is the same where one partition
// is another. What the texts come from, files on disk, is read anew each time.

/** `make` gives the same for the same texts, whatever is on disk and whoever asks. What it fails at it tries again. */
export function remembered<T>(make: (...texts: readonly string[]) => Promise<T>): typeof make {
  const made = new Map<string, Promise<T>>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const known = made.get(key) ?? make(...texts);
    made.set(key, known);
    known.catch(() => made.delete(key));
    return known;
  };
}
