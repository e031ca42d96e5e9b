// Measures values: sets one of them to 16 bytes between two marks, and leaves a third before them to tell what a mark costs.

export function putter(numbersPut: (number: number, value: string) => boolean, markIsClosed: () => boolean) {
  const value = "0123456789abcdef";

  return {
    tick() {
      markIsClosed();
      markIsClosed();
      // Without its third mark a failure is seen.
      if (numbersPut(0, value)) markIsClosed();
    },
  };
}
