import { expect } from 'chai';
import sinon from 'sinon';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { SendFailedError, MessageTooLargeError } from '../../../src/errors/producer-error.js';
import { ClosedError, InvalidArgumentError } from '../../../src/errors/usage-error.js';
import type { ReceivedMessage } from '../../../src/message/received-message.js';
import type { Producer } from '../../../src/producer/producer.js';
import {
  decodeProperties,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
} from '../../../src/protocol/index.js';
import { observe } from '../../remoting/toy-network.js';
import { makeRequests, type Requests, topic } from './make-requests.js';

const { SEND_REPLY_MESSAGE_V2 } = RequestCode;

describe('sendReply', () => {
  let requests: Requests;

  /** A request that was received, who may reply to it, and who waits for that. */
  const ask = async (...options: Parameters<typeof makeRequests>) => {
    requests = await makeRequests(...options);
    const { clock, requester } = requests;
    const held: Delivery[] = [];
    const replier = await requests.serve((delivery) => held.push(delivery));
    const asking = observe(requester.request({ topic, body: 'bolts?' }, { timeoutMs: 20_000 }));
    await clock.advance(100);
    const { broker, client } = requests;
    return { clock, broker, client, replier, asking, request: held[0]! };
  };

  /** A message as the library hands it out, of somebody who wants no reply. */
  const plain = async (): Promise<{ message: ReceivedMessage; replier: Producer }> => {
    requests = await makeRequests();
    const held: Delivery[] = [];
    const replier = await requests.serve((delivery) => held.push(delivery));
    await requests.clock.until(requests.requester.send({ topic, body: 'just so' }));
    await requests.clock.advance(100);
    return { message: held[0]!, replier };
  };

  const sentReplies = () =>
    requests.exchanges
      .filter(({ request }) => request.code === SEND_REPLY_MESSAGE_V2)
      .map(({ request }) => SendMessageV2RequestHeader.read(request));

  afterEach(async () => {
    await requests.stop();
  });

  it('sends what the request names to the reply topic of its cluster', async () => {
    const { replier, request } = await ask();
    await requests.clock.until(
      replier.reply(request, { body: 'ten', tags: 'euro', properties: { per: 'kilo' }, flag: 7 }),
    );
    const [header] = sentReplies();
    expect(header).to.include({ producerGroup: 'replying', flag: 7 });
    expect(header?.topic).to.equal(`${request.property('CLUSTER')}_REPLY_TOPIC`);
    expect(decodeProperties(header?.properties ?? '')).to.include({
      MSG_TYPE: 'reply',
      CORRELATION_ID: request.property('CORRELATION_ID'),
      REPLY_TO_CLIENT: 'requester',
      TTL: '20000',
      TAGS: 'euro',
      per: 'kilo',
    });
  });

  it('emits a receipt when the requester has the reply', async () => {
    const { clock, replier, request, asking } = await ask();
    const receipt = await clock.until(replier.reply(request, { body: 'ten' }));
    expect(receipt.queue.brokerName).to.equal('broker-a');
    expect(asking.values.map(({ messageId }) => messageId)).to.deep.equal([receipt.messageId]);
  });

  it('does not settle the request', async () => {
    const { clock, replier, request } = await ask();
    const before = request.state;
    await clock.until(replier.reply(request, { body: 'ten' }));
    expect(request.state).to.equal(before);
  });

  it('begins with the broker that has the request, and goes on with others', async () => {
    requests = await makeRequests({ brokers: 2 });
    const { clock, requester, broker } = requests;
    const held: Delivery[] = [];
    const replier = await requests.serve((delivery) => held.push(delivery));
    const names = broker.brokers.map(({ name }) => name);
    for (const brokerName of names)
      observe(
        requester.request(
          { topic, body: 'bolts?', queue: { brokerName, queueId: 0 } },
          { timeoutMs: 20_000 },
        ),
      );
    await clock.advance(100);
    const events = observe(replier.events$);
    for (const request of held) {
      broker.faults.answer(ResponseCode.SYSTEM_ERROR, { code: SEND_REPLY_MESSAGE_V2, times: 1 });
      const { queue } = await clock.until(replier.reply(request, { body: 'ten' }));
      const [failed] = events.values.slice(-1);
      expect(failed).to.include({ type: 'attempt-failed', brokerName: request.queue.brokerName });
      expect(queue.brokerName).to.not.equal(request.queue.brokerName);
    }
    expect(events.values).to.have.length(held.length).and.to.have.length(names.length);
  });

  it('does not ask the selector of its producer, which is for other topics', async () => {
    const { clock, request } = await ask();
    const queueSelector = sinon.stub().throws(new Error('asked'));
    requests.broker.faults.answer(ResponseCode.SYSTEM_ERROR, { code: SEND_REPLY_MESSAGE_V2, times: 1 });
    const choosy = requests.another().producer({ group: 'choosy', queueSelector });
    const { queue } = await clock.until(choosy.reply(request, { body: 'ten' }));
    expect([queue.brokerName, queueSelector.callCount]).to.deep.equal(['broker-a', 0]);
  });

  it('errs when the requester is not there', async () => {
    const { clock, replier, request, client } = await ask();
    await clock.until(client.close({ timeoutMs: 0 }));
    const replying = observe(replier.reply(request, { body: 'ten' }));
    await clock.advance(5000);
    expect(replying.failure).to.be.instanceOf(SendFailedError);
    expect(replying.failure?.message).to.include('channel of <requester> not found');
  });

  for (const name of ['CORRELATION_ID', 'REPLY_TO_CLIENT', 'CLUSTER']) {
    it(`refuses a message without ${name}, and says so`, async () => {
      const { replier, request } = await ask();
      const property = request.property.bind(request);
      const bare = Object.create(request, {
        property: { value: (key: string) => (key === name ? undefined : property(key)) },
      }) as Delivery;
      const { failure } = observe(replier.reply(bare, { body: 'ten' }));
      expect(failure).to.be.instanceOf(InvalidArgumentError);
      expect(failure?.message).to.equal(
        `request must be a message that was sent as a request: it has no ${name}`,
      );
    });
  }

  it('refuses a message that is no request', async () => {
    const { replier, message } = await plain();
    const replying = observe(replier.reply(message, { body: 'ten' }));
    expect(replying.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', 'request');
  });

  it('refuses what is neither a message nor a reply, through the channel', async () => {
    const { replier, request } = await ask();
    const failures = [
      replier.reply({} as Delivery, { body: 'ten' }),
      replier.reply(undefined as unknown as Delivery, { body: 'ten' }),
      replier.reply(request, undefined as unknown as { body: string }),
      replier.reply(request, { body: '' }),
      replier.reply(request, { body: 'ten' }, { timeoutMs: 0 }),
    ].map((replying) => observe(replying).failure);
    expect(failures.map((failure) => (failure as InvalidArgumentError).path)).to.deep.equal([
      'request',
      'request',
      'reply',
      'body',
      'timeoutMs',
    ]);
  });

  it('refuses a reply that is too large', async () => {
    const { replier, request } = await ask();
    const { failure } = observe(replier.reply(request, { body: Buffer.alloc(5 * 1024 * 1024) }));
    expect(failure).to.be.instanceOf(MessageTooLargeError);
  });

  it('is refused when its producer is closed', async () => {
    const { clock, replier, request } = await ask();
    await clock.until(replier.close());
    expect(observe(replier.reply(request, { body: 'ten' })).failure).to.be.instanceOf(ClosedError);
  });
});
