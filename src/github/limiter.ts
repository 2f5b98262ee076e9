/** Runs at most `size` tasks at a time, in the order they came. */
export function createLimiter(size: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = size;
  const waiting: (() => void)[] = [];

  return async (task) => {
    if (free > 0) free -= 1;
    // Whoever leaves hands the place over, so that nobody who comes in between can take it.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
