import type { PreparedMessage } from '../../../src/sending/prepared-message.js';

/** A message of so many bytes, ready to be sent. */
export const prepared = (bodyBytes: number, properties = ''): PreparedMessage => ({
  topic: 'orders',
  messageId: '7F00000100002A9F0000000000000001',
  body: Buffer.alloc(bodyBytes, 'x'),
  properties,
  sysFlag: 0,
  flag: 0,
  bornAt: 0,
  reconsumeTimes: 0,
  maxReconsumeTimes: undefined,
});
