import { expect } from 'chai';
import { MessageTooLargeError, SendFailedError } from '../../src/errors/producer-error.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectionLostError } from '../../src/errors/transport-error.js';

const attempt = (address: string, error: unknown) => ({
  brokerName: 'broker-a',
  address,
  queueId: 3,
  durationMs: 12,
  error,
});
const lost = new ConnectionLostError('10.0.0.1:10911', 'the peer hung up');
const late = new RequestTimeoutError('10.0.0.2:10911', 3000);

describe('SendFailedError', () => {
  it('lists every attempt and has the last failure as its cause', () => {
    const attempts = [attempt('10.0.0.1:10911', lost), attempt('10.0.0.2:10911', late)];
    const error = new SendFailedError('id-1', attempts, true, { topic: 'orders' });
    expect(error.attempts).to.equal(attempts);
    expect(error.cause).to.equal(late);
    expect(error).to.include({ messageId: 'id-1', retriable: true });
    expect(error.message).to.equal(`The message was not sent after 2 attempts: ${late.message}`);
  });

  it('takes the cause it is given for one that no attempt had', () => {
    const cause = new Error('closed while waiting');
    const error = new SendFailedError('id-1', [attempt('10.0.0.1:10911', lost)], false, { cause });
    expect(error.cause).to.equal(cause);
    expect(error.message).to.equal('The message was not sent after 1 attempt: closed while waiting');
  });

  it('describes the failures of the attempts in JSON', () => {
    const error = new SendFailedError('id-1', [attempt('10.0.0.1:10911', new Error('broken pipe'))], true);
    expect(error.toJSON()['attempts']).to.deep.equal([
      attempt('10.0.0.1:10911', { name: 'Error', message: 'broken pipe' }),
    ]);
    expect(JSON.parse(JSON.stringify(error))).to.deep.include({
      cause: { name: 'Error', message: 'broken pipe' },
    });
  });
});

describe('MessageTooLargeError', () => {
  it('says which part, how large and what the limit is', () => {
    const error = new MessageTooLargeError('properties', 40_000, 32_767, { topic: 'orders' });
    expect(error).to.include({ part: 'properties', bytes: 40_000, maxBytes: 32_767, retriable: false });
    expect(error.message).to.equal(
      'A message properties size of 40000 bytes exceeds the limit of 32767 bytes',
    );
  });
});
