import { concatMap, map, type Observable } from 'rxjs';
import { GroupNotFoundError } from '../errors/admin-error.js';
import type { Single } from '../internal/single.js';
import { deadLetterTopicOf, retryTopicOf } from '../message/group-topics.js';
import { checkGroup, checkTopic } from '../message/names.js';
import type { ConsumerRunningInfo } from '../protocol/bodies/consumer-running-info.js';
import {
  newSubscriptionGroupConfig,
  type SubscriptionGroupConfig,
} from '../protocol/bodies/subscription-group-config.js';
import type { AdminCallOptions, ClusterCallOptions } from './admin-options.js';
import type { BrokerSummary, Cluster, CommandScope } from './cluster.js';
import { askMembers } from './ask-members.js';
import { deleteTopic } from './delete-topic.js';
import {
  type ConnectedGroup,
  type GroupMember,
  type GroupSubscription,
  membersIn,
  subscriptionIn,
} from './group-members.js';
import { type GroupProgress, viewProgress } from './group-progress.js';
import {
  changedGroup,
  checkGroupSettings,
  type GroupSettings,
  type GroupView,
  viewGroup,
} from './group-settings.js';

type ConfiguredGroup = BrokerSummary & { readonly config: SubscriptionGroupConfig };

export interface DeleteGroupOptions extends ClusterCallOptions {
  /** Its committed offsets stay: who takes its name later goes on where it was. Default false. */
  readonly keepOffsets?: boolean;
}

