// Measures the kernel: sends 64 bytes and leaves a mark just before, and one before that to tell what a mark costs.

export function ping(toPong: (message: string) => void, markAIsClosed: () => boolean) {
  const message = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  return {
    tick() {
      markAIsClosed();
      markAIsClosed();
      toPong(message);
    },
  };
}
