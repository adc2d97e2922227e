import { expect } from 'chai';
import sinon from 'sinon';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { HandlerFailedError, RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectionLostError, OutboxFullError } from '../../src/errors/transport-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import { makeSession, type ToyHandler } from './session-harness.js';
import { toyFrame, type ToyMessage } from './toy-protocol.js';

const call = (id: number, text = 'asked'): Buffer => toyFrame({ kind: 'call', id, text });
const oneway = (id: number): Buffer => toyFrame({ kind: 'oneway', id, text: 'told' });
const reply = (id: number, text = 'answer'): Buffer => toyFrame({ kind: 'reply', id, text });

const withHandlers = (...handlers: readonly ToyHandler[]) => makeSession({ handlers });
const errorOf = ({ error }: { error: sinon.SinonSpy }): Error => error.firstCall.firstArg as Error;

const seen = (log: string[]): ToyHandler => ({
  name: 'seen',
  onMessage: (message, { kind, role }) => void log.push(`in ${kind} ${role} ${message.text}`),
  onWrite: (request, { kind, role }) => void log.push(`out ${kind} ${role} ${request.text}`),
});
const failingOn = (hook: 'onActive' | 'onInactive' | 'onRead' | 'onMessage' | 'onWrite'): ToyHandler => ({
  name: 'broken',
  [hook]: () => {
    throw new Error('defect');
  },
});

