/**
 * Answered and failed requests of the last `windowMs`, in constant memory: one window that is being filled, and the one
 * before, of which as much counts as the sliding window still covers.
 */
export interface SuccessWindow {
  /** Milliseconds since the epoch at which the present window began. */
  readonly startedAt: number;
  readonly answered: number;
  readonly failed: number;
  readonly answeredBefore: number;
  readonly failedBefore: number;
}

export function emptyWindow(at: number): SuccessWindow {
  return { startedAt: at, answered: 0, failed: 0, answeredBefore: 0, failedBefore: 0 };
}

/** The window that `at` lies in. A clock that was set back does not begin a new one. */
function windowAt(window: SuccessWindow, at: number, windowMs: number): SuccessWindow {
  const elapsedMs = at - window.startedAt;
  if (elapsedMs < windowMs) return window;
  if (elapsedMs >= 2 * windowMs) return emptyWindow(at);
  return {
    startedAt: window.startedAt + windowMs,
    answered: 0,
    failed: 0,
    answeredBefore: window.answered,
    failedBefore: window.failed,
  };
}

/** The window with so many more requests, all of which ended at `at`. */
export function addToWindow(
  window: SuccessWindow,
  at: number,
  windowMs: number,
  answered: number,
  failed: number,
): SuccessWindow {
  const present = windowAt(window, at, windowMs);
  return { ...present, answered: present.answered + answered, failed: present.failed + failed };
}

/** How many requests count at `at`, and which share of them was answered (1 when none counts). */
export function rateOfWindow(
  window: SuccessWindow,
  at: number,
  windowMs: number,
): { readonly samples: number; readonly rate: number } {
  const { startedAt, answered, failed, answeredBefore, failedBefore } = windowAt(window, at, windowMs);
  const weightBefore = 1 - Math.max(0, at - startedAt) / windowMs;
  const allAnswered = answered + answeredBefore * weightBefore;
  const samples = allAnswered + failed + failedBefore * weightBefore;
  return { samples, rate: samples === 0 ? 1 : allAnswered / samples };
}
