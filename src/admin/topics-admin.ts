import { catchError, concatMap, map, type Observable, of } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { BrokerTopicNotFoundError, RequestNotSupportedError } from '../errors/broker-error.js';
import { TopicNotFoundError } from '../errors/route-error.js';
import type { Single } from '../internal/single.js';
import { checkTopic } from '../message/names.js';
import type { TopicConfig } from '../protocol/bodies/topic-config.js';
import type { AdminCallOptions, ClusterCallOptions } from './admin-options.js';
import type { BrokerSummary, Cluster, CommandScope } from './cluster.js';
import { deleteTopic } from './delete-topic.js';
import { writeOrder } from './order-config.js';
import { type TopicRouteView, viewRoute } from './topic-route-view.js';
import {
  changedTopic,
  checkTopicSettings,
  newTopic,
  type TopicSettings,
  type TopicView,
  viewTopic,
} from './topic-settings.js';
import { type TopicStatistics, viewTopicStatistics } from './topic-statistics.js';
import { unitTopics, type UnitTopicsView } from './unit-topics.js';
import { type ConfiguredTopic, untilTold } from './until-told.js';

/** Topics. Made by `mq.admin()`. */
export class TopicsAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * Creates a topic on every master; one that is there gets these settings. Where order matters every name server keeps how many
   * queues are written on each broker.
   *
   * Cold. Emits when a name server tells its queues, so that producers and consumers find it. Errs with
   * {@link AdminFailedError} when a broker refused or was not reached, with {@link TopicNotFoundError} when the name server has not
   * heard of it within the timeout.
   */
  create(topic: string, settings: TopicSettings = {}, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      const config = changedTopic(newTopic(topic), checkTopicSettings(settings));
      return this.#cluster.masters(options.cluster).pipe(
        concatMap((masters) =>
          this.#write(
            'create',
            topic,
            masters.map((master) => ({ ...master, config })),
            scope,
            options.cluster === undefined,
          ),
        ),
      );
    });
  }

  /**
   * Changes a topic wherever it is; settings that are left out stay.
   *
   * Cold. Emits when a name server tells the change. Errs as {@link TopicsAdmin.create}, and with {@link TopicNotFoundError}
   * when no broker has the topic.
   */
  update(topic: string, settings: TopicSettings, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      const changes = checkTopicSettings(settings);
      return this.#cluster.masters(options.cluster).pipe(
        concatMap((masters) => this.#read(topic, masters, scope)),
        concatMap((found) => {
          const written = found.map((each) => ({ ...each, config: changedTopic(each.config, changes) }));
          return this.#write('update', topic, written, scope, options.cluster === undefined);
        }),
      );
    });
  }

  /**
   * Deletes a topic with all its messages: on every master, then at every name server, with what is kept of its order there. Succeeds
   * also when there is none.
   *
   * Cold. Errs with {@link AdminFailedError} when a server refused or was not reached; the name servers are not told before
   * all brokers have agreed, because a broker that has the topic would tell them of it again.
   */
  delete(topic: string, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      return this.#cluster.masters(options.cluster).pipe(
        concatMap((masters) => {
          const nowhere = masters.map(({ brokerName }) => ({ brokerName, queues: undefined }));
          return deleteTopic(this.#cluster, topic, masters, scope, options.cluster).pipe(
            concatMap(() => writeOrder(this.#cluster, topic, nowhere, options.cluster === undefined)),
          );
        }),
      );
    });
  }

  /** Names of all topics, sorted; those of brokers, of retries (`%RETRY%…`) and of dead letters (`%DLQ%…`) included. Cold. */
  list(options: ClusterCallOptions = {}): Single<readonly string[]> {
    return this.#cluster.command(options, () =>
      this.#cluster.names.topicNames(options.cluster).pipe(map((names) => [...new Set(names)].toSorted())),
    );
  }

  /** Topics that brokers have made for clients of units (`unitMode`), and for groups of theirs. Cold. */
  ofUnits(options: AdminCallOptions = {}): Single<UnitTopicsView> {
    return this.#cluster.command(options, () => unitTopics(this.#cluster));
  }

  /** Where a topic lives, asked of a name server now. Cold. Errs with {@link TopicNotFoundError}. */
  route(topic: string, options: AdminCallOptions = {}): Single<TopicRouteView> {
    return this.#cluster.command(options, () => {
      checkTopic(topic);
      return this.#cluster.names.routeData(topic).pipe(map((data) => viewRoute(topic, data)));
    });
  }

  /** The settings of a topic on each master that has it. Cold. Errs with {@link TopicNotFoundError} when none has. */
  config(topic: string, options: ClusterCallOptions = {}): Single<readonly TopicView[]> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      return this.#cluster.masters(options.cluster).pipe(
        concatMap((masters) => this.#read(topic, masters, scope)),
        map((found) =>
          found.map(({ config, brokerName, address }) => viewTopic(config, brokerName, address)),
        ),
      );
    });
  }

  /**
   * What is in each queue of a topic. Cold. Errs with {@link TopicNotFoundError}, and with {@link AdminFailedError} when a broker
   * failed: half of the numbers would pass for all of them. Its `outcomes` have what the others answered.
   */
  statistics(topic: string, options: AdminCallOptions = {}): Single<TopicStatistics> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      return this.#cluster.topicReaders(topic).pipe(
        concatMap(({ brokers }) =>
          this.#cluster.onEach(`read the statistics of topic ${topic}`, brokers, (broker) =>
            broker.topics.statistics(topic, scope.options),
          ),
        ),
        map((tables) => viewTopicStatistics(topic, tables)),
      );
    });
  }

  /**
   * Names of consumer groups that are subscribed to the topic or have committed an offset of it, sorted. Brokers of 5.3 do
   * not know of those that have not committed yet. Cold. Errs as {@link TopicsAdmin.statistics}.
   */
  groups(topic: string, options: AdminCallOptions = {}): Single<readonly string[]> {
    return this.#cluster.command(options, (scope) => {
      checkTopic(topic);
      return this.#cluster.topicReaders(topic).pipe(
        concatMap(({ brokers }) =>
          this.#cluster.onEach(`list the groups of topic ${topic}`, brokers, (broker) =>
            groupsOf(topic, broker, scope),
          ),
        ),
        map((lists) => [...new Set(lists.flat())].toSorted()),
      );
    });
  }

  /** The topic on those of the brokers that have it. */
  #read(
    topic: string,
    masters: readonly BrokerSummary[],
    { options }: CommandScope,
  ): Observable<ConfiguredTopic[]> {
    const read = (broker: BrokerClient): Observable<TopicConfig | undefined> =>
      broker.topics.config(topic, options).pipe(
        catchError((error: unknown) => {
          if (error instanceof BrokerTopicNotFoundError) return of(undefined);
          // 4.9 can tell all of its topics only.
          if (!(error instanceof RequestNotSupportedError)) throw error;
          return broker.topics.configs(options).pipe(map(({ topicConfigTable }) => topicConfigTable[topic]));
        }),
      );
    return this.#cluster.onEach(`read the settings of topic ${topic}`, masters, read).pipe(
      map((configs) =>
        masters.flatMap((master, index) => {
          const config = configs[index];
          return config === undefined ? [] : { ...master, config };
        }),
      ),
      map((found) => {
        if (found.length === 0) throw new TopicNotFoundError(topic);
        return found;
      }),
    );
  }

  #write(
    verb: 'create' | 'update',
    topic: string,
    written: readonly ConfiguredTopic[],
    { options }: CommandScope,
    isWhole: boolean,
  ): Observable<void> {
    const ordered = written.map(({ brokerName, config: { order, writeQueueNums } }) => ({
      brokerName,
      queues: order ? writeQueueNums : undefined,
    }));
    // First: a broker of 4.9 that tells of an ordered topic that name servers do not keep forgets that it is one.
    return writeOrder(this.#cluster, topic, ordered, isWhole).pipe(
      concatMap(() =>
        this.#cluster.onEach(`${verb} topic ${topic}`, written, (broker, { config }) =>
          broker.topics.update(config, options),
        ),
      ),
      concatMap(() => untilTold(this.#cluster, topic, written, options.timeoutMs)),
    );
  }
}

/** 5.3.3 has the name of the topic among its groups, which is one of a group only if there is such a group. */
function groupsOf(
  topic: string,
  broker: BrokerClient,
  { options }: CommandScope,
): Observable<readonly string[]> {
  return broker.topics.groups(topic, options).pipe(
    concatMap((names) => {
      if (!names.includes(topic)) return of(names);
      return broker.groups
        .configs(options)
        .pipe(
          map(({ subscriptionGroupTable }) =>
            names.filter((name) => name !== topic || name in subscriptionGroupTable),
          ),
        );
    }),
  );
}
