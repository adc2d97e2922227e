import type { Observable } from 'rxjs';
import type { UndecodableDelivery } from '../delivery/admission.js';
import type { Credit } from '../delivery/credit.js';
import type { Unpack } from '../message/unpack-message.js';
import type { Decision } from '../delivery/outcome.js';
import type { PullSourceSettings } from '../delivery/pull-source.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { MessageSource } from '../message/received-message.js';
import type { Subscription } from '../message/subscription.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ConsumerEvent } from './consumer-event.js';

/** What a {@link QueueConsumption} shares with the other queues of its consumer. */
export interface ConsumptionSettings {
  readonly subscription: Subscription;
  readonly credit: Credit;
  readonly pulls: Pick<
    PullSourceSettings,
    'group' | 'routes' | 'broker' | 'readAddress' | 'options' | 'runtime'
  >;
  readonly decompress: Unpack;
  /** Cold: gives a message back to the broker. Completes when the broker has it. */
  readonly sendBack: (
    source: MessageSource,
    decision: Exclude<Decision, { type: 'ack' }>,
  ) => Observable<unknown>;
  /** Cold: stores a committed offset. Errs with `CommitFailedError`. */
  readonly commit: (queue: MessageQueue, offset: number) => Observable<void>;
  /** Names where a commit goes to now: what was committed elsewhere has to be told there too. */
  readonly commitPlace: (queue: MessageQueue) => string | undefined;
  readonly onUndecodable: (undecodable: UndecodableDelivery) => Decision;
  readonly onSettled: () => void;
  /** A delivery was given up before its time: it is not settled and returns its credit all the same. */
  readonly onAbandoned: () => void;
  readonly onEvent: (event: ConsumerEvent) => void;
  /** Milliseconds before a message that could not be sent back is handed out again. */
  readonly localRetryDelayMs: number;
  readonly runtime: Runtime;
}
