import { BodyReader } from '../body-reader.js';
import { messageModels, type MessageModelName } from './heartbeat-data.js';
import { type MessageRequestMode, messageRequestModes } from './message-request-mode.js';

/**
 * The body of QUERY_ASSIGNMENT (400), wire.md section 5.8. The request has no header.
 *
 * ```
 * {"clientId":"c","consumerGroup":"G","messageModel":"CLUSTERING","strategyName":"AVG","topic":"T"}
 * ```
 *
 * Java `remoting/…/protocol/body/QueryAssignmentRequestBody`.
 */
export interface QueryAssignmentRequest {
  readonly topic: string;
  readonly consumerGroup: string;
  readonly clientId: string;
  /** Brokers know `AVG` and `AVG_BY_CIRCLE`. */
  readonly strategyName: string;
  readonly messageModel: MessageModelName;
}

export function encodeQueryAssignmentRequest(request: QueryAssignmentRequest): Buffer {
  const { clientId, consumerGroup, messageModel, strategyName, topic } = request;
  return Buffer.from(JSON.stringify({ clientId, consumerGroup, messageModel, strategyName, topic }));
}

/** @throws {DecodeError} */
export function decodeQueryAssignmentRequest(body: Uint8Array): QueryAssignmentRequest {
  const data = BodyReader.parse('QueryAssignmentRequestBody', body);
  return {
    topic: data.text('topic'),
    consumerGroup: data.text('consumerGroup'),
    clientId: data.text('clientId'),
    strategyName: data.text('strategyName'),
    messageModel: data.oneOf('messageModel', messageModels),
  };
}

/** A queue that a member of a group is to consume, and how (Java `MessageQueueAssignment`, without its attachments). */
export interface MessageQueueAssignment {
  readonly topic: string;
  readonly brokerName: string;
  /** -1: all queues of that broker. */
  readonly queueId: number;
  readonly mode: MessageRequestMode;
}

/**
 * The answer of QUERY_ASSIGNMENT.
 *
 * ```
 * {"messageQueueAssignments":[{"messageQueue":{"brokerName":"broker-a","queueId":-1,"topic":"T"},"mode":"POP"}]}
 * ```
 *
 * Undefined, an answer without the list: the broker cannot tell, what was assigned before stays. An empty one takes everything away.
 *
 * Java `remoting/…/protocol/body/QueryAssignmentResponseBody`.
 */
export function encodeAssignments(assignments: readonly MessageQueueAssignment[] | undefined): Buffer {
  const messageQueueAssignments = assignments?.map(({ brokerName, queueId, topic, mode }) => ({
    messageQueue: { brokerName, queueId, topic },
    mode,
  }));
  return Buffer.from(JSON.stringify({ messageQueueAssignments }));
}

/** @throws {DecodeError} */
export function decodeAssignments(body: Uint8Array): MessageQueueAssignment[] | undefined {
  const data = BodyReader.parse('QueryAssignmentResponseBody', body);
  if (!data.has('messageQueueAssignments')) return undefined;
  return data.objects('messageQueueAssignments', (assignment) => {
    const queue = assignment.object('messageQueue');
    return {
      topic: queue.text('topic'),
      brokerName: queue.text('brokerName'),
      queueId: queue.integer('queueId'),
      mode: assignment.oneOf('mode', messageRequestModes),
    };
  });
}
