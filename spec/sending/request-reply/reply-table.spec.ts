import { expect } from 'chai';
import sinon from 'sinon';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { createRequest, EmptyHeader, RequestCode, ResponseCode } from '../../../src/protocol/index.js';
import { ReplyTable, type UnclaimedReply } from '../../../src/sending/request-reply/reply-table.js';
import { makeClock } from '../../support/make-clock.js';
import { pushOf } from './pushed-replies.js';

const address = '10.0.0.1:10911';

const waiterFor = (correlationId: string, deadline = 1000) => ({
  correlationId,
  deadline,
  replied: sinon.spy(),
  expired: sinon.spy(),
});

function makeTable() {
  const clock = makeClock();
  const table = new ReplyTable(clock.runtime);
  const told: UnclaimedReply[] = [];
  const unwatch = table.watch((reply) => told.push(reply));
  /** What the broker is answered. */
  const push = (correlationId: string | undefined, body?: string): number => {
    const properties = {
      UNIQ_KEY: 'R-1',
      ...(correlationId !== undefined && { CORRELATION_ID: correlationId }),
    };
    return table.accept(pushOf(properties, {}, body), address).code;
  };
  return { clock, table, told, unwatch, push };
}

describe('ReplyTable', () => {
  it('gives a reply to who waits for it, and to nobody else', () => {
    const { clock, table, told, push } = makeTable();
    const [one, other] = [waiterFor('c-1'), waiterFor('c-2')];
    table.add(one);
    table.add(other);
    expect(push('c-2', 'for the other')).to.equal(ResponseCode.SUCCESS);
    clock.tick();
    expect(one.replied).to.have.callCount(0);
    expect(other.replied).to.have.been.calledOnceWith(sinon.match.object, address);
    const [reply] = other.replied.firstCall.args as [{ body: Buffer }];
    expect(reply.body.toString()).to.equal('for the other');
    expect([table.size, told]).to.deep.equal([1, []]);
    table.close();
  });

  it('has answered before who waits hears of it', () => {
    const { clock, table, push } = makeTable();
    const waiter = waiterFor('c-1');
    table.add(waiter);
    push('c-1');
    expect(waiter.replied).to.have.callCount(0);
    clock.tick();
    expect(waiter.replied).to.have.callCount(1);
    table.close();
  });

  it('accepts a reply that nobody waits for, and tells of it with a count', () => {
    const { clock, table, told, push } = makeTable();
    const waiter = waiterFor('c-1');
    table.add(waiter);
    const answers = ['c-1', 'c-1', 'unknown', undefined].map((id) => push(id));
    expect(answers).to.deep.equal([0, 0, 0, 0]);
    clock.tick();
    expect(waiter.replied).to.have.callCount(1);
    expect(told).to.deep.equal(
      ['c-1', 'unknown', undefined].map((correlationId, index) => ({
        type: 'reply-unclaimed',
        correlationId,
        messageId: 'R-1',
        address,
        count: index + 1,
      })),
    );
  });

  it('tells nobody who does not want to hear any more', () => {
    const { clock, told, unwatch, push } = makeTable();
    unwatch();
    push('unknown');
    clock.tick();
    expect(told).to.deep.equal([]);
  });

  it('ends each wait at its deadline, give or take the sweep', () => {
    const { clock, table } = makeTable();
    const [short, long] = [waiterFor('c-1', 500), waiterFor('c-2', 700)];
    table.add(short);
    table.add(long);
    clock.tick(499);
    expect(short.expired).to.have.callCount(0);
    clock.tick(51);
    expect([short.expired.callCount, long.expired.callCount, table.size]).to.deep.equal([1, 0, 1]);
    clock.tick(200);
    expect([short.expired.callCount, long.expired.callCount, table.size]).to.deep.equal([1, 1, 0]);
  });

  it('heeds a deadline that has changed', () => {
    const { clock, table } = makeTable();
    const waiter = waiterFor('c-1', 500);
    table.add(waiter);
    waiter.deadline = 900;
    clock.tick(800);
    expect(waiter.expired).to.have.callCount(0);
    clock.tick(200);
    expect(waiter.expired).to.have.callCount(1);
  });

  it('has one timer for everybody, and none when nobody waits', () => {
    const { clock, table } = makeTable();
    const waiters = Array.from({ length: 100 }, (_, index) => waiterFor(`c-${index}`));
    const before = clock.timers;
    for (const waiter of waiters) table.add(waiter);
    expect(clock.timers - before).to.equal(1);
    for (const waiter of waiters) table.delete(waiter);
    clock.tick(100);
    expect(clock.timers).to.equal(before);
  });

  it('remembers when each broker last pushed something, claimed or not', () => {
    const { clock, table, push } = makeTable();
    expect(table.lastPushAt(address)).to.equal(0);
    clock.tick(70);
    push('unknown');
    clock.tick(30);
    expect([table.lastPushAt(address), table.lastPushAt('10.0.0.2:10911')]).to.deep.equal([70, 0]);
  });

  it('knows when the last one gives up who waits now', () => {
    const { table } = makeTable();
    expect(table.latestDeadline()).to.equal(0);
    for (const [id, deadline] of [
      ['c-1', 500],
      ['c-2', 900],
      ['c-3', 700],
    ] as const)
      table.add(waiterFor(id, deadline));
    expect(table.latestDeadline()).to.equal(900);
    table.close();
    expect(table.latestDeadline()).to.equal(0);
  });

  it('forgets everybody when it is closed', () => {
    const { clock, table, told, push } = makeTable();
    const waiter = waiterFor('c-1');
    table.add(waiter);
    table.close();
    push('c-1');
    clock.tick(2000);
    expect([table.size, waiter.replied.callCount, waiter.expired.callCount, told.length]).to.deep.equal([
      0, 0, 0, 0,
    ]);
  });

  it('refuses what it cannot read', () => {
    const { table } = makeTable();
    const push = createRequest(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, EmptyHeader, {});
    expect(() => table.accept(push, address)).to.throw(DecodeError);
  });
});
