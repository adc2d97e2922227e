import type { Logger } from '../../src/runtime/logger.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

/** A virtual clock that begins at 0, with jitter that is always one half. */
export const makeClock = (logger?: Logger): VirtualClock =>
  createVirtualClock({ startAt: 0, random: () => 0.5, logger });
