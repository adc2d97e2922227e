import type { BrokerHealth, BrokerHealthState } from '../health/broker-health.js';

/** What happened to one of the brokers of a client. */
export type BrokerEvent =
  | { readonly type: 'broker-added'; readonly address: string; readonly brokerName: string | undefined }
  | { readonly type: 'broker-removed'; readonly address: string; readonly brokerName: string | undefined }
  | {
      readonly type: 'broker-health-changed';
      readonly address: string;
      readonly from: BrokerHealthState;
      readonly to: BrokerHealthState;
      readonly health: BrokerHealth;
    }
  /** The broker announced that it leaves; its connection is being replaced. */
  | { readonly type: 'broker-going-away'; readonly address: string }
  /** Reads of this broker name go to another address than before: to a slave, or back to the master. */
  | {
      readonly type: 'reading-moved';
      readonly brokerName: string;
      readonly from: string;
      readonly to: string;
    };
