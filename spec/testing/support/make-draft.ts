import type { MessageDraft } from '../../../src/testing/store/message-draft.js';

/** A message as a producer sends it, with what matters to a test. */
export function makeDraft(parts: Partial<MessageDraft> = {}): MessageDraft {
  return {
    topic: 'orders',
    queueId: 1,
    body: Buffer.from('hello'),
    properties: {},
    flag: 0,
    sysFlag: 0,
    bornTimestamp: 0,
    bornHost: '127.0.0.1:50000',
    reconsumeTimes: 0,
    ...parts,
  };
}
