import { startNow } from '../../internal/replayed.js';
import type { Single } from '../../internal/single.js';
import type { BrokerNode } from '../broker/broker-node.js';
import type { BrokerGroup } from './broker-group.js';

/** What a broker has after a restart: all that it had, as if from its disk, or nothing but the topics and groups of the options. */
export type RestartState = 'kept' | 'lost';

export interface RestartOptions {
  /** Default `kept`. */
  readonly state?: RestartState;
}

/** One broker of an embedded cluster, to be stopped and started on its own. */
export class EmbeddedBrokerNode {
  readonly #node: BrokerNode;
  readonly #group: BrokerGroup;

  /** @internal */
  constructor(node: BrokerNode, group: BrokerGroup) {
    this.#node = node;
    this.#group = group;
  }

  /** The name that routes and queues carry; a slave has its master's. */
  get name(): string {
    return this.#node.brokerName;
  }

  /** 0 is the master. */
  get brokerId(): number {
    return this.#node.brokerId;
  }

  /** `host:port`. */
  get address(): string {
    return this.#node.server.address;
  }

  get isRunning(): boolean {
    return this.#node.server.isRunning;
  }

  /**
   * Goes on at the same address. Cold; emits when clients can reach it. Errs with {@link ClosedError} when the whole embedded
   * broker has been stopped.
   */
  start(): Single<void> {
    return this.#node.server.start();
  }

  /** Hangs up on all clients, as a broker does that is killed. Starts when called; emits when its port is free. */
  stop(): Single<void> {
    return this.#node.server.stop();
  }

  /**
   * Stops it at once, and starts it again. Starts when called; emits when clients can reach it.
   *
   * A slave never loses what its master has. A master that loses its state is restarted together with its slaves: they would
   * copy the loss.
   */
  restart({ state = 'kept' }: RestartOptions = {}): Single<void> {
    const isForgetting = state === 'lost' && this.brokerId === 0;
    const slaves = this.#group.nodes.filter((node) => node !== this.#node && node.server.isRunning);
    return startNow(this.#group.restart(isForgetting ? [this.#node, ...slaves] : [this.#node], isForgetting));
  }
}
