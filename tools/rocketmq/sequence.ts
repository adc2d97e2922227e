import { setInterval } from 'node:timers/promises';

const settleTimeoutMs = 30_000;
const settlePollMs = 5;

/** Awaits `action` for one item after the other; stops at the first failure. */
export function inSequence<T>(items: Iterable<T>, action: (item: T) => Promise<unknown>): Promise<void> {
  let done: Promise<unknown> = Promise.resolve();
  for (const item of items) done = done.then(() => action(item));
  return done.then(() => undefined);
}

/** Asks until the answer is true. `check` runs after every other answer and may throw to give up. */
export async function pollUntil(
  isDone: () => Promise<boolean>,
  check: () => void,
  intervalMs: number,
): Promise<void> {
  if (await isDone()) return;
  for await (const _ of setInterval(intervalMs)) {
    if (await isDone()) return;
    check();
  }
}

/** For what takes milliseconds: asks often, and rejects with `failure` after 30 s. */
export async function untilTrue(failure: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + settleTimeoutMs;
  const check = (): void => {
    if (Date.now() > deadline) throw new Error(`${failure} after ${settleTimeoutMs} ms`);
  };
  await pollUntil(isTrue, check, settlePollMs);
}
