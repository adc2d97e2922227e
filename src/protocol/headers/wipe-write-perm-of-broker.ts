import { type HeaderOf, defineHeader, int, text } from '../header-codec.js';

/**
 * WIPE_WRITE_PERM_OF_BROKER (205): takes write permission from all queues of a broker (wire.md section 5.1).
 *
 * | field        | type  |
 * | ------------ | ----- |
 * | `brokerName` | text! |
 *
 * Java `remoting/…/header/namesrv/WipeWritePermOfBrokerRequestHeader`.
 */
export const WipeWritePermOfBrokerRequestHeader = defineHeader('WipeWritePermOfBrokerRequestHeader', {
  brokerName: text(),
});
export type WipeWritePermOfBrokerRequestHeader = HeaderOf<typeof WipeWritePermOfBrokerRequestHeader>;

export const WipeWritePermOfBrokerResponseHeader = defineHeader('WipeWritePermOfBrokerResponseHeader', {
  wipeTopicCount: int(),
});
export type WipeWritePermOfBrokerResponseHeader = HeaderOf<typeof WipeWritePermOfBrokerResponseHeader>;
