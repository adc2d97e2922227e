import { InvalidArgumentError } from '../../errors/usage-error.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { type Endpoint, formatEndpoint } from '../../transport/endpoint.js';
import type { ResolvedAccessControlOptions } from '../access/access-control-options.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import { type ServerLife, ServerNode } from '../server/server-node.js';
import type { ServerSetting } from '../server/server-setting.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { StoredEntry } from '../store/stored-entry.js';
import type { BrokerConfig } from './broker-config.js';
import type { BrokerIdentity, BrokerServices, ClusterTopics } from './broker-services.js';
import type { BrokerState } from './broker-state.js';
import { type BrokerFeatures, createFeatures } from './create-features.js';
import type { Feature } from './feature.js';
import { MessageArrivals } from './message-arrivals.js';

/** A record has room for 32,767 bytes of properties, those that a broker adds included. */
function putOrRefuse(put: () => StoredEntry): StoredEntry {
  try {
    return put();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new Refusal(ResponseCode.MESSAGE_ILLEGAL, `the message is illegal: ${error.message}`);
  }
}

export interface BrokerNodeSettings {
  readonly setting: ServerSetting;
  readonly clusterName: string;
  readonly brokerName: string;
  /** 0 is the master. */
  readonly brokerId: number;
  readonly endpoint: Endpoint;
  /** Instead of the endpoint's host in routes and message ids. */
  readonly advertisedHost: string | undefined;
  readonly config: BrokerConfig;
  readonly cluster: ClusterTopics;
  readonly accessControl: ResolvedAccessControlOptions | undefined;
  /** What the master and its slaves have, at the time of a start. */
  readonly state: () => BrokerState;
  /** Tells the name servers; what is returned takes that back. */
  readonly register: (identity: BrokerIdentity, state: BrokerState) => () => void;
}

/** One broker, a master or a slave. */
export class BrokerNode {
  readonly brokerName: string;
  readonly brokerId: number;
  readonly server: ServerNode;
  readonly #settings: BrokerNodeSettings;
  #features: BrokerFeatures | undefined;

  constructor(settings: BrokerNodeSettings) {
    const { brokerName, brokerId, setting, endpoint } = settings;
    const name = brokerId === 0 ? brokerName : `${brokerName}-slave-${brokerId}`;
    this.brokerName = brokerName;
    this.brokerId = brokerId;
    this.#settings = settings;
    this.server = new ServerNode(name, setting, endpoint, ({ host, port }) =>
      this.#begin(formatEndpoint({ host: settings.advertisedHost ?? host, port })),
    );
  }

  /** Undefined while it does not run. */
  get features(): BrokerFeatures | undefined {
    return this.server.isRunning ? this.#features : undefined;
  }

  get state(): BrokerState {
    return this.#settings.state();
  }

  #begin(address: string): ServerLife {
    const { accessControl, cluster, clusterName, config, setting, register } = this.#settings;
    const { runtime } = setting;
    const { state } = this;
    const identity = { clusterName, brokerName: this.brokerName, brokerId: this.brokerId, address };
    const arrivals = new MessageArrivals();
    let takers: readonly Feature[] = [];
    const store = (message: MessageDraft): StoredEntry => {
      const ready = takers.reduce((draft, { intake }) => intake?.(draft) ?? draft, message);
      return putOrRefuse(() => state.store.put(ready, address, runtime.now()));
    };
    const features = createFeatures((clients): BrokerServices => {
      return { identity, config, state, runtime, cluster, clients, arrivals, store };
    }, accessControl);
    this.#features = features;
    takers = features.all.filter(({ intake }) => intake !== undefined);
    const unregister = register(identity, state);
    const announcing = state.store.stored$.subscribe((entry) => arrivals.announce(entry));
    return {
      requests: Object.assign({}, ...features.all.map(({ requests }) => requests)) as RequestTable,
      guard: (request, peer) => {
        for (const { guard } of features.all) guard?.(request, peer);
      },
      onPeerGone: (peer) => {
        for (const { peerGone } of features.all) peerGone?.(peer);
      },
      stop: () => {
        unregister();
        announcing.unsubscribe();
        for (const { stop } of features.all) stop?.();
      },
    };
  }
}
