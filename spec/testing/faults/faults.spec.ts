import { expect } from 'chai';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { NEVER, Subject } from 'rxjs';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { ConnectionLostError } from '../../../src/errors/transport-error.js';
import { createResponse, type RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { observe } from '../../remoting/toy-network.js';
import { brokerB, echo, makeFaultyNetwork, type Peer, request, textOf } from './faulty-network.js';

const send = RequestCode.SEND_MESSAGE_V2;
const pull = RequestCode.PULL_MESSAGE;
const notify = RequestCode.NOTIFY_CONSUMER_IDS_CHANGED;

/** A network with a client that is connected: its first question has been answered. */
function connected(settings: Parameters<typeof makeFaultyNetwork>[0] = {}) {
  const network = makeFaultyNetwork(settings);
  const client = network.makeClient();
  network.ask(client, RequestCode.HEART_BEAT, 'hello');
  const peer = network.server.peers[0] as Peer;
  return { ...network, client, peer };
}

describe('Faults', () => {
  describe('drop', () => {
    it('loses requests: the server never sees them, the connection lives on', () => {
      const { ask, clock, client, faults, served } = connected();
      const fault = faults.drop({ code: send, times: 1 });
      const lost = ask(client, send, 'a');
      expect(ask(client, send, 'b').outcome).to.equal('0 echo:b');
      clock.tick(4000);
      expect([lost.outcome, served, fault.hits]).to.deep.equal(['RequestTimeoutError', ['hello', 'b'], 1]);
    });

    it('loses answers: the request was carried out', () => {
      const { ask, clock, client, faults, served } = connected();
      faults.drop({ code: send, direction: 'response', times: 1 });
      const lost = ask(client, send, 'a');
      expect(ask(client, send, 'b').outcome).to.equal('0 echo:b');
      clock.tick(4000);
      expect([lost.outcome, served]).to.deep.equal(['RequestTimeoutError', ['hello', 'a', 'b']]);
    });

    it('loses the answer to a request that was made before the fault was added', () => {
      const parked = new Subject<RemotingCommand>();
      const { ask, clock, client, faults } = connected({
        onRequest: (asked) => (asked.code === pull ? parked : echo(asked)),
      });
      const poll = ask(client, pull, 'poll', 30_000);
      const fault = faults.drop({ code: pull, direction: 'response' });
      parked.next(createResponse(ResponseCode.SUCCESS));
      clock.tick(1000);
      expect([poll.outcome, fault.hits]).to.deep.equal(['pending', 1]);
    });

    it('loses oneways', () => {
      const { client, faults, served, tell } = connected();
      faults.drop({ code: send, times: 1 });
      tell(client, send, 'a');
      tell(client, send, 'b');
      expect(served).to.deep.equal(['hello', 'b']);
    });

    it('loses what the server asks its clients', () => {
      const { clock, client, faults, peer } = connected();
      const asked = observe(client.requests$);
      faults.drop({ code: notify, times: 1 });
      observe(peer.invokeOneway(request(notify, '1')));
      observe(peer.invokeOneway(request(notify, '2')));
      clock.tick();
      expect(asked.values.map(textOf)).to.deep.equal(['2']);
    });

    it('loses the answers of clients', () => {
      const { clock, client, faults, peer } = connected();
      client.requests$.subscribe((asked) => client.reply(asked, createResponse(0)));
      const fault = faults.drop({ code: notify, direction: 'response', times: 1 });
      const [first, second] = [observe(peer.invoke(request(notify))), observe(peer.invoke(request(notify)))];
      clock.tick(4000);
      expect([first.failure?.constructor.name, second.values.length, fault.hits]).to.deep.equal([
        'RequestTimeoutError',
        1,
        1,
      ]);
    });
  });

  describe('delay', () => {
    it('lets requests come late, and others overtake them', () => {
      const { ask, clock, client, faults, served } = connected();
      faults.delay(500, { code: pull });
      const late = ask(client, pull, 'late');
      ask(client, send, 'soon');
      clock.tick(499);
      expect([late.outcome, served]).to.deep.equal(['pending', ['hello', 'soon']]);
      clock.tick(1);
      expect([late.outcome, served]).to.deep.equal(['0 echo:late', ['hello', 'soon', 'late']]);
    });

    it('lets answers come late', () => {
      const { ask, clock, client, faults, served } = connected();
      faults.delay(500, { code: pull, direction: 'response' });
      const late = ask(client, pull, 'late');
      clock.tick(499);
      expect([late.outcome, served]).to.deep.equal(['pending', ['hello', 'late']]);
      clock.tick(1);
      expect(late.outcome).to.equal('0 echo:late');
    });

    it('keeps the order of those that wait equally long', () => {
      const { ask, clock, client, faults, served } = connected();
      faults.delay(10);
      for (const text of ['1', '2', '3']) ask(client, send, text);
      clock.tick(10);
      expect(served).to.deep.equal(['hello', '1', '2', '3']);
    });

    it('adds up to jitterMs', () => {
      const { ask, clock, client, faults, served } = connected();
      faults.delay(100, { jitterMs: 50 });
      const times: number[] = [];
      for (let count = 0; count < 40; count++) ask(client, send, `${count}`);
      clock.tick(99);
      expect(served).to.deep.equal(['hello']);
      for (let ms = 100; served.length < 41; ms++) {
        const before = served.length;
        clock.tick(1);
        if (served.length > before) times.push(ms);
      }
      expect([times[0]! >= 100, times.at(-1)! <= 150, times.length > 10]).to.deep.equal([true, true, true]);
    });

    it('reads on only when little enough waits, and loses nothing', () => {
      const { clock, client, faults, served } = connected({ maxHeldBytes: 1 << 20 });
      faults.delay(1000, { times: 6 });
      const frame = 'x'.repeat(1 << 18);
      const heard = Array.from({ length: 6 }, () => observe(client.invoke(request(send, frame))));
      clock.tick(999);
      expect(served).to.have.length(1);
      clock.tick(1);
      expect(served).to.have.length(5);
      clock.tick(1000);
      expect(heard.map(({ values }) => values.length)).to.deep.equal(heard.map(() => 1));
    });

    it('still brings what waits when the fault is removed', () => {
      const { ask, clock, client, faults } = connected();
      const fault = faults.delay(500);
      const late = ask(client, send, 'late');
      fault.remove();
      expect(ask(client, send, 'soon').outcome).to.equal('0 echo:soon');
      clock.tick(500);
      expect(late.outcome).to.equal('0 echo:late');
    });
  });

  describe('duplicate', () => {
    it('lets requests come several times', () => {
      const { ask, client, faults, served } = connected();
      faults.duplicate({ code: send, copies: 2 });
      expect(ask(client, send, 'a').outcome).to.equal('0 echo:a');
      expect(served).to.deep.equal(['hello', 'a', 'a', 'a']);
    });

    it('lets answers come twice', () => {
      const { ask, client, faults, served } = connected();
      const inbound = observe(client.inbound$);
      faults.duplicate({ code: send, direction: 'response' });
      ask(client, send, 'a');
      expect([served, inbound.values.map(textOf)]).to.deep.equal([
        ['hello', 'a'],
        ['echo:a', 'echo:a'],
      ]);
    });
  });

  describe('reorder', () => {
    it('lets the next request overtake one', () => {
      const { ask, client, faults, served } = connected();
      const fault = faults.reorder({ code: send });
      for (const text of ['1', '2', '3', '4']) ask(client, send, text);
      expect([served, fault.hits]).to.deep.equal([['hello', '2', '1', '4', '3'], 2]);
    });

    it('lets the next answer overtake one', () => {
      const { ask, client, faults } = connected();
      const inbound = observe(client.inbound$);
      faults.reorder({ code: send, direction: 'response', times: 1 });
      ask(client, send, '1');
      ask(client, pull, '2');
      expect(inbound.values.map(textOf)).to.deep.equal(['echo:2', 'echo:1']);
    });

    it('waits no longer than maxHoldMs', () => {
      const { ask, clock, client, faults } = connected();
      faults.reorder({ maxHoldMs: 200 });
      const late = ask(client, send, '1');
      clock.tick(199);
      expect(late.outcome).to.equal('pending');
      clock.tick(1);
      expect([late.outcome, clock.timers]).to.deep.equal(['0 echo:1', 0]);
    });
  });

  describe('corrupt', () => {
    const failures = {
      length: 'FrameTooLargeError',
      headerLength: 'MalformedFrameError',
      serialization: 'UnknownSerializationError',
      header: 'DecodeError',
    } as const;

    for (const [part, error] of Object.entries(failures) as [keyof typeof failures, string][]) {
      it(`ends the client's connection by a wrong ${part} of an answer: ${error}`, () => {
        const { ask, client, faults } = connected();
        const fault = faults.corrupt({ code: send, part });
        const struck = ask(client, send, 'a');
        expect(struck.failure).to.be.instanceOf(ConnectionLostError);
        expect([struck.failure?.cause?.constructor.name, fault.hits]).to.deep.equal([error, 1]);
        expect(ask(client, pull, 'b').outcome).to.equal('0 echo:b');
      });

      it(`ends the server's connection by a wrong ${part} of a request`, () => {
        const { ask, client, faults, served, server } = connected();
        const [before] = server.peers;
        faults.corrupt({ code: send, direction: 'request', part, times: 1 });
        expect(ask(client, send, 'a').failure).to.be.instanceOf(ConnectionLostError);
        expect(ask(client, send, 'b').outcome).to.equal('0 echo:b');
        expect([served, server.peers.includes(before as Peer)]).to.deep.equal([['hello', 'b'], false]);
      });
    }

    it('changes a body, and nothing else', () => {
      const { ask, client, faults } = connected();
      faults.corrupt({ part: 'body' });
      const answer = ask(client, send, 'a').answer as RemotingCommand;
      expect([answer.code, answer.body?.length]).to.deep.equal([0, 'echo:a'.length]);
      const kept = [...answer.body!].filter((byte, index) => byte === 'echo:a'.charCodeAt(index));
      expect(kept).to.deep.equal([]);
    });
  });

  describe('truncate', () => {
    it('leaves half of the body, in a frame that says so', () => {
      const { ask, client, faults } = connected();
      faults.truncate({ code: send });
      expect(ask(client, send, 'abcd').outcome).to.equal('0 echo');
    });

    it('leaves half of the frame and ends the connection there', () => {
      const { ask, client, faults, served } = connected();
      const before = observe(client.inbound$);
      faults.truncate({ code: send, part: 'frame', times: 1 });
      const struck = ask(client, send, 'a');
      expect(struck.failure).to.have.property('reason', 'the other side closed it');
      expect([before.values, served]).to.deep.equal([[], ['hello', 'a']]);
      expect(ask(client, send, 'b').outcome).to.equal('0 echo:b');
    });

    it('lets no part of a request reach the server', () => {
      const { ask, client, faults, served } = connected();
      faults.truncate({ code: send, part: 'frame', direction: 'request', times: 1 });
      expect(ask(client, send, 'a').outcome).to.equal('ConnectionLostError');
      expect(served).to.deep.equal(['hello']);
    });
  });

  describe('answer', () => {
    it('answers with a code and a remark, without the server', () => {
      const { ask, client, faults, served } = connected();
      faults.answer(ResponseCode.SYSTEM_BUSY, { code: send, remark: '[OVERLOAD]' });
      const { answer } = ask(client, send, 'a');
      expect([answer?.code, answer?.remark, answer?.extFields, served]).to.deep.equal([
        ResponseCode.SYSTEM_BUSY,
        '[OVERLOAD]',
        undefined,
        ['hello'],
      ]);
    });

    it('answers with fields and a body', () => {
      const { ask, client, faults } = connected();
      faults.answer(0, { extFields: { offset: '7' }, body: Buffer.from('all of it') });
      const { answer } = ask(client, send, 'a');
      expect([answer?.extFields, answer?.body?.toString()]).to.deep.equal([{ offset: '7' }, 'all of it']);
    });

    it('answers as a function says', () => {
      const { ask, client, faults } = connected();
      faults.answer((asked) => createResponse(asked.code + 1000, { body: Buffer.from(textOf(asked)) }));
      expect(ask(client, 11, 'a').outcome).to.equal('1011 a');
    });

    it('does nothing when the function throws, and the test hears of it', () => {
      const { clock, client, faults, served } = connected();
      faults.answer(() => {
        throw new Error('a defect of the test');
      });
      observe(client.invoke(request(send, 'a')));
      expect(() => clock.tick()).to.throw('a defect of the test');
      clock.tick();
      expect(served).to.deep.equal(['hello', 'a']);
    });

    it('answers in the form and with the version that the servers have', () => {
      const { ask, client, faults } = connected({ protocol: { serialize: 'binary', version: 479 } });
      faults.answer(2);
      expect(ask(client, send).answer?.version).to.equal(479);
    });

    it('loses oneways', () => {
      const { client, faults, served, tell } = connected();
      const inbound = observe(client.inbound$);
      const fault = faults.answer(ResponseCode.SYSTEM_BUSY);
      tell(client, send, 'a');
      expect([served, inbound.values, fault.hits]).to.deep.equal([['hello'], [], 1]);
    });

    it('answers a server in the place of its client', () => {
      const { clock, client, faults, peer } = connected();
      const asked = observe(client.requests$);
      faults.answer(ResponseCode.SYSTEM_ERROR, { startedBy: 'server' });
      const heard = observe(peer.invoke(request(notify)));
      clock.tick();
      expect([heard.values.map(({ code }) => code), asked.values]).to.deep.equal([
        [ResponseCode.SYSTEM_ERROR],
        [],
      ]);
    });
  });

  describe('cut', () => {
    it('ends the connection before the request is carried out', () => {
      const { ask, client, faults, served } = connected();
      faults.cut('before', { code: send, times: 1 });
      expect(ask(client, send, 'a').failure).to.have.property('reason', 'the other side closed it');
      expect(ask(client, send, 'b').outcome).to.equal('0 echo:b');
      expect(served).to.deep.equal(['hello', 'b']);
    });

    it('ends the connection after the request was carried out, and lets earlier answers leave', () => {
      const { ask, clock, client, faults, served } = connected();
      faults.cut('after', { code: send, times: 1 });
      const earlier = observe(client.invoke(request(pull, 'a')));
      const struck = ask(client, send, 'b');
      clock.tick();
      expect([earlier.values.map(textOf), struck.outcome, served]).to.deep.equal([
        ['echo:a'],
        'ConnectionLostError',
        ['hello', 'a', 'b'],
      ]);
    });

    it('lets nothing through that comes with the request', () => {
      const { clock, client, faults, served } = connected();
      faults.cut('before', { code: send, times: 1 });
      const heard = [observe(client.invoke(request(send, 'a'))), observe(client.invoke(request(pull, 'b')))];
      clock.tick();
      expect(served).to.deep.equal(['hello']);
      expect(heard.map(({ failure }) => failure?.constructor.name)).to.deep.equal([
        'ConnectionLostError',
        'ConnectionLostError',
      ]);
    });
  });

  describe('stopReading', () => {
    it('takes nothing from connections until it is removed; answers still leave', () => {
      const answers = new Subject<RemotingCommand>();
      const { ask, clock, client, faults, served } = connected({
        onRequest: (asked) => (asked.code === pull ? answers : echo(asked)),
      });
      const poll = ask(client, pull, 'poll', 30_000);
      const fault = faults.stopReading();
      const stuck = ask(client, send, 'a', 30_000);
      answers.next(createResponse(0));
      clock.tick(1000);
      expect([stuck.outcome, poll.outcome, served, fault.hits]).to.deep.equal([
        'pending',
        '0 ',
        ['hello', 'poll'],
        1,
      ]);
      fault.remove();
      clock.tick();
      expect(stuck.outcome).to.equal('0 echo:a');
    });

    it('lets the client feel it', () => {
      const { clock, client, faults } = connected();
      faults.stopReading();
      const body = 'x'.repeat(100_000);
      const asked = Array.from({ length: 30 }, () => {
        const heard = observe(client.invoke(request(send, body), { timeoutMs: 1000 }));
        clock.tick();
        return heard;
      });
      clock.tick(1100);
      const causes = asked.map(({ failure }) => (failure?.cause as Error | undefined)?.name);
      // Those on the connection have no answer; the others found no room on it.
      expect(new Set(causes)).to.deep.equal(new Set([undefined, 'OutboxFullError']));
      expect(asked.map(({ failure }) => failure?.name)).to.deep.equal(Array(30).fill('RequestTimeoutError'));
    });

    it('begins with a command, which waits with those behind it', () => {
      const { ask, clock, client, faults, served } = connected();
      const fault = faults.stopReading({ code: send, times: 1 });
      expect(ask(client, pull, 'a').outcome).to.equal('0 echo:a');
      const heard = [observe(client.invoke(request(send, 'b'))), observe(client.invoke(request(pull, 'c')))];
      clock.tick(500);
      expect(served).to.deep.equal(['hello', 'a']);
      fault.remove();
      clock.tick();
      expect(heard.flatMap(({ values }) => values.map(textOf))).to.deep.equal(['echo:b', 'echo:c']);
      expect(served).to.deep.equal(['hello', 'a', 'b', 'c']);
    });

    it('holds for connections that come', () => {
      const { ask, faults, makeClient } = makeFaultyNetwork();
      faults.stopReading();
      expect(ask(makeClient(), send, 'a').outcome).to.equal('pending');
    });

    it('goes on only when nobody wants it to stop', () => {
      const { ask, client, clock, faults } = connected();
      const [first, second] = [faults.stopReading(), faults.pause()];
      const stuck = ask(client, send, 'a');
      first.remove();
      clock.tick(100);
      expect(stuck.outcome).to.equal('pending');
      second.remove();
      clock.tick();
      expect(stuck.outcome).to.equal('0 echo:a');
    });
  });

  describe('pause', () => {
    it('stops everything both ways, and then lets it all come in order', () => {
      const answers = new Subject<RemotingCommand>();
      const { ask, clock, client, faults, served } = connected({
        onRequest: (asked) => (asked.code === pull ? answers : echo(asked)),
      });
      const inbound = observe(client.inbound$);
      ask(client, pull, 'poll', 30_000);
      const fault = faults.pause();
      answers.next(createResponse(0, { body: Buffer.from('polled') }));
      ask(client, send, 'a', 30_000);
      ask(client, send, 'b', 30_000);
      clock.tick(2000);
      expect([inbound.values, served]).to.deep.equal([[], ['hello', 'poll']]);
      fault.remove();
      clock.tick();
      expect(inbound.values.map(textOf)).to.deep.equal(['polled', 'echo:a', 'echo:b']);
    });

    it('accepts connections, and answers nothing', () => {
      const { ask, clock, faults, makeClient } = makeFaultyNetwork();
      const fault = faults.pause();
      const client = makeClient();
      const stuck = ask(client, send, 'a');
      expect([client.state.name, stuck.outcome]).to.deep.equal(['connected', 'pending']);
      fault.remove();
      clock.tick();
      expect(stuck.outcome).to.equal('0 echo:a');
    });

    it('stops a whole server from a command on, which waits too', () => {
      const { ask, clock, client, faults, makeClient, served } = connected();
      const other = makeClient();
      ask(other, pull, 'other');
      const fault = faults.pause({ code: send, times: 1 });
      const stuck = [ask(client, send, 'a'), ask(other, pull, 'b'), ask(makeClient(), pull, 'c')];
      expect(stuck.map(({ outcome }) => outcome)).to.deep.equal(['pending', 'pending', 'pending']);
      expect([served, fault.hits]).to.deep.equal([['hello', 'other'], 1]);
      fault.remove();
      clock.tick();
      expect(stuck.map(({ outcome }) => outcome)).to.deep.equal(['0 echo:a', '0 echo:b', '0 echo:c']);
    });

    it('lets what waited pass the faults it has not passed yet, and no other', () => {
      const { ask, clock, client, faults } = connected();
      const [before, pause] = [faults.delay(0, { code: send }), faults.pause({ code: send, times: 1 })];
      const after = faults.delay(0, { code: send });
      const stuck = [ask(client, send, 'a'), ask(client, send, 'b')];
      pause.remove();
      clock.tick();
      expect(stuck.map(({ outcome }) => outcome)).to.deep.equal(['0 echo:a', '0 echo:b']);
      expect([before.hits, after.hits]).to.deep.equal([2, 2]);
    });

    it('strikes the command that it begins with no second time', () => {
      const { ask, clock, client, faults, served } = connected();
      const [before, pause] = [faults.duplicate(), faults.pause({ code: send, times: 1 })];
      ask(client, send, 'a');
      pause.remove();
      clock.tick();
      expect([before.hits, served]).to.deep.equal([1, ['hello', 'a', 'a']]);
    });

    it('lets what waited go before what comes meanwhile', () => {
      const { clock, client, faults, peer } = connected();
      const asked = observe(client.requests$);
      const pause = faults.pause();
      for (const text of ['1', '2']) observe(peer.invokeOneway(request(notify, text)));
      faults.drop({
        code: notify,
        when: (command) => {
          if (textOf(command) === '1') observe(peer.invokeOneway(request(notify, '3')));
          return false;
        },
      });
      pause.remove();
      clock.tick();
      expect(asked.values.map(textOf)).to.deep.equal(['1', '2', '3']);
    });

    it('keeps what is delayed until it ends', () => {
      const { ask, clock, client, faults } = connected();
      faults.delay(100);
      const late = ask(client, send, 'a');
      const fault = faults.pause();
      clock.tick(1000);
      expect(late.outcome).to.equal('pending');
      fault.remove();
      clock.tick();
      expect(late.outcome).to.equal('0 echo:a');
    });

    it('holds a bounded number of bytes for a client', () => {
      const { clock, faults, peer } = connected({ maxHeldBytes: 1 << 20 });
      faults.pause();
      const body = 'x'.repeat(1 << 18);
      const told = Array.from({ length: 6 }, () => observe(peer.invokeOneway(request(notify, body))));
      clock.tick();
      expect(told.map(({ failure }) => failure?.constructor.name)).to.deep.equal([
        undefined,
        undefined,
        undefined,
        undefined,
        'OutboxFullError',
        'OutboxFullError',
      ]);
    });
  });

  describe('halfOpen', () => {
    it('lets nothing go either way, and the client finds out by itself', () => {
      const { ask, clock, client, faults, peer, server, served } = connected();
      const fault = faults.halfOpen();
      fault.remove();
      const lost = ask(client, send, 'a');
      observe(peer.invokeOneway(request(notify)));
      clock.tick(15_000);
      expect([lost.outcome, served, client.state.name]).to.deep.equal([
        'RequestTimeoutError',
        ['hello'],
        'disconnected',
      ]);
      expect(server.peers.includes(peer)).to.equal(true);
      expect(ask(client, send, 'b').outcome).to.equal('0 echo:b');
    });

    it('does not tell the client that the server hangs up', () => {
      const { clock, client, faults, peer, server } = connected();
      faults.halfOpen();
      peer.close();
      clock.tick(1000);
      expect([client.state.name, server.peers]).to.deep.equal(['connected', []]);
    });

    it('does not tell the server that the connection is gone', () => {
      const { clock, client, faults, network, peer, server } = connected();
      faults.halfOpen();
      network.resetAll();
      clock.tick(1000);
      expect([client.state.name, server.peers]).to.deep.equal(['disconnected', [peer]]);
      peer.close();
      expect(server.peers).to.deep.equal([]);
    });

    it('begins with a command, which is lost', () => {
      const { ask, clock, client, faults, served } = connected();
      const fault = faults.halfOpen({ code: send, when: (command) => textOf(command) === 'b' });
      expect(ask(client, send, 'a').outcome).to.equal('0 echo:a');
      const lost = [ask(client, send, 'b'), ask(client, pull, 'c')];
      clock.tick(5000);
      expect(lost.map(({ outcome }) => outcome)).to.deep.equal([
        'RequestTimeoutError',
        'RequestTimeoutError',
      ]);
      expect([served, fault.hits]).to.deep.equal([['hello', 'a'], 1]);
    });

    it('holds for connections that come, as long as it is there', () => {
      const { ask, faults, makeClient } = makeFaultyNetwork();
      const fault = faults.halfOpen({ times: 1 });
      expect(ask(makeClient(), send, 'a').outcome).to.equal('pending');
      expect([ask(makeClient(), send, 'b').outcome, fault.hits]).to.deep.equal(['0 echo:b', 1]);
    });
  });

  describe('refuse', () => {
    it('hangs up on new connections, and leaves those there are alone', () => {
      const { ask, client, faults, makeClient, server } = connected();
      const fault = faults.refuse({ times: 1 });
      const other = makeClient();
      expect(ask(other, send, 'a').outcome).to.equal('ConnectionLostError');
      expect([ask(client, send, 'b').outcome, fault.hits, server.peers.length]).to.deep.equal([
        '0 echo:b',
        1,
        1,
      ]);
      expect(ask(makeClient(), send, 'c').outcome).to.equal('0 echo:c');
    });
  });

  it('refuse connections of one server and not of another', () => {
    const { ask, faults, makeClient, makeServer } = makeFaultyNetwork();
    makeServer('broker-b', brokerB);
    faults.refuse({ at: 'broker-b' });
    expect(ask(makeClient(), send, 'a').outcome).to.equal('0 echo:a');
    expect(ask(makeClient(brokerB), send, 'b').outcome).to.equal('ConnectionLostError');
  });

  describe('goAway', () => {
    it('answers every request with 1500, lets present answers leave, and then hangs up', () => {
      const answers = new Subject<RemotingCommand>();
      const { ask, clock, client, faults, served, server, tell } = connected({
        onRequest: (asked) => (asked.code === pull ? answers : echo(asked)),
      });
      const poll = ask(client, pull, 'poll', 30_000);
      const fault = faults.goAway({ graceMs: 2000 });
      const { answer } = ask(client, send, 'a');
      tell(client, send, 'b');
      // The client asks once more on a new connection, and is sent away there too.
      expect([answer?.code, answer?.remark, fault.hits]).to.deep.equal([1500, 'please go away', 3]);
      answers.next(createResponse(0));
      clock.tick(1999);
      expect([poll.outcome, server.peers.length, served]).to.deep.equal(['0 ', 1, ['hello', 'poll']]);
      clock.tick(1);
      expect([client.state.name, server.peers.length]).to.deep.equal(['disconnected', 0]);
    });

    it('gives no answer to what is asked for longer', () => {
      const { ask, clock, client, faults } = connected({
        onRequest: (asked) => (asked.code === pull ? NEVER : echo(asked)),
      });
      const poll = ask(client, pull, 'poll', 30_000);
      faults.goAway();
      clock.tick(1000);
      expect(poll.outcome).to.equal('ConnectionLostError');
    });

    it('leaves what the server asks alone, and can be called off', () => {
      const { ask, clock, client, faults, peer, server } = connected();
      const asked = observe(client.requests$);
      const fault = faults.goAway();
      observe(peer.invokeOneway(request(notify, 'x')));
      clock.tick(500);
      fault.remove();
      clock.tick(5000);
      expect([asked.values.map(textOf), ask(client, send, 'a').outcome, server.peers]).to.deep.equal([
        ['x'],
        '0 echo:a',
        [peer],
      ]);
    });

    it('can spare older clients, as real brokers do', () => {
      const { ask, client, faults, makeClient } = connected();
      const older = makeClient(undefined, createRocketMQProtocol({ version: 475 }));
      faults.goAway({ when: ({ version }) => version > 475 });
      expect(ask(older, send, 'a').outcome).to.equal('0 echo:a');
      expect(ask(client, send, 'b').answer?.code).to.equal(1500);
    });
  });

  it('refuse options that cannot be', () => {
    const { faults } = makeFaultyNetwork();
    const wrong: (() => unknown)[] = [
      () => faults.drop({ code: [] }),
      () => faults.drop({ code: 1.5 }),
      () => faults.drop({ probability: 1.5 }),
      () => faults.drop({ probability: -1 }),
      () => faults.drop({ times: 0 }),
      () => faults.drop({ skip: -1 }),
      () => faults.drop({ at: '' }),
      () => faults.drop({ direction: 'both' as 'request' }),
      () => faults.drop({ cod: 10 } as object),
      () => faults.delay(-1),
      () => faults.delay(1, { jitterMs: -1 }),
      () => faults.duplicate({ copies: 0 }),
      () => faults.reorder({ maxHoldMs: 0 }),
      () => faults.corrupt({ part: 'tail' as 'body' }),
      () => faults.cut('never' as 'after'),
      () => faults.cut('after', { direction: 'request' } as object),
      () => faults.answer(1.5),
      () => faults.answer(1, { remark: 5 as unknown as string }),
      () => faults.answer(1, { extFields: { a: 1 } as unknown as Record<string, string> }),
      () => faults.answer(1, { body: 'text' as unknown as Uint8Array }),
      () => faults.refuse({ code: 10 } as object),
      () => faults.goAway({ startedBy: 'server' } as object),
    ];
    for (const [index, attempt] of wrong.entries())
      expect(attempt, `case ${index}`).to.throw(InvalidArgumentError, /^faults\./);
    expect(faults.present).to.deep.equal([]);
  });
});
