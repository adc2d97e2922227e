import { expect } from 'chai';
import {
  decodeLockBatchResponseBody,
  encodeLockBatchRequestBody,
  encodeUnlockBatchRequestBody,
} from '../../../src/protocol/bodies/lock-batch.js';
import { LockBatchMqRequestHeader } from '../../../src/protocol/headers/lock-batch-mq.js';
import { UnlockBatchMqRequestHeader } from '../../../src/protocol/headers/unlock-batch-mq.js';
import { createLockFeature } from '../../../src/testing/locks/lock-feature.js';
import { QueueLocks } from '../../../src/testing/locks/queue-locks.js';
import { makeServices } from '../support/make-services.js';
import { serveFeatures } from '../support/serve-features.js';

const queue = { topic: 't', brokerName: 'broker-a', queueId: 0 };
const bodyFor = (clientId: string) => ({
  clientId,
  consumerGroup: 'g',
  mqSet: [queue],
  onlyThisBroker: clientId === 'c2',
});

function makeLocks() {
  const { clock, services } = makeServices({ config: { rebalanceLockMaxLiveTime: 5000 } });
  const { connect } = serveFeatures(clock, createLockFeature(services, new QueueLocks()));
  const { ask, heard, tell } = connect();
  const lock = (clientId: string) =>
    ask(41, LockBatchMqRequestHeader, {}, encodeLockBatchRequestBody(bodyFor(clientId)));
  const locked = (clientId: string) => decodeLockBatchResponseBody(lock(clientId).body!);
  const unlock = (clientId: string) =>
    ask(42, UnlockBatchMqRequestHeader, {}, encodeUnlockBatchRequestBody(bodyFor(clientId)));
  return { ask, clock, heard, lock, locked, services, tell, unlock };
}

describe('createLockFeature', () => {
  it('answers which queues are locked', () => {
    const { lock, locked } = makeLocks();
    expect(lock('c1')).to.include({ code: 0, remark: undefined });
    expect(locked('c1')).to.deep.equal([queue]);
    expect(locked('c2')).to.deep.equal([]);
  });

  it('lets locks expire after the time that is configured', () => {
    const { clock, locked, services } = makeLocks();
    locked('c1');
    clock.tick(5000);
    expect(locked('c2')).to.deep.equal([]);
    services.config.rebalanceLockMaxLiveTime = 4999;
    expect(locked('c2')).to.deep.equal([queue]);
  });

  it('unlocks, also without being asked for an answer', () => {
    const { heard, locked, tell, unlock } = makeLocks();
    locked('c1');
    expect(unlock('c1')).to.include({ code: 0, body: undefined });
    expect(locked('c2')).to.deep.equal([queue]);
    const answers = heard.length;
    tell(42, UnlockBatchMqRequestHeader, {}, encodeUnlockBatchRequestBody(bodyFor('c2')));
    expect(heard).to.have.lengthOf(answers);
    expect(locked('c1')).to.deep.equal([queue]);
  });

  it('fails without a body', () => {
    expect(makeLocks().ask(41, LockBatchMqRequestHeader, {})).to.have.property('code', 1);
  });
});
