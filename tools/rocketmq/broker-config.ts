import type { Properties } from './properties.js';

export interface BrokerPlace {
  readonly clusterName: string;
  readonly brokerName: string;
  /** 0 is the master; anything else a slave of the master of the same name. */
  readonly brokerId: number;
  readonly port: number;
  /** `host:port` of every name server. */
  readonly nameServers: readonly string[];
  readonly storeFolder: string;
}

/** Preallocated files, small. A message of 4 MiB needs a commit log file well above 4 MiB. */
const smallFiles: Properties = {
  mappedFileSizeCommitLog: 16_777_216,
  mappedFileSizeConsumeQueue: 600_000,
  maxIndexNum: 20_000,
  maxHashSlotNum: 5_000,
  fileReservedTime: 1,
  deleteWhen: '04',
  diskMaxUsedSpaceRatio: 95,
};

/** Needed by scenarios. */
const features: Properties = {
  autoCreateTopicEnable: true,
  autoCreateSubscriptionGroup: true,
  enablePropertyFilter: true,
  traceTopicEnable: true,
};

/** The defaults (200 and 1000) answer "system busy" on a machine that is merely slow. */
const patience: Properties = {
  waitTimeMillsInSendQueue: 5_000,
  osPageCacheBusyTimeOutMills: 10_000,
};

/** What otherwise takes seconds to minutes. A check-back before 8 s would overtake END_TRANSACTION on 5.x. */
const quick: Properties = {
  registerNameServerPeriod: 10_000,
  messageDelayLevel: '1s 2s 3s 4s',
  transactionTimeOut: 8_000,
  transactionCheckInterval: 1_000,
  transactionCheckMax: 3,
};

/** 4.9 ignores these. */
const quickOn5: Properties = {
  timerPrecisionMs: 100,
  mappedFileSizeTimerLog: 1_048_576,
  recallMessageEnable: true,
  reviveInterval: 200,
  reviveScanTime: 1_000,
  popCkStayBufferTime: 1_000,
  popCkStayBufferTimeOut: 500,
};

/** What scenarios count on, of any broker: every feature, and seconds instead of minutes. */
export const quickSettings: Properties = { ...features, ...quick, ...quickOn5 };

/** The settings of a broker for tests: small, quick, with every feature on. `overrides` win, but cannot move it. */
export function brokerConfig(place: BrokerPlace, overrides: Properties = {}): Properties {
  return {
    brokerRole: place.brokerId === 0 ? 'ASYNC_MASTER' : 'SLAVE',
    flushDiskType: 'ASYNC_FLUSH',
    brokerIP1: '127.0.0.1',
    // What a slave connects to; the default is another interface.
    brokerIP2: '127.0.0.1',
    ...smallFiles,
    ...patience,
    ...quickSettings,
    ...overrides,
    brokerClusterName: place.clusterName,
    brokerName: place.brokerName,
    brokerId: place.brokerId,
    listenPort: place.port,
    haListenPort: place.port + 1,
    namesrvAddr: place.nameServers.join(';'),
    storePathRootDir: place.storeFolder,
  };
}
