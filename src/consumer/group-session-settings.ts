import type { Observable } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { HeartbeatService } from '../broker/heartbeat-service.js';
import type { UndecodableDelivery } from '../delivery/admission.js';
import type { Unpack } from '../message/unpack-message.js';
import type { Decision } from '../delivery/outcome.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { Subscription } from '../message/subscription.js';
import type { RouteTable } from '../naming/route-table.js';
import type { ConsumerData } from '../protocol/bodies/heartbeat-data.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MessageSender } from '../sending/message-sender.js';
import type { ConsumerEvent } from './consumer-event.js';
import type { ResolvedConsumerOptions } from './consumer-options.js';

/** What a {@link GroupSession} needs from its consumer and from the client. */
export interface GroupSessionSettings {
  readonly options: ResolvedConsumerOptions;
  readonly clientId: string;
  readonly timeoutMs: number;
  readonly delayLevelsMs: readonly number[];
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
  /** Where to read of a broker name, by the health of its brokers; undefined: as the route says. */
  readonly readAddress?: ((brokerName: string, suggestedId: number) => string | undefined) | undefined;
  readonly heartbeats: HeartbeatService;
  readonly sender: MessageSender;
  readonly runtime: Runtime;
  readonly decompress: Unpack;
  /** Hot: groups of which a broker says that members came or went. */
  readonly membersChanged$: Observable<string>;
  /** Every topic that is consumed, the retry topic included. */
  readonly topics: readonly string[];
  readonly subscription: (topic: string) => Subscription;
  readonly consumerData: () => ConsumerData;
  readonly onUndecodable: (undecodable: UndecodableDelivery) => Decision;
  readonly onEvent: (event: ConsumerEvent) => void;
  readonly onAssignment: (queues: readonly MessageQueue[]) => void;
  /** Cold: tells the brokers that the group is gone from this client. Emits once, never errs. */
  readonly unregister: () => Observable<void>;
}
