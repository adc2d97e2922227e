import {
  catchError,
  concatMap,
  EMPTY,
  exhaustMap,
  map,
  type Observable,
  type Subscription,
  timer,
} from 'rxjs';
import type { HeartbeatService } from '../../broker/heartbeat-service.js';
import { brokerAddress } from '../../naming/broker-address.js';
import { masterId } from '../../naming/topic-route.js';
import type { ClusterInfo } from '../../protocol/bodies/cluster-info.js';
import type { Runtime } from '../../runtime/runtime.js';

export interface EveryBrokerSettings {
  readonly clusterInfo: () => Observable<ClusterInfo>;
  readonly heartbeats: HeartbeatService;
  readonly intervalMs: number;
  readonly runtime: Runtime;
}

/**
 * Tells every master that the name servers know of this client, not only those it sends to: a producer that is there to answer for
 * others, or has just been started again, may not have sent anything yet, and brokers ask only whom they know.
 *
 * Java tells the brokers of the topics in use and those that create topics on first use, which many clusters switch off.
 */
export class EveryBroker {
  readonly #settings: EveryBrokerSettings;
  #holders = 0;
  #rounds: Subscription | undefined;

  constructor(settings: EveryBrokerSettings) {
    this.#settings = settings;
  }

  /** Somebody can answer: all brokers are told now, and again at every interval, until the returned function is called. */
  hold(): () => void {
    this.#holders++;
    this.#begin();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders--;
      if (this.#holders === 0) this.close();
    };
  }

  close(): void {
    this.#rounds?.unsubscribe();
    this.#settings.heartbeats.reach([]);
  }

  #begin(): void {
    const { intervalMs, runtime, clusterInfo, heartbeats } = this.#settings;
    this.#rounds?.unsubscribe();
    this.#rounds = timer(0, intervalMs, runtime.scheduler)
      .pipe(
        exhaustMap(() =>
          clusterInfo().pipe(
            map(mastersOf),
            concatMap((masters) => {
              heartbeats.reach(masters);
              return heartbeats.ensure(masters);
            }),
            catchError((error: unknown) => {
              runtime.logger.warn('The brokers that might ask about transactions could not be listed', {
                error: String(error),
              });
              return EMPTY;
            }),
          ),
        ),
      )
      .subscribe();
  }
}

const mastersOf = ({ brokerAddrTable }: ClusterInfo): string[] =>
  Object.values(brokerAddrTable)
    .map(({ brokerAddrs }) => brokerAddrs[masterId])
    .filter((address) => address !== undefined)
    .map(brokerAddress);
