import { RequestCode } from '../../src/protocol/request-code.js';
import { ResponseCode } from '../../src/protocol/response-code.js';
import type { Fault } from '../../src/testing/faults/fault.js';
import type { Faults } from '../../src/testing/faults/faults.js';
import type { Faulty } from './make-faulty.js';

/** What goes wrong. `begin` returns what ends it. */
export interface Trouble {
  readonly title: string;
  /** Of the first broker, with requests of these codes. */
  readonly begin: (on: Faulty, codes: readonly number[]) => () => void;
}

/** Requests that bring messages. */
export const sendCodes: readonly number[] = [RequestCode.SEND_MESSAGE_V2, RequestCode.SEND_BATCH_MESSAGE];

interface Where {
  readonly at: string;
  readonly code: readonly number[];
}

const byFault = (title: string, add: (faults: Faults, where: Where) => Fault): Trouble => ({
  title,
  begin: ({ broker }, code) => {
    const fault = add(broker.faults, { at: broker.brokers[0]!.address, code });
    return () => fault.remove();
  },
});

/** Refusals: the broker has not stored what it answers so. */
export const refusals: readonly Trouble[] = [
  byFault('is busy half of the time', (faults, where) =>
    faults.answer(ResponseCode.SYSTEM_BUSY, { ...where, probability: 0.5 }),
  ),
  byFault('is busy all of the time', (faults, where) => faults.answer(ResponseCode.SYSTEM_BUSY, where)),
  byFault('denies permission half of the time', (faults, where) =>
    faults.answer(ResponseCode.NO_PERMISSION, { ...where, probability: 0.5 }),
  ),
  byFault('calls some messages illegal', (faults, where) =>
    faults.answer(ResponseCode.MESSAGE_ILLEGAL, { ...where, probability: 0.1 }),
  ),
  byFault('says goodbye', (faults, { at }) => faults.goAway({ at, graceMs: 500 })),
];

/** Answers that do not come, or not in time, and connections that break. */
export const losses: readonly Trouble[] = [
  byFault('hangs up after it has stored a message', (faults, where) =>
    faults.cut('after', { ...where, probability: 0.1 }),
  ),
  byFault('hangs up before it stores a message', (faults, where) =>
    faults.cut('before', { ...where, probability: 0.1 }),
  ),
  byFault('answers late', (faults, where) =>
    faults.delay(200, { ...where, direction: 'response', jitterMs: 5000 }),
  ),
  byFault('loses answers', (faults, where) =>
    faults.drop({ ...where, direction: 'response', probability: 0.3 }),
  ),
  byFault('loses requests', (faults, where) =>
    faults.drop({ ...where, direction: 'request', probability: 0.3 }),
  ),
  byFault('answers twice', (faults, where) =>
    faults.duplicate({ ...where, direction: 'response', probability: 0.5 }),
  ),
  byFault('answers in another order', (faults, where) =>
    faults.reorder({ ...where, direction: 'response', probability: 0.5 }),
  ),
  byFault('damages answers', (faults, where) => faults.corrupt({ ...where, probability: 0.05 })),
  byFault('stops in the middle of answers', (faults, where) =>
    faults.truncate({ ...where, part: 'frame', probability: 0.05 }),
  ),
];

/** The first broker is not there as a whole. */
export const absences: readonly Trouble[] = [
  {
    title: 'is gone',
    begin: ({ broker }) => {
      const node = broker.brokers[0]!;
      void node.stop();
      return () => void node.start().subscribe();
    },
  },
  byFault('hangs', (faults, { at }) => faults.pause({ at })),
  byFault('does not read', (faults, { at }) => faults.stopReading({ at })),
  byFault('has connections that are dead', (faults, { at }) => faults.halfOpen({ at })),
];

export const troubles: readonly Trouble[] = [...refusals, ...losses, ...absences];
