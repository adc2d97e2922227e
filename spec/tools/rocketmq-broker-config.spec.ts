import { expect } from 'chai';
import { brokerConfig, type BrokerPlace } from '../../tools/rocketmq/broker-config.js';

const master: BrokerPlace = {
  clusterName: 'DefaultCluster',
  brokerName: 'broker-a',
  brokerId: 0,
  port: 20_015,
  nameServers: ['127.0.0.1:20005', '127.0.0.1:20025'],
  storeFolder: '/run/broker-a/store',
};

describe('brokerConfig', () => {
  it('places a master on this machine', () => {
    expect(brokerConfig(master)).to.include({
      brokerName: 'broker-a',
      brokerId: 0,
      brokerRole: 'ASYNC_MASTER',
      listenPort: 20_015,
      haListenPort: 20_016,
      namesrvAddr: '127.0.0.1:20005;127.0.0.1:20025',
      storePathRootDir: '/run/broker-a/store',
      brokerIP1: '127.0.0.1',
      brokerIP2: '127.0.0.1',
    });
  });

  it('makes every broker but number 0 a slave', () => {
    expect(brokerConfig({ ...master, brokerId: 1 })).to.include({ brokerId: 1, brokerRole: 'SLAVE' });
  });

  it('lets overrides win', () => {
    const config = brokerConfig(master, {
      messageDelayLevel: '1s',
      brokerRole: 'SYNC_MASTER',
      unknown: true,
    });
    expect(config).to.include({ messageDelayLevel: '1s', brokerRole: 'SYNC_MASTER', unknown: true });
  });

  it('keeps the broker where it is whatever the overrides say', () => {
    const config = brokerConfig(master, { listenPort: 1, brokerName: 'other', storePathRootDir: '/' });
    expect(config).to.include({
      listenPort: 20_015,
      brokerName: 'broker-a',
      storePathRootDir: master.storeFolder,
    });
  });

  it('leaves room for a message of 4 MiB in a commit log file', () => {
    expect(brokerConfig(master)['mappedFileSizeCommitLog']).to.be.above(4 * 1024 * 1024);
  });
});
