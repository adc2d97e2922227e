import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { ReplyTimeoutError, SendFailedError, TooManySendsError } from '../../../src/errors/producer-error.js';
import { ClosedError, InvalidArgumentError } from '../../../src/errors/usage-error.js';
import type { Delivery } from '../../../src/delivery/delivery.js';
import type { ProducerEvent } from '../../../src/producer/producer-event.js';
import type { Producer } from '../../../src/producer/producer.js';
import { RequestCode, ResponseCode } from '../../../src/protocol/index.js';
import { observe } from '../../remoting/toy-network.js';
import { makeRequests, type Requests, topic } from './make-requests.js';

const { HEART_BEAT, PUSH_REPLY_MESSAGE_TO_CLIENT, SEND_MESSAGE_V2, SEND_REPLY_MESSAGE_V2 } = RequestCode;
const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('Requester', () => {
  let requests: Requests;

  const start = async (...options: Parameters<typeof makeRequests>): Promise<Requests> => {
    requests = await makeRequests(...options);
    return requests;
  };

  const unclaimed = (producer: Producer): ProducerEvent[] => {
    const events: ProducerEvent[] = [];
    producer.events$.subscribe((event) => {
      if (event.type === 'reply-unclaimed') events.push(event);
    });
    return events;
  };

  /** Names of the brokers that know of the requester. */
  const knownAt = (): string[] =>
    requests.broker
      .clients()
      .filter(({ clientId }) => clientId === 'requester')
      .map(({ brokerName }) => brokerName);

  /** Keeps requests until they are replied to one by one. */
  const hold = async (): Promise<{ held: Delivery[]; replier: Producer }> => {
    const held: Delivery[] = [];
    const replier = await requests.serve((request) => held.push(request));
    return { held, replier };
  };

  const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `n-${index}`);

  /** The texts of the replies to each request, filled as they come. */
  const askAll = (requester: Producer, bodies: readonly string[]): string[][] =>
    bodies.map((body) => {
      const replies: string[] = [];
      const asking = requester.request({ topic, body }, { timeoutMs: 30_000 });
      asking.subscribe({ next: (reply) => replies.push(reply.text()), error: () => replies.push('failed') });
      return replies;
    });

  afterEach(async () => {
    await requests.stop();
  });

  it('emits the reply, with what only a reply has', async () => {
    const { clock, requester } = await start();
    await requests.serve((request, replier) =>
      replier.reply(request, { body: 'ten', tags: 'euro', keys: ['a', 'b'], properties: { per: 'kilo' } }),
    );
    const reply = await clock.until(requester.request({ topic, body: 'bolts?' }));
    expect([reply.text(), reply.offset, reply.queue.brokerName]).to.deep.equal(['ten', -1, 'broker-a']);
    expect(reply.queue.topic).to.match(/_REPLY_TOPIC$/);
    expect([reply.tags, reply.keys, reply.property('per')]).to.deep.equal(['euro', ['a', 'b'], 'kilo']);
    expect(reply.property('ARRIVE_TIME')).to.equal(String(clock.now));
    expect(reply.property('PUSH_REPLY_TIME')).to.match(/^\d+$/);
  });

  it('names itself, the request and the time that there is, in the request', async () => {
    const { clock, requester } = await start();
    const { held } = await hold();
    observe(requester.request({ topic, body: 'one', properties: { own: 'kept' } }));
    observe(requester.request({ topic, body: 'other' }, { timeoutMs: 5000 }));
    await clock.advance(100);
    const [one, other] = held.toSorted((left, right) => (left.text() < right.text() ? -1 : 1));
    expect(one?.property('CORRELATION_ID')).to.match(uuid);
    expect(other?.property('CORRELATION_ID')).to.match(uuid).and.not.equal(one?.property('CORRELATION_ID'));
    expect(
      [one, other].map((request) => ['REPLY_TO_CLIENT', 'TTL'].map((name) => request?.property(name))),
    ).to.deep.equal([
      ['requester', '3000'],
      ['requester', '5000'],
    ]);
    expect(one?.property('own')).to.equal('kept');
  });

  it('introduces itself to the broker before the first request, once for all that wait for it', async () => {
    const { clock, requester, exchanges } = await start();
    const many = numbered(200);
    askAll(requester, many);
    await clock.advance(100);
    const asked = exchanges
      .map(({ request: { code } }) => code)
      .filter((code) => code === HEART_BEAT || code === SEND_MESSAGE_V2);
    expect(asked.lastIndexOf(HEART_BEAT)).to.be.lessThan(asked.indexOf(SEND_MESSAGE_V2));
    expect(asked.filter((code) => code === HEART_BEAT).length).to.be.within(1, 2);
    expect(asked.filter((code) => code === SEND_MESSAGE_V2)).to.have.length(many.length);
  });

  it('waits for the answer to its introduction', async () => {
    const { clock, requester, broker } = await start();
    broker.faults.delay(400, { code: HEART_BEAT, direction: 'response' });
    observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(350);
    expect(requests.asked(SEND_MESSAGE_V2)).to.deep.equal([]);
    await clock.advance(100);
    expect(requests.asked(SEND_MESSAGE_V2)).to.have.length(1);
  });

  it('gives each of many its own reply, also when one is slow', async () => {
    const { clock, requester } = await start();
    const slow: Delivery[] = [];
    const replier = await requests.serve((request, own) =>
      request.text() === 'n-100'
        ? slow.push(request)
        : own.reply(request, { body: request.text().toUpperCase() }),
    );
    const replies = askAll(requester, numbered(200));
    await clock.advance(5000);
    const expected = numbered(200).map((body) => [body.toUpperCase()]);
    expect(replies).to.deep.equal(expected.with(100, []));
    await clock.until(replier.reply(slow[0]!, { body: 'at last' }));
    expect(replies).to.deep.equal(expected.with(100, ['at last']));
  });

  it('errs when no reply comes in time, and says where the request is', async () => {
    const { clock, requester } = await start();
    const asking = observe(requester.request({ topic, body: 'anybody?' }, { timeoutMs: 700 }));
    await clock.advance(690);
    expect(asking.failure).to.equal(undefined);
    await clock.advance(60);
    expect(asking.failure).to.be.instanceOf(ReplyTimeoutError);
    const { messageId, timeoutMs, context, retriable } = asking.failure as ReplyTimeoutError;
    expect([timeoutMs, retriable, context.topic, context.group]).to.deep.equal([700, true, topic, 'asking']);
    const queueId = [0, 1].find((id) => requests.broker.queue(topic, id).messages.length === 1);
    expect(context.queue).to.equal(`${topic}@broker-a@${queueId}`);
    expect(requests.broker.queue(topic, queueId!).messages[0]?.messageId).to.equal(messageId);
  });

  it('errs in time when the reply is lost on its way', async () => {
    const { clock, requester, broker } = await start();
    await requests.serve();
    broker.faults.drop({ code: PUSH_REPLY_MESSAGE_TO_CLIENT, direction: 'request' });
    const asking = observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(3100);
    expect(asking.failure).to.be.instanceOf(ReplyTimeoutError);
  });

  it('takes the first reply of two, accepts the second, and tells of it', async () => {
    const { clock, requester, broker } = await start();
    const events = unclaimed(requester);
    const { held, replier } = await hold();
    broker.faults.duplicate({ code: PUSH_REPLY_MESSAGE_TO_CLIENT, direction: 'request', times: 1 });
    const asking = observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(100);
    await clock.until(replier.reply(held[0]!, { body: 'once' }));
    const { messageId } = await clock.until(replier.reply(held[0]!, { body: 'and again' }));
    expect(asking.values.map((reply) => reply.text())).to.deep.equal(['once']);
    expect(asking.complete).to.have.callCount(1);
    const correlationId = held[0]?.property('CORRELATION_ID');
    expect(events.map((event) => ({ ...event, messageId: undefined }))).to.deep.equal(
      [1, 2].map((count) => ({
        type: 'reply-unclaimed',
        correlationId,
        messageId: undefined,
        address: broker.address,
        count,
      })),
    );
    expect(events[1]).to.include({ messageId });
  });

  it('tells of replies that come too late, to producers that have asked', async () => {
    const { clock, requester, client } = await start();
    const other = client.producer({ group: 'other' });
    const [events, others] = [unclaimed(requester), unclaimed(other)];
    const { held, replier } = await hold();
    observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(3100);
    await clock.until(replier.reply(held[0]!, { body: 'too late' }));
    expect([events.length, others.length]).to.deep.equal([1, 0]);
  });

  it('forgets a request that nobody waits for any more', async () => {
    const { clock, requester } = await start();
    const events = unclaimed(requester);
    const { held, replier } = await hold();
    const asking = requester.request({ topic, body: 'bolts?' }).subscribe();
    await clock.advance(100);
    asking.unsubscribe();
    await clock.until(replier.reply(held[0]!, { body: 'ten' }));
    expect(events).to.have.length(1);
  });

  it('ends with the reason of its signal', async () => {
    const { clock, requester } = await start();
    const abort = new AbortController();
    const asking = observe(requester.request({ topic, body: 'bolts?' }, { signal: abort.signal }));
    await clock.advance(100);
    abort.abort(new Error('enough'));
    expect(asking.failure?.message).to.equal('enough');
  });

  it('errs at once, as a send does, when the request cannot be sent', async () => {
    const { clock, requester, broker } = await start();
    broker.faults.answer(ResponseCode.MESSAGE_ILLEGAL, { code: SEND_MESSAGE_V2 });
    const asking = observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(50);
    expect(asking.failure).to.be.instanceOf(SendFailedError);
    expect((asking.failure as SendFailedError).attempts).to.have.length(1);
  });

  it('errs with the failure of the send when no broker answers it', async () => {
    const { clock, requester, broker } = await start();
    broker.faults.drop({ code: SEND_MESSAGE_V2, direction: 'request' });
    const asking = observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(3200);
    expect(asking.failure).to.be.instanceOf(SendFailedError);
  });

  it('takes a reply that overtakes the answer to the request, and gives up waiting for that one', async () => {
    const { clock, requester, broker } = await start();
    await requests.serve();
    broker.faults.drop({ code: SEND_MESSAGE_V2, direction: 'response' });
    const asking = observe(requester.request({ topic, body: 'bolts' }));
    await clock.advance(100);
    expect(asking.values.map((reply) => reply.text())).to.deep.equal(['BOLTS']);
    expect(requester.pressure).to.include({ inFlight: 0, waiting: 0 });
    await clock.advance(5000);
    expect([asking.failure, requests.asked(SEND_MESSAGE_V2)]).to.deep.equal([undefined, [SEND_MESSAGE_V2]]);
  });

  it('errs when the reply cannot be unpacked', async () => {
    const broken = {
      name: 'broken',
      compress: (bytes: Uint8Array) => gzipSync(bytes),
      decompress: (bytes: Uint8Array, maxOutputLength: number) =>
        gunzipSync(bytes.subarray(1), { maxOutputLength }),
    };
    const { clock, requester } = await start({}, { compressions: [broken] });
    const replier = requests
      .another({ compressions: [broken] })
      .producer({ group: 'packing', compression: { algorithm: 'broken', threshold: 1 } });
    await requests.serve((request) => replier.reply(request, { body: 'x'.repeat(1000) }));
    const asking = observe(requester.request({ topic, body: 'bolts?' }));
    await clock.advance(1000);
    expect(asking.failure).to.be.instanceOf(DecodeError);
  });

  it('has one timer for all requests that wait', async () => {
    const { clock, requester } = await start();
    const ask = (): unknown => observe(requester.request({ topic, body: 'bolts?' }, { timeoutMs: 60_000 }));
    ask();
    await clock.advance(1000);
    const { timers } = clock;
    for (let index = 0; index < 100; index++) ask();
    await clock.advance(1000);
    expect(clock.timers).to.equal(timers);
  });

  it('refuses requests beyond the limit, until one of the others has ended', async () => {
    const { clock, client } = await start();
    const requester = client.producer({ group: 'few', maxAwaitedReplies: 2 });
    const ask = (timeoutMs: number) => observe(requester.request({ topic, body: 'bolts?' }, { timeoutMs }));
    const [first, second, third] = [ask(100), ask(5000), ask(5000)];
    expect(third.failure).to.be.instanceOf(TooManySendsError).with.property('reason', 'replies');
    await clock.advance(200);
    expect([first.failure?.name, second.failure]).to.deep.equal(['ReplyTimeoutError', undefined]);
    expect(ask(5000).failure).to.equal(undefined);
  });

  it('refuses what cannot be sent, through the channel', async () => {
    const { requester } = await start();
    const [message, time] = [
      requester.request({ topic, body: '' }),
      requester.request({ topic, body: 'x' }, { timeoutMs: 0 }),
    ].map(observe);
    expect(message?.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', 'body');
    expect(time?.failure).to.be.instanceOf(InvalidArgumentError).with.property('path', 'timeoutMs');
  });

  it('lets requests end when its producer closes, for as long as that may take', async () => {
    const { clock, requester } = await start();
    const { held, replier } = await hold();
    const [early, late] = ['early', 'late'].map((body) =>
      observe(requester.request({ topic, body }, { timeoutMs: 60_000 })),
    );
    await clock.advance(100);
    const closed = observe(requester.close({ timeoutMs: 2000 }));
    const afterwards = observe(requester.request({ topic, body: 'no more' }));
    expect(afterwards.failure).to.be.instanceOf(ClosedError);
    const request = held.find((one) => one.text() === 'early')!;
    await clock.until(replier.reply(request, { body: 'in time' }));
    expect(early?.values.map((reply) => reply.text())).to.deep.equal(['in time']);
    await clock.advance(1900);
    expect([late?.failure, closed.values.length]).to.deep.equal([undefined, 0]);
    await clock.advance(200);
    expect(late?.failure).to.be.instanceOf(ClosedError);
    expect(closed.values).to.have.length(1);
  });

  it('introduces itself also when its producer has begun to close', async () => {
    const { clock, requester } = await start();
    await requests.serve();
    const asking = observe(requester.request({ topic, body: 'last' }));
    const closed = observe(requester.close());
    await clock.advance(100);
    expect(asking.values.map((reply) => reply.text())).to.deep.equal(['LAST']);
    expect(closed.values).to.have.length(1);
    expect(knownAt()).to.deep.equal([]);
  });

  it('gets its reply although the broker has restarted in between', async () => {
    const { clock, requester, broker } = await start();
    const { held, replier } = await hold();
    const asking = observe(requester.request({ topic, body: 'bolts?' }, { timeoutMs: 20_000 }));
    await clock.advance(100);
    await clock.until(broker.restart());
    await clock.advance(1000);
    await clock.until(replier.reply(held[0]!, { body: 'ten' }));
    expect(asking.values.map((reply) => reply.text())).to.deep.equal(['ten']);
  });

  it('does not look for a broker again when nobody waits for a reply', async () => {
    const { clock, requester, broker } = await start();
    observe(requester.request({ topic, body: 'bolts?' }, { timeoutMs: 500 }));
    await clock.advance(1000);
    await clock.until(broker.restart());
    await clock.advance(5000);
    expect(knownAt()).to.deep.equal([]);
  });

  /** Routes lose a broker soon after it is gone; then it is not probed any more, which would make it known again, too. */
  const forgetful = { routeRefreshIntervalMs: 200 };

  it('stops looking for a lost broker when the last one has given up its wait', async () => {
    const { clock, requester, broker } = await start({ brokers: 2 }, forgetful);
    const [node] = broker.brokers;
    const message = { topic, body: 'bolts?', queue: { brokerName: 'broker-a', queueId: 0 } };
    const asking = requester.request(message, { timeoutMs: 60_000 }).subscribe();
    await clock.advance(100);
    await clock.until(node!.stop());
    await clock.advance(1000);
    asking.unsubscribe();
    await clock.until(node!.start());
    await clock.advance(6000);
    expect(knownAt()).to.deep.equal([]);
  });

  it('stops looking for a lost broker when those have ended who waited when it was lost', async () => {
    const { clock, requester, broker } = await start({ brokers: 2 }, forgetful);
    const [node] = broker.brokers;
    const ask = (brokerName: string, timeoutMs: number) =>
      observe(requester.request({ topic, body: 'bolts?', queue: { brokerName, queueId: 0 } }, { timeoutMs }));
    ask('broker-a', 1000);
    await clock.advance(100);
    await clock.until(node!.stop());
    const later = ask('broker-b', 20_000);
    await clock.advance(2000);
    await clock.until(node!.start());
    await clock.advance(6000);
    expect([knownAt(), later.failure]).to.deep.equal([['broker-b'], undefined]);
  });

  it('does not introduce itself to a name server that is lost', async () => {
    const { clock, client, requester, broker } = await start();
    observe(requester.request({ topic, body: 'bolts?' }, { timeoutMs: 60_000 }));
    await clock.advance(100);
    broker.faults.cut('before', { code: RequestCode.GET_ROUTEINFO_BY_TOPIC, times: 1 });
    observe(client.producer({ group: 'other' }).send({ topic: 'others', body: 'x' }));
    await clock.advance(5000);
    const servers = new Set(
      requests.exchanges.filter(({ request }) => request.code === HEART_BEAT).map(({ server }) => server),
    );
    expect([...servers]).to.deep.equal(['broker-a']);
  });

  it('goes on when another producer of its client has closed', async () => {
    const { clock, client, requester } = await start();
    await requests.serve();
    const other = client.producer({ group: 'other' });
    await clock.until(requester.request({ topic, body: 'first' }));
    await clock.until(other.close());
    const reply = await clock.until(requester.request({ topic, body: 'second' }));
    expect(reply.text()).to.equal('SECOND');
  });

  /** The broker forgets the client with the end of another connection of the same id, as if it were an older one of its own. */
  const beForgotten = async (): Promise<void> => {
    const { clock, client } = requests;
    const twin = requests.another({ clientId: client.clientId });
    await clock.until(twin.producer({ group: 'asking' }).send({ topic, body: 'by the twin' }));
    await clock.advance(100);
    await clock.until(twin.close());
  };

  it('makes itself known again when a broker seems to have forgotten it', async () => {
    const { clock, requester } = await start();
    await requests.serve();
    await clock.until(requester.request({ topic, body: 'before' }));
    await beForgotten();
    const lost = observe(requester.request({ topic, body: 'lost' }));
    await clock.advance(3100);
    expect(lost.failure).to.be.instanceOf(ReplyTimeoutError);
    const reply = await clock.until(requester.request({ topic, body: 'after' }));
    expect(reply.text()).to.equal('AFTER');
  });

  it('does not take a broker for forgetful that pushes other replies', async () => {
    const { clock, requester } = await start();
    await requests.serve((request, replier) =>
      request.text() === 'never' ? undefined : replier.reply(request, { body: 'now' }),
    );
    await clock.until(requester.request({ topic, body: 'first' }));
    observe(requester.request({ topic, body: 'never' }, { timeoutMs: 500 }));
    await clock.until(requester.request({ topic, body: 'second' }));
    await clock.advance(1000);
    await clock.until(requester.request({ topic, body: 'third' }));
    expect(requests.asked(RequestCode.UNREGISTER_CLIENT)).to.deep.equal([]);
  });

  it('makes itself known again once in a while only, however many requests have no reply', async () => {
    const { clock, requester } = await start();
    for (let times = 0; times < 12; times++) {
      observe(requester.request({ topic, body: 'anybody?' }, { timeoutMs: 1000 }));
      await clock.advance(2000);
    }
    expect(requests.asked(RequestCode.UNREGISTER_CLIENT)).to.have.length(1);
  });

  it('needs no answer of its own broker to a reply by another one', async () => {
    const { clock, requester, broker } = await start({ brokers: 2 });
    await requests.serve();
    await clock.advance(31_000);
    // Both brokers have heard of the requester by now.
    const [first] = broker.brokers;
    broker.faults.answer(ResponseCode.SYSTEM_ERROR, { code: SEND_REPLY_MESSAGE_V2, at: first!.address });
    const bodies = ['a', 'b', 'c', 'd'];
    const replies = await clock.until(Promise.all(bodies.map((body) => requester.request({ topic, body }))));
    expect(replies.map((reply) => [reply.text(), reply.queue.brokerName])).to.deep.equal(
      bodies.map((body) => [body.toUpperCase(), 'broker-b']),
    );
  });
});
