import { AllProducers, ConsumerConnections, ProducerConnections } from '../calls/connections.js';
import { ConsumeDirectly, ConsumerStatus, RunningInfo } from '../calls/consumer-control.js';
import { HeartbeatV2 } from '../calls/group-membership.js';

/** Clients that are connected to the broker, this one included. */
export const clientCalls = {
  /** A heartbeat whose answer says whether later ones may be shorter. */
  heartbeatV2: HeartbeatV2,
  /** Members of a consumer group. */
  consumers: ConsumerConnections,
  /** Members of a producer group. */
  producers: ProducerConnections,
  /** Members of all producer groups. */
  allProducers: AllProducers,
  /** How a consumer is. */
  runningInfo: RunningInfo,
  /** The offsets that consumers would commit. */
  consumerStatus: ConsumerStatus,
  /** Makes a consumer handle one message now. */
  consumeDirectly: ConsumeDirectly,
} as const;
