import { type HeaderOf, bool, defineHeader, optional } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * HEART_BEAT (34), with `HeartbeatData` as its body (wire.md section 8): it has the fields of every request only.
 *
 * Java `remoting/…/header/HeartbeatRequestHeader`.
 */
export const HeartbeatRequestHeader = defineHeader('HeartbeatRequestHeader', { ...rpcFields });
export type HeartbeatRequestHeader = HeaderOf<typeof HeartbeatRequestHeader>;

/**
 * Answer to HEART_BEAT (34), wire.md section 8.3; brokers before 5.1.3 send neither field.
 *
 * | field                     | type    | meaning                                                               |
 * | ------------------------- | ------- | --------------------------------------------------------------------- |
 * | `IS_SUPPORT_HEART_BEAT_V2`| boolean | heartbeats may leave out their subscriptions                          |
 * | `IS_SUB_CHANGE`           | boolean | the fingerprint is another one than before: send the whole next time  |
 *
 * Java has no class for it: `ClientManageProcessor` adds the fields by the names of `MixAll`.
 */
export const HeartbeatResponseHeader = defineHeader('HeartbeatResponseHeader', {
  isSupportHeartbeatV2: optional(bool('IS_SUPPORT_HEART_BEAT_V2')),
  isSubChange: optional(bool('IS_SUB_CHANGE')),
});
export type HeartbeatResponseHeader = HeaderOf<typeof HeartbeatResponseHeader>;