/** Consumer groups. Made by `mq.admin()`. */
export class GroupsAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * Creates a group on every master; one that is there gets these settings.
   *
   * Cold. Errs with {@link AdminFailedError} when a broker refused or was not reached.
   */
  create(group: string, settings: GroupSettings = {}, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      const config = changedGroup(newSubscriptionGroupConfig(group), checkGroupSettings(settings));
      return this.#cluster.masters(options.cluster).pipe(
        map((masters) => masters.map((master) => ({ ...master, config }))),
        concatMap((groups) => this.#write(`create group ${group}`, groups, scope)),
      );
    });
  }

  /**
   * Changes a group wherever it is; settings that are left out stay.
   *
   * Cold. Errs as {@link GroupsAdmin.create}, and with {@link GroupNotFoundError} when no broker has the group.
   */
  update(group: string, settings: GroupSettings, options: ClusterCallOptions = {}): Single<void> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      const changes = checkGroupSettings(settings);
      return this.#read(group, options.cluster, scope).pipe(
        map((found) => found.map((each) => ({ ...each, config: changedGroup(each.config, changes) }))),
        concatMap((groups) => this.#write(`update group ${group}`, groups, scope)),
      );
    });
  }

  /**
   * Deletes a group with its offsets, then its retry and dead letter topics with their messages: on every master and at every
   * name server. Succeeds also when there is none.
   *
   * Cold. Errs with {@link AdminFailedError} when a server refused or was not reached. A group with members comes back when
   * brokers make groups by themselves.
   */
  delete(group: string, options: DeleteGroupOptions = {}): Single<void> {
    const { cluster: clusterName, keepOffsets = false } = options;
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      return this.#cluster.masters(clusterName).pipe(
        concatMap((masters) =>
          this.#cluster
            .onEach(`delete group ${group}`, masters, (broker) =>
              broker.groups.delete({ group, withOffsets: !keepOffsets }, scope.options),
            )
            .pipe(
              concatMap(() => deleteTopic(this.#cluster, retryTopicOf(group), masters, scope, clusterName)),
              concatMap(() =>
                deleteTopic(this.#cluster, deadLetterTopicOf(group), masters, scope, clusterName),
              ),
            ),
        ),
      );
    });
  }

  /** Names of all groups, sorted; those of brokers included. Cold. Errs with {@link AdminFailedError} when a broker failed. */
  list(options: ClusterCallOptions = {}): Single<readonly string[]> {
    return this.#cluster.command(options, (scope) =>
      this.#cluster.readers(options.cluster).pipe(
        concatMap((brokers) =>
          this.#cluster.onEach('list groups', brokers, (broker) => broker.groups.configs(scope.options)),
        ),
        map((all) => all.flatMap(({ subscriptionGroupTable }) => Object.keys(subscriptionGroupTable))),
        map((names) => [...new Set(names)].toSorted()),
      ),
    );
  }

  /** The settings of a group on each master that has it. Cold. Errs with {@link GroupNotFoundError} when none has. */
  config(group: string, options: ClusterCallOptions = {}): Single<readonly GroupView[]> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      return this.#read(group, options.cluster, scope).pipe(
        map((found) =>
          found.map(({ config, brokerName, address }) => viewGroup(config, brokerName, address)),
        ),
      );
    });
  }

  /** The clients that belong to a group now; none is no error. Cold. Errs with {@link AdminFailedError} when a broker failed. */
  members(group: string, options: ClusterCallOptions = {}): Single<readonly GroupMember[]> {
    return this.#connected(group, options, membersIn);
  }

  /**
   * What the members of a group want; undefined while it has none. Cold. Errs with {@link AdminFailedError} when a broker
   * failed.
   */
  subscription(group: string, options: ClusterCallOptions = {}): Single<GroupSubscription | undefined> {
    return this.#connected(group, options, subscriptionIn);
  }

  /**
   * How far a group has come, and how much is left. Without queues when it has committed nothing.
   *
   * Cold. Errs with {@link AdminFailedError} when a broker failed: half of the lag would pass for all of it. Its `outcomes`
   * have what the others answered.
   *
   * @param options.topic - only this topic; default: all of which it has committed an offset, its retry topic included
   */
  progress(
    group: string,
    options: ClusterCallOptions & { readonly topic?: string } = {},
  ): Single<GroupProgress> {
    const { cluster: clusterName, topic } = options;
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      if (topic !== undefined) checkTopic(topic);
      return this.#cluster.readers(clusterName).pipe(
        concatMap((brokers) =>
          this.#cluster.onEach(`read the progress of group ${group}`, brokers, (broker) =>
            broker.offsets.progress({ group, topic }, scope.options),
          ),
        ),
        map((stats) => viewProgress(group, stats)),
      );
    });
  }

  /**
   * How a member of a group is, as it says itself. Cold. Errs with {@link AdminFailedError} when no broker could ask it.
   */
  runningInfo(group: string, clientId: string, options: AdminCallOptions = {}): Single<ConsumerRunningInfo> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      return askMembers(this.#cluster, group, undefined, scope).pipe(
        map((groups) => groups.filter((each) => hasMember(each, clientId)).slice(0, 1)),
        concatMap((groups) => {
          if (groups.length === 0) throw new GroupNotFoundError(group, `it has no member ${clientId}`);
          return this.#cluster.onEach(
            `ask ${clientId} of group ${group}`,
            groups.map(({ broker }) => broker),
            (broker) => broker.clients.runningInfo({ group, clientId }, scope.options),
          );
        }),
        map(([info]) => info!),
      );
    });
  }

  #connected<T>(
    group: string,
    options: ClusterCallOptions,
    view: (groups: readonly ConnectedGroup[]) => T,
  ): Single<T> {
    return this.#cluster.command(options, (scope) => {
      checkGroup(group);
      return askMembers(this.#cluster, group, options.cluster, scope).pipe(map(view));
    });
  }

  /** All groups of each broker are read: 4.9 cannot be asked for one, and others invent it when they are. */
  #read(
    group: string,
    clusterName: string | undefined,
    { options }: CommandScope,
  ): Observable<ConfiguredGroup[]> {
    return this.#cluster.masters(clusterName).pipe(
      concatMap((masters) =>
        this.#cluster
          .onEach(`read the settings of group ${group}`, masters, (broker, master) =>
            broker.groups
              .configs(options)
              .pipe(map((all) => ({ ...master, config: all.subscriptionGroupTable[group] }))),
          )
          .pipe(
            map((all) =>
              all.flatMap(({ config, ...master }) => (config === undefined ? [] : [{ ...master, config }])),
            ),
          ),
      ),
      map((found) => {
        if (found.length === 0) throw new GroupNotFoundError(group, 'no broker has it');
        return found;
      }),
    );
  }

  #write(operation: string, groups: readonly ConfiguredGroup[], { options }: CommandScope): Observable<void> {
    return this.#cluster
      .onEach(operation, groups, (broker, { config }) => broker.groups.update(config, options))
      .pipe(map(() => undefined));
  }
}

const hasMember = ({ connection }: ConnectedGroup, clientId: string): boolean =>
  connection?.connectionSet.some((each) => each.clientId === clientId) === true;