describe('RemotingSession', () => {
  describe('requests of this side', () => {
    it('writes the request with a fresh id and hands its reply over', () => {
      const { ask, link, listener } = makeSession();
      const [first, second] = [ask('one'), ask('two')];
      expect(link.written).to.deep.equal([
        { kind: 'call', id: 1, text: 'one' },
        { kind: 'call', id: 2, text: 'two' },
      ]);
      link.receive(reply(2, 'second'), reply(1, 'first'));
      expect(first.next).to.have.been.calledOnceWithExactly({ kind: 'reply', id: 1, text: 'first' });
      expect(second.next).to.have.been.calledOnceWithExactly({ kind: 'reply', id: 2, text: 'second' });
      expect(listener.onInbound).to.have.been.calledTwice;
    });

    it('takes an exception for an answer: what it says is for the layer above', () => {
      const { ask, link } = makeSession();
      const asked = ask();
      link.receive(toyFrame({ kind: 'exception', id: asked.id, text: 'no' }));
      expect(asked.next).to.have.been.calledOnceWithExactly({ kind: 'exception', id: 1, text: 'no' });
    });

    it('errs only the request that cannot be encoded', () => {
      const { ask, link, session } = makeSession();
      const bad = ask('unencodable');
      const good = ask();
      link.receive(reply(good.id));
      expect(errorOf(bad)).to.be.instanceOf(DecodeError);
      expect(good.next).to.have.been.calledOnce;
      expect(session.pending.size).to.equal(0);
    });

    it('refuses what finds the outbox full, and only that', () => {
      const { ask, link, session } = makeSession();
      const before = ask('before');
      link.full = true;
      const refused = ask('refused');
      link.full = false;
      link.receive(reply(before.id));
      expect(errorOf(refused)).to.be.instanceOf(OutboxFullError);
      expect(before.next).to.have.been.calledOnce;
      expect(link.written.map(({ text }) => text)).to.deep.equal(['before']);
      expect(session.pending.size).to.equal(0);
    });

    it('consumes a late reply, counts it, and reads the next frame right', () => {
      const { ask, clock, link, listener, logger, metrics } = makeSession();
      const slow = ask('slow', 500);
      clock.tick(600);
      expect(errorOf(slow)).to.be.instanceOf(RequestTimeoutError);
      const next = ask();
      link.receive(reply(slow.id, 'late'), reply(next.id, 'in time'));
      expect(next.next).to.have.been.calledOnceWithExactly({ kind: 'reply', id: next.id, text: 'in time' });
      expect(listener.onLateReply).to.have.been.calledOnceWithExactly({
        kind: 'reply',
        id: slow.id,
        text: 'late',
      });
      expect(metrics().lateReplies).to.equal(1);
      expect(logger.debug).to.have.been.calledOnce;
    });

    it('times out between the deadline and one sweep after it', () => {
      const { ask, clock } = makeSession();
      clock.tick(50);
      const asked = ask('slow', 120);
      clock.tick(119);
      expect(asked.error).not.to.have.been.called;
      clock.tick(101);
      expect(asked.error).to.have.been.calledOnce;
    });

    it('sets no timer while nothing is pending, and leaves none behind', () => {
      const { ask, clock, link } = makeSession();
      expect(clock.timers).to.equal(0);
      link.receive(reply(ask().id));
      expect(clock.timers, 'stops lazily').to.equal(1);
      clock.tick(100);
      expect(clock.timers).to.equal(0);
    });

    it('does not begin a oneway with an id that a pending request has', () => {
      const { ask, tell, link } = makeSession();
      ask();
      tell();
      expect(link.written.map(({ id }) => id)).to.deep.equal([1, 2]);
    });
  });

  describe('requests of the other side', () => {
    it('tells a call from a reply by its kind, also when it has the id of one of ours', () => {
      const { ask, link, listener } = makeSession();
      const asked = ask();
      link.receive(call(asked.id));
      expect(asked.next).not.to.have.been.called;
      expect(listener.onRequest).to.have.been.calledOnceWith(
        { kind: 'call', id: asked.id, text: 'asked' },
        'call',
      );
      link.receive(reply(asked.id));
      expect(asked.next).to.have.been.calledOnce;
    });

    it('answers with the id of the call, once', () => {
      const { link, listener, session, logger } = makeSession();
      link.receive(call(77));
      const message: ToyMessage = listener.onRequest.firstCall.firstArg;
      expect(session.reply(message, { kind: 'reply', text: 'done' })).to.equal(true);
      expect(session.reply(message, { kind: 'reply', text: 'again' })).to.equal(false);
      expect(link.written).to.deep.equal([{ kind: 'reply', id: 77, text: 'done' }]);
      expect(logger.debug).to.have.been.calledOnce;
    });

    it('answers neither a oneway nor a message of another link', () => {
      const { link, listener, session } = makeSession();
      link.receive(oneway(5));
      expect(session.reply(listener.onRequest.firstCall.firstArg, { text: 'x' })).to.equal(false);
      expect(session.reply({ kind: 'call', id: 1, text: 'elsewhere' }, { text: 'x' })).to.equal(false);
      expect(link.written).to.deep.equal([]);
    });

    it('can still answer a call after an answer that could not be written', () => {
      const { link, listener, session, logger } = makeSession();
      link.receive(call(1));
      const message: ToyMessage = listener.onRequest.firstCall.firstArg;
      expect(session.reply(message, { text: 'unencodable' })).to.equal(false);
      expect(logger.warn).to.have.been.calledOnce;
      expect(session.reply(message, { kind: 'reply', text: 'sorry' })).to.equal(true);
    });

    it('answers nothing on a link that is gone', () => {
      const { link, listener, session } = makeSession();
      link.receive(call(1));
      link.break(new ConnectionLostError('peer:1', 'cut'));
      expect(session.reply(listener.onRequest.firstCall.firstArg, { text: 'x' })).to.equal(false);
    });
  });

  describe('the end of the link', () => {
    it('errs what is pending with the loss, after the owner has heard', () => {
      const { ask, link, listener, session } = makeSession();
      const asked = ask();
      const lost = new ConnectionLostError('peer:1', 'cut');
      link.break(lost);
      expect(errorOf(asked)).to.equal(lost);
      expect(listener.onEnded).to.have.been.calledOnceWithExactly(lost, session);
      expect(listener.onEnded).to.have.been.calledBefore(asked.error);
    });

    it('wraps what is no loss yet', () => {
      const { ask, link } = makeSession();
      const asked = ask();
      const cause = new Error('reset');
      link.break(cause);
      expect(errorOf(asked)).to.be.instanceOf(ConnectionLostError);
      expect(errorOf(asked).cause).to.equal(cause);
    });

    it('closes the link on bytes that are no message, and reads nothing after them', () => {
      const { ask, link, listener } = makeSession();
      const asked = ask();
      const bad = reply(asked.id);
      bad.writeUInt8(99, 4);
      link.receive(bad, reply(asked.id));
      expect(link.closings[0]).to.be.instanceOf(DecodeError);
      expect(errorOf(asked)).to.be.instanceOf(ConnectionLostError);
      expect(errorOf(asked).cause).to.be.instanceOf(DecodeError);
      expect(listener.onInbound).not.to.have.been.called;
    });

    it('ends on purpose with the reason given, leaves the link to its owner and no timer', () => {
      const { ask, link, session, clock } = makeSession();
      const asked = ask();
      const closed = new ClosedError('remoting client');
      session.end(closed);
      expect(errorOf(asked)).to.equal(closed);
      expect(link.closings).to.deep.equal([]);
      expect(clock.timers).to.equal(0);
    });

    it('refuses requests afterwards with the same reason', () => {
      const { ask, link, tell } = makeSession();
      const lost = new ConnectionLostError('peer:1', 'cut');
      link.break(lost);
      expect(errorOf(ask())).to.equal(lost);
      expect(errorOf(tell())).to.equal(lost);
      expect(link.written).to.deep.equal([]);
    });

    it('ignores frames that come after the end', () => {
      const { link, session, listener } = makeSession();
      session.end(new ClosedError('remoting client'));
      link.receive(call(1));
      expect(listener.onRequest).not.to.have.been.called;
    });
  });

  describe('liveness', () => {
    it('loses a link on which a request is overdue and nothing arrives', () => {
      const { ask, clock, link } = makeSession();
      const parked = ask('poll', 60_000);
      ask('question', 3000);
      clock.tick(9900);
      expect(link.closings).to.deep.equal([]);
      clock.tick(100);
      expect(link.closings[0]).to.be.instanceOf(ConnectionLostError);
      expect(errorOf(parked).message).to.equal(
        'The connection to peer:1 was lost: nothing was received for 10000 ms while a request was overdue',
      );
      expect(clock.timers).to.equal(0);
    });

    it('watches on when no request is pending any more', () => {
      const { ask, clock, link, session } = makeSession();
      clock.tick(5000);
      link.receive(oneway(1));
      ask('question', 1000);
      clock.tick(1100);
      expect(session.pending.size).to.equal(0);
      clock.tick(8900);
      expect(link.closings).to.have.length(1);
    });

    it('forgets its suspicion, and its timer, when a byte arrives', () => {
      const { ask, clock, link } = makeSession();
      ask('question', 3000);
      clock.tick(9000);
      link.receive(oneway(1));
      clock.tick(60_000);
      expect(link.closings).to.deep.equal([]);
      expect(clock.timers).to.equal(0);
    });

    it('leaves a silent link without overdue requests alone', () => {
      const { ask, clock, link } = makeSession();
      const poll = ask('poll', 30_000);
      clock.tick(29_000);
      link.receive(reply(poll.id));
      clock.tick(60_000);
      expect(link.closings).to.deep.equal([]);
    });

    it('does not take an unsubscribed request for an overdue one', () => {
      const { ask, clock, link } = makeSession();
      ask('question', 1000).subscriber.unsubscribe();
      clock.tick(60_000);
      expect(link.closings).to.deep.equal([]);
    });
  });

  describe('handlers', () => {
    it('see calls, oneways and replies of both roles', () => {
      const log: string[] = [];
      const { ask, link, listener, session, tell } = withHandlers(seen(log));
      link.receive(reply(ask('q').id, 'a'));
      tell('o');
      link.receive(call(1, 'c'), oneway(2));
      session.reply(listener.onRequest.firstCall.firstArg, { kind: 'reply', text: 'r' });
      expect(log).to.deep.equal([
        'out call client q',
        'in reply client a',
        'out oneway client o',
        'in call server c',
        'in oneway server told',
        'out reply server r',
      ]);
    });

    it('talk through tags from a call to its reply, on both sides', () => {
      const tags: unknown[] = [];
      const { ask, link, listener, session } = withHandlers({
        name: 'tagger',
        onWrite: (request, { kind, tags: notes }) => {
          if (kind === 'reply') tags.push(notes.get('heard'));
          else notes.set('said', request.text);
        },
        onMessage: (message, { kind, tags: notes }) => {
          if (kind === 'reply') tags.push(notes.get('said'));
          else notes.set('heard', message.text);
        },
      });
      link.receive(reply(ask('question').id), call(9, 'ping'));
      session.reply(listener.onRequest.firstCall.firstArg, { kind: 'reply', text: 'pong' });
      expect(tags).to.deep.equal(['question', 'ping']);
    });

    it('may replace what is written and what is read', () => {
      const { ask, link } = withHandlers({
        name: 'shouter',
        onWrite: (request) => ({ ...request, text: request.text.toUpperCase() }),
        onMessage: (message) => ({ ...message, text: message.text.toUpperCase() }),
      });
      const asked = ask('quiet');
      link.receive(reply(asked.id, 'hush'));
      expect(link.written[0]?.text).to.equal('QUIET');
      expect(asked.next).to.have.been.calledOnceWithExactly({ kind: 'reply', id: 1, text: 'HUSH' });
    });

    it('err only the call they fail to write', () => {
      const { ask, link, tell } = withHandlers({
        name: 'picky',
        onWrite: ({ text }) => {
          if (text === 'bad') throw new Error('refused');
        },
      });
      const bad = ask('bad');
      const good = ask('good');
      expect(errorOf(bad)).to.be.instanceOf(HandlerFailedError);
      expect((errorOf(bad) as HandlerFailedError).handler).to.equal('picky');
      expect(good.error).not.to.have.been.called;
      expect(link.written.map(({ text }) => text)).to.deep.equal(['good']);
      expect(errorOf(tell('bad'))).to.be.instanceOf(HandlerFailedError);
    });

    for (const hook of ['onMessage', 'onRead'] as const) {
      it(`err the call whose reply they fail to take in ${hook}`, () => {
        const { ask, link, listener } = withHandlers(failingOn(hook));
        const [asked, other] = [ask(), ask()];
        link.receive(reply(asked.id));
        expect((errorOf(asked) as HandlerFailedError).hook).to.equal(hook);
        expect(other.error).not.to.have.been.called;
        expect(link.closings).to.deep.equal([]);
        expect(listener.onInbound).not.to.have.been.called;
      });

      it(`drop what the other side asks when they fail in ${hook}, and log it`, () => {
        const { link, listener, logger } = withHandlers(failingOn(hook));
        link.receive(call(1), oneway(2), reply(3));
        expect(listener.onRequest).not.to.have.been.called;
        expect(link.written).to.deep.equal([]);
        expect(logger.warn).to.have.been.calledThrice;
      });
    }

    it('answer a call they failed to take, and no oneway, through onError', () => {
      const { link } = withHandlers(failingOn('onMessage'), {
        name: 'apologist',
        onError: (error, invocation) => ({ kind: 'exception', text: `${error.handler} ${invocation?.kind}` }),
      });
      link.receive(call(7), oneway(8));
      expect(link.written).to.deep.equal([{ kind: 'exception', id: 7, text: 'broken call' }]);
    });

    it('hear through onError of failures that reach a caller too', () => {
      const onError = sinon.spy();
      const { ask, link } = withHandlers({ name: 'listening', onError }, failingOn('onMessage'));
      link.receive(reply(ask().id));
      expect(onError).to.have.been.calledOnce;
    });

    it('see the raw frame only during the call', () => {
      const frames: Uint8Array[] = [];
      const { link } = withHandlers({ name: 'raw', onRead: (frame) => void frames.push(frame) });
      const frame = call(1);
      link.receive(call(1), call(1));
      expect(frames[0]).to.have.length(frame.length);
      expect(
        frames[0]?.every((byte) => byte === 0xdd),
        'it was a view',
      ).to.equal(true);
    });

    it('end the connection when they throw in onActive', () => {
      const { link, listener, session, ask } = withHandlers(failingOn('onActive'));
      expect(link.closings[0]).to.be.instanceOf(HandlerFailedError);
      expect(listener.onEnded).to.have.been.calledOnce;
      expect(session.ended?.cause).to.be.instanceOf(HandlerFailedError);
      expect(errorOf(ask())).to.be.instanceOf(ConnectionLostError);
    });

    it('hear the end, with its error', () => {
      const onInactive = sinon.spy();
      const { link, session } = withHandlers({ name: 'watcher', onInactive });
      const lost = new ConnectionLostError('peer:1', 'cut');
      link.break(lost);
      expect(onInactive).to.have.been.calledOnceWithExactly(session.connection, lost);
      const quiet = sinon.spy();
      withHandlers({ name: 'watcher', onInactive: quiet }).session.end(new ClosedError('remoting client'));
      expect(quiet.firstCall.args[1]).to.equal(undefined);
    });

    it('cannot keep a session from ending', () => {
      const { ask, link, logger } = withHandlers(failingOn('onInactive'));
      const asked = ask();
      link.break(new ConnectionLostError('peer:1', 'cut'));
      expect(asked.error).to.have.been.calledOnce;
      expect(logger.warn).to.have.been.calledOnce;
    });
  });

  it('may be ended by a subscriber in the middle of a read', () => {
    const { ask, link, session } = makeSession();
    const [first, second] = [ask(), ask()];
    first.subscriber.add(() => session.end(new ClosedError('remoting client')));
    link.receive(reply(first.id), reply(second.id));
    expect(first.next).to.have.been.calledOnce;
    expect(second.next).not.to.have.been.called;
    expect(errorOf(second)).to.be.instanceOf(ClosedError);
  });
});
