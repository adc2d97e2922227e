import { catchError, concatMap, map, type Observable, tap } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { integer } from '../internal/options.js';
import type { Single } from '../internal/single.js';
import { compareQueues, type MessageQueue, queueKey } from '../message/message-queue.js';
import { checkGroup, checkTopic } from '../message/names.js';
import type { TopicRoute } from '../naming/topic-route.js';
import type { AdminCallOptions } from './admin-options.js';
import type { Cluster, CommandScope } from './cluster.js';
import { isNotOnline } from './is-not-online.js';
import { onEachQueue } from './on-each-queue.js';
import { type OffsetTarget, timestampOf } from './offset-target.js';

/** A place in a queue. */
export interface QueuePlace {
  readonly queue: MessageQueue;
  readonly offset: number;
}

/** What a group has committed of a queue. */
export interface CommittedPlace {
  readonly queue: MessageQueue;
  /** Undefined: nothing. Brokers before 5.0 say 0 for nothing, while the queue still has its first message. */
  readonly committedOffset: number | undefined;
}

const checkOffset = integer(0);

/** Offsets of groups and queues. Made by `mq.admin()`. */
export class OffsetsAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * What a group has committed of each queue of a topic, in the order of broker name and queue id. Cold. Errs with
   * {@link TopicNotFoundError}, and with {@link AdminFailedError} when a broker failed.
   */
  read(group: string, topic: string, options: AdminCallOptions = {}): Single<readonly CommittedPlace[]> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      return this.#onEachQueue(`read offsets of group ${group} in topic ${topic}`, topic, (broker, queue) =>
        broker
          .queryConsumerOffset({ ...queue, group }, scope.options)
          .pipe(map((committedOffset) => ({ queue, committedOffset }))),
      );
    });
  }

  /**
   * Where a time is in each queue of a topic, in the order of broker name and queue id. Cold. Errs as
   * {@link OffsetsAdmin.read}.
   */
  find(topic: string, at: OffsetTarget, options: AdminCallOptions = {}): Single<readonly QueuePlace[]> {
    return this.#cluster.command(options, (scope) => {
      timestampOf(at, 'at');
      return this.#onEachQueue(`find offsets of topic ${topic}`, topic, (broker, queue) =>
        offsetAt(broker, queue, at, scope).pipe(map((offset) => ({ queue, offset }))),
      );
    });
  }

  /**
   * A group goes on elsewhere: forward or back. Emits where, in the order of broker name and queue id.
   *
   * From 5.2 on brokers do it themselves, and members that run hear of it with their next pull. Before that brokers tell
   * those members that are connected; when there are none, the offsets are committed here.
   *
   * Cold. Errs with {@link TopicNotFoundError}, and with {@link AdminFailedError} when a broker refused, such as one that
   * does not know the group, or was not reached.
   */
  reset(
    group: string,
    topic: string,
    to: OffsetTarget,
    options: AdminCallOptions = {},
  ): Single<readonly QueuePlace[]> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      checkTopic(topic);
      const timestamp = timestampOf(to);
      return this.#cluster.topicReaders(topic).pipe(
        concatMap(({ route, brokers }) =>
          this.#cluster.onEach(`reset group ${group} in topic ${topic}`, brokers, (broker, { brokerName }) =>
            broker.offsets.reset({ group, topic, timestamp, isForced: true }, scope.options).pipe(
              map((table) => table.map(({ messageQueue: queue, value: offset }) => ({ queue, offset }))),
              catchError((error: unknown) => {
                if (!isNotOnline(error)) throw error;
                return commitAll(broker, group, queuesOn(route, brokerName), to, scope);
              }),
            ),
          ),
        ),
        map((places) => places.flat().toSorted((left, right) => compareQueues(left.queue, right.queue))),
      );
    });
  }

  /** A group leaves out all that it has not consumed yet: {@link OffsetsAdmin.reset} to `'last'`. */
  skip(group: string, topic: string, options: AdminCallOptions = {}): Single<readonly QueuePlace[]> {
    return this.reset(group, topic, 'last', options);
  }

  /**
   * Commits an offset of one queue for a group. For groups without members: those that run commit their own over it.
   *
   * Cold. Errs with {@link TopicNotFoundError}, and with {@link BrokerError} when the broker refuses.
   */
  commit(group: string, queue: MessageQueue, offset: number, options: AdminCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      checkOffset(offset, 'offset');
      const operation = `commit an offset of group ${group}`;
      return this.#cluster.topicReaders(queue.topic).pipe(
        map(({ brokers }) => brokers.filter(({ brokerName }) => brokerName === queue.brokerName)),
        tap(({ length }) => {
          if (length === 0) throw new NoAvailableBrokerError(`hold ${queueKey(queue)}`, { group });
        }),
        concatMap((brokers) =>
          this.#cluster.onEach(operation, brokers, (broker) =>
            broker.updateConsumerOffset({ ...queue, group }, offset, scope.options),
          ),
        ),
        map(() => undefined),
      );
    });
  }

  #onEachQueue<T>(
    operation: string,
    topic: string,
    work: (broker: BrokerClient, queue: MessageQueue) => Observable<T>,
  ): Observable<T[]> {
    checkTopic(topic);
    return this.#cluster.topicReaders(topic).pipe(
      concatMap(({ route, brokers }) =>
        this.#cluster.onEach(operation, brokers, (broker, { brokerName }) =>
          onEachQueue(queuesOn(route, brokerName), (queue) => work(broker, queue)),
        ),
      ),
      map((lists) => lists.flat()),
    );
  }
}

/** For brokers that cannot reset a group without members. */
function commitAll(
  broker: BrokerClient,
  group: string,
  queues: readonly MessageQueue[],
  to: OffsetTarget,
  scope: CommandScope,
): Observable<QueuePlace[]> {
  return onEachQueue(queues, (queue) =>
    offsetAt(broker, queue, to, scope).pipe(
      concatMap((offset) =>
        broker
          .updateConsumerOffset({ ...queue, group }, offset, scope.options)
          .pipe(map(() => ({ queue, offset }))),
      ),
    ),
  );
}

const queuesOn = (route: TopicRoute, brokerName: string): MessageQueue[] =>
  route.readQueues.filter((queue) => queue.brokerName === brokerName);

function offsetAt(
  broker: BrokerClient,
  queue: MessageQueue,
  target: OffsetTarget,
  { options }: CommandScope,
): Observable<number> {
  if (target === 'first') return broker.minOffset(queue, options);
  if (target === 'last') return broker.maxOffset(queue, options);
  return broker.searchOffset(queue, target.getTime(), options);
}
