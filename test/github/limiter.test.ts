import { expect, test } from 'vitest';
import { createLimiter } from '../../src/github/limiter.ts';

test('never more than its size run at once, all get their turn in order, failures free their place', async () => {
  const limited = createLimiter(3);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const task = (index: number) => async (): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    order.push(index);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    // Whoever comes in just as a place is handed over must not find it free.
    if (index < 40) late.push(limited(task(index + 20)));
    if (index % 7 === 0) throw new Error('fails');
    return index;
  };
  const late: Promise<number>[] = [];
  const first = Array.from({ length: 20 }, (_, index) => limited(task(index)));
  const settled = await Promise.allSettled(first);
  for (let done = 0; done < late.length; done++) await Promise.allSettled([late[done]]);
  expect(settled.filter((result) => result.status === 'rejected')).toHaveLength(3);
  expect(most).toBe(3);
  expect(order.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(order).toHaveLength(60);
});
