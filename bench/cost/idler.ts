// Measures what is there without a store: leaves the marks that the partitions with one leave.

export function idler(markIsClosed: () => boolean) {
  return {
    tick() {
      markIsClosed();
      markIsClosed();
      markIsClosed();
    },
  };
}
