import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * UNREGISTER_CLIENT (35): leaves one group of each kind (wire.md section 5.5).
 *
 * | field           | type  | meaning                     |
 * | --------------- | ----- | --------------------------- |
 * | `clientID`      | text! | capital D, as in heartbeats |
 * | `producerGroup` | text  |                             |
 * | `consumerGroup` | text  |                             |
 *
 * Java `remoting/…/header/UnregisterClientRequestHeader`.
 */
export const UnregisterClientRequestHeader = defineHeader('UnregisterClientRequestHeader', {
  clientID: text(),
  producerGroup: optional(text()),
  consumerGroup: optional(text()),
  ...rpcFields,
});
export type UnregisterClientRequestHeader = HeaderOf<typeof UnregisterClientRequestHeader>;
