import type { HeartbeatFailure } from '../broker/heartbeat-service.js';
import type { UndecodableDelivery } from '../delivery/admission.js';
import type { CommitFailedError, PullFailedError } from '../errors/consumer-error.js';
import type { MessageQueue } from '../message/message-queue.js';

/** What happened to a consumer besides deliveries. Troubles in here heal by themselves or are being worked on. */
export type ConsumerEvent =
  | { readonly type: 'queue-assigned'; readonly queue: MessageQueue; readonly offset: number }
  | { readonly type: 'queue-revoked'; readonly queue: MessageQueue; readonly unsettled: number }
  | { readonly type: 'offset-moved'; readonly queue: MessageQueue; readonly offset: number }
  | { readonly type: 'pull-failed'; readonly queue: MessageQueue; readonly error: PullFailedError }
  | { readonly type: 'commit-failed'; readonly queue: MessageQueue; readonly error: CommitFailedError }
  | { readonly type: 'rebalance-failed'; readonly topic: string; readonly error: unknown }
  | {
      readonly type: 'send-back-failed';
      readonly queue: MessageQueue;
      readonly offset: number;
      readonly error: unknown;
    }
  | ({ readonly type: 'undecodable' } & UndecodableDelivery)
  | HeartbeatFailure;
