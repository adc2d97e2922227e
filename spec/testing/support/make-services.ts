import { type BrokerConfig, defaultBrokerConfig } from '../../../src/testing/broker/broker-config.js';
import type { BrokerIdentity, BrokerServices } from '../../../src/testing/broker/broker-services.js';
import { BrokerState } from '../../../src/testing/broker/broker-state.js';
import type { IntakeStep } from '../../../src/testing/broker/feature.js';
import { MessageArrivals } from '../../../src/testing/broker/message-arrivals.js';
import { ClientRegistry } from '../../../src/testing/clients/client-registry.js';
import { makeClock } from '../../support/make-clock.js';
import type { VirtualClock } from '../../../src/testing/time/virtual-clock.js';
import { createTopicsHere } from './topics-here.js';

interface ServicesSettings {
  readonly config?: Partial<BrokerConfig>;
  readonly identity?: Partial<BrokerIdentity>;
  /** Looks at drafts before they are stored, in this order; features may be added later. */
  readonly intake?: IntakeStep[];
  /** Of a broker before, which is started again in the same time. */
  readonly restarted?: { readonly state: BrokerState; readonly clock: VirtualClock };
}

/** What features get from a broker, without one: empty, in virtual time. */
export function makeServices({ config, identity, intake = [], restarted }: ServicesSettings = {}) {
  const clock = restarted?.clock ?? makeClock();
  const clients = new ClientRegistry();
  const arrivals = new MessageArrivals();
  const state = restarted?.state ?? new BrokerState({ maxMessages: 10_000, maxBytes: 16 * 1024 * 1024 });
  state.store.stored$.subscribe((entry) => arrivals.announce(entry));
  const here: BrokerIdentity = {
    clusterName: 'cluster',
    brokerName: 'broker-a',
    brokerId: 0,
    address: '127.0.0.1:10911',
    ...identity,
  };
  const services: BrokerServices = {
    identity: here,
    config: { ...defaultBrokerConfig, ...config },
    state,
    runtime: clock.runtime,
    cluster: createTopicsHere(here, state),
    clients,
    arrivals,
    store: (message) => {
      const draft = intake.reduce((each, step) => step(each), message);
      return state.store.put(draft, services.identity.address, clock.now);
    },
  };
  return { clock, clients, services, state, intake };
}
