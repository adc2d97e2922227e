import { catchError, concatMap, forkJoin, map, type Observable, of } from 'rxjs';
import { BrokerInternalError } from '../errors/broker-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import type { Single } from '../internal/single.js';
import { checkTopic } from '../message/names.js';
import type { ReceivedMessage } from '../message/received-message.js';
import { type Unpack, unpackMessage } from '../message/unpack-message.js';
import { decodeOffsetMessageId, type MessageLocation } from '../protocol/message/message-id.js';
import { decodeStoredMessages } from '../protocol/message/stored-message-codec.js';
import type { StoredMessage } from '../protocol/message/stored-message.js';
import { PropertyKey } from '../protocol/property-key.js';
import type { AdminCallOptions } from './admin-options.js';
import type { Cluster, CommandScope } from './cluster.js';
import { type MessageQueryOptions, type MessageWindow, windowOf } from './message-window.js';
import { onEachQueue } from './on-each-queue.js';
import { readWindow } from './read-window.js';

/** A message, and the name of the broker that has it. */
interface FoundMessage {
  readonly stored: StoredMessage;
  readonly brokerName: string;
}

interface KeyQuery {
  readonly topic: string;
  readonly key: string;
  readonly isUniqueId: boolean;
  readonly window: MessageWindow;
}

/** Single messages. Made by `mq.admin()`. Bodies are unpacked; all errs with {@link DecodeError} when one cannot be. */
export class MessagesAdmin {
  readonly #cluster: Cluster;
  readonly #unpack: Unpack;

  /** @internal */
  constructor(cluster: Cluster, unpack: Unpack) {
    this.#cluster = cluster;
    this.#unpack = unpack;
  }

  /**
   * One message by its id: the one its sender gave it, or the one that encodes its broker and place. Of several copies the
   * one that was stored first; undefined when there is none.
   *
   * Cold. Errs with {@link TopicNotFoundError}, and with {@link AdminFailedError} when a broker failed that may have it.
   */
  byId(topic: string, id: string, options: AdminCallOptions = {}): Single<ReceivedMessage | undefined> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      checkKey(id, 'id');
      const query: KeyQuery = { topic, key: id, isUniqueId: true, window: windowOf({}) };
      return this.#atPlace(topic, id, scope).pipe(
        concatMap((found) => (found === undefined ? this.#query(query, scope) : of([found]))),
        concatMap((found) => this.#received(found.slice(0, 1))),
        map(([message]) => message),
      );
    });
  }

  /**
   * Messages that were sent with a key, in the order of their store times.
   *
   * Cold. Errs as {@link MessagesAdmin.byId}. Brokers look among the newest first: at `maxMessages` older ones are left out.
   */
  byKey(topic: string, key: string, options: MessageQueryOptions = {}): Single<readonly ReceivedMessage[]> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      checkKey(key, 'key');
      const window = windowOf(options);
      return this.#query({ topic, key, isUniqueId: false, window }, scope).pipe(
        concatMap((found) => this.#received(found.slice(-window.maxMessages))),
      );
    });
  }

  /**
   * Messages of a topic that were stored in a span of time, in the order of their store times; of more than `maxMessages` the
   * oldest. Nothing is committed. To read all of a topic use a reader.
   *
   * Cold. Errs as {@link MessagesAdmin.byId}.
   */
  between(topic: string, options: MessageQueryOptions = {}): Single<readonly ReceivedMessage[]> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      const window = windowOf(options);
      return this.#cluster.topicReaders(topic).pipe(
        concatMap(({ route, brokers }) =>
          this.#cluster.onEach(`read messages of topic ${topic}`, brokers, (broker, { brokerName }) =>
            onEachQueue(
              route.readQueues.filter((queue) => queue.brokerName === brokerName),
              (queue) => readWindow(broker, queue, window, scope.options),
            ).pipe(map((lists) => lists.flat().map((stored) => ({ stored, brokerName })))),
          ),
        ),
        concatMap((lists) => this.#received(sorted(lists.flat()).slice(0, window.maxMessages))),
      );
    });
  }

  /**
   * The message at the place that `id` encodes; undefined when it encodes none, or another broker's or topic's message is
   * there.
   */
  #atPlace(topic: string, id: string, { options }: CommandScope): Observable<FoundMessage | undefined> {
    const place = placeIn(id);
    if (place === undefined) return of(undefined);
    return this.#cluster.brokers().pipe(
      concatMap((brokers) => {
        // An id of a sender has the same form: only what names a broker of ours is one of a place.
        const holder = brokers.find(({ address }) => address === place.address);
        if (holder === undefined) return of(undefined);
        const { brokerName, address } = holder;
        return this.#cluster
          .onEach(`read message ${id}`, [{ brokerName, address }], (broker) =>
            broker.messages.view({ commitLogOffset: place.physicalOffset, topic }, options).pipe(
              map((body) => decodeStoredMessages(body)),
              catchError(orNothing),
            ),
          )
          .pipe(
            map(([messages = []]) =>
              messages.find((stored) => stored.offsetMessageId === id && stored.topic === topic),
            ),
            map((stored) => (stored === undefined ? undefined : { stored, brokerName })),
          );
      }),
    );
  }

  /** What the index of every broker of the topic has under a key, without what only has the same hash. */
  #query(
    { topic, key, isUniqueId, window }: KeyQuery,
    { options }: CommandScope,
  ): Observable<FoundMessage[]> {
    const query = { topic, key, isUniqueId, ...window, from: window.from ?? 0 };
    return this.#cluster.topicReaders(topic).pipe(
      concatMap(({ brokers }) =>
        this.#cluster.onEach(`look for messages of topic ${topic}`, brokers, (broker, { brokerName }) =>
          broker.messages
            .query(query, options)
            .pipe(map((body) => decodeStoredMessages(body).map((stored) => ({ stored, brokerName })))),
        ),
      ),
      map((lists) => sorted(lists.flat()).filter(({ stored }) => hasKey(stored, topic, key, isUniqueId))),
    );
  }

  #received(found: readonly FoundMessage[]): Observable<ReceivedMessage[]> {
    if (found.length === 0) return of([]);
    return forkJoin(
      found.map(({ stored, brokerName }) =>
        unpackMessage(stored, brokerName, stored.queueOffset, this.#unpack),
      ),
    );
  }
}

function checkKey(key: unknown, path: string): asserts key is string {
  if (typeof key !== 'string' || key === '') throw new InvalidArgumentError(path, 'a text that is not empty');
}

function placeIn(id: string): MessageLocation | undefined {
  try {
    return decodeOffsetMessageId(id);
  } catch {
    return undefined;
  }
}

/** Brokers have no code for a place without a message: they answer SYSTEM_ERROR. */
function orNothing(error: unknown): Observable<StoredMessage[]> {
  if (error instanceof BrokerInternalError) return of([]);
  throw error;
}

function hasKey(stored: StoredMessage, topic: string, key: string, isUniqueId: boolean): boolean {
  if (stored.topic !== topic) return false;
  if (stored.getProperty(PropertyKey.UNIQ_KEY) === key) return true;
  return !isUniqueId && (stored.getProperty(PropertyKey.KEYS)?.split(' ').includes(key) ?? false);
}

const sorted = (found: readonly FoundMessage[]): FoundMessage[] =>
  found.toSorted((left, right) => left.stored.storeTimestamp - right.stored.storeTimestamp);
