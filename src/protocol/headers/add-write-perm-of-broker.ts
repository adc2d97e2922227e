import { type HeaderOf, defineHeader, int, text } from '../header-codec.js';

/**
 * ADD_WRITE_PERM_OF_BROKER (327): gives all queues of a broker read and write permission (wire.md section 5.1).
 *
 * | field        | type  |
 * | ------------ | ----- |
 * | `brokerName` | text! |
 *
 * Java `remoting/…/header/namesrv/AddWritePermOfBrokerRequestHeader`.
 */
export const AddWritePermOfBrokerRequestHeader = defineHeader('AddWritePermOfBrokerRequestHeader', {
  brokerName: text(),
});
export type AddWritePermOfBrokerRequestHeader = HeaderOf<typeof AddWritePermOfBrokerRequestHeader>;

export const AddWritePermOfBrokerResponseHeader = defineHeader('AddWritePermOfBrokerResponseHeader', {
  addTopicCount: int(),
});
export type AddWritePermOfBrokerResponseHeader = HeaderOf<typeof AddWritePermOfBrokerResponseHeader>;
