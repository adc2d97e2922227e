import { expect } from 'chai';
import { Subscriber } from 'rxjs';
import sinon from 'sinon';
import { RequestTimeoutError, TooManyPendingRequestsError } from '../../src/errors/remoting-error.js';
import { MetricsRecorder } from '../../src/remoting/metrics-recorder.js';
import { OpaqueSequence } from '../../src/remoting/opaque.js';
import { PendingRequest } from '../../src/remoting/pending-request.js';
import { PendingRequests } from '../../src/remoting/pending-requests.js';

const nothing = { at: 0, inFlight: 0, parked: 0, bytesRead: 0, bytesWritten: 0 };

function makeTable(maxPendingRequests = 100, opaques = new OpaqueSequence()) {
  const metrics = new MetricsRecorder();
  const table = new PendingRequests<string>({ address: 'peer:1', maxPendingRequests, metrics, opaques });
  return { table, metrics: () => metrics.snapshot(nothing) };
}

interface RequestShape {
  readonly timeoutMs?: number;
  readonly parked?: boolean;
  readonly startedAt?: number;
  readonly read?: (message: string) => unknown;
}

function makeRequest({ timeoutMs = 1000, parked = false, startedAt = 0, read }: RequestShape = {}) {
  const observer = { next: sinon.spy(), error: sinon.spy(), complete: sinon.spy() };
  const subscriber = new Subscriber(observer);
  const request = new PendingRequest<string>(subscriber, read, timeoutMs, parked, startedAt, undefined);
  subscriber.add(request);
  return { request, observer, subscriber };
}

describe('PendingRequests', () => {
  it('gives each request an id and the reply to who has it', () => {
    const { table } = makeTable();
    const [first, second] = [makeRequest(), makeRequest()];
    table.add(first.request);
    table.add(second.request);
    expect(table.settle(second.request.correlationId, 'answer', 5)).to.equal(true);
    expect(second.observer.next).to.have.been.calledOnceWithExactly('answer');
    expect(second.observer.complete).to.have.been.calledOnce;
    expect(first.observer.next).not.to.have.been.called;
    expect(table.size).to.equal(1);
  });

  it('does not know a reply twice', () => {
    const { table } = makeTable();
    const { request, observer } = makeRequest();
    table.add(request);
    const { correlationId } = request;
    table.settle(correlationId, 'first', 0);
    expect(table.settle(correlationId, 'second', 0)).to.equal(false);
    expect(observer.next).to.have.been.calledOnceWithExactly('first');
  });

  it('takes an id that no waiting request has', () => {
    const opaques = new OpaqueSequence(2_147_483_646);
    const { table } = makeTable(100, opaques);
    const next = sinon.spy(opaques, 'next');
    const requests = [makeRequest(), makeRequest()];
    for (const { request } of requests) table.add(request);
    expect(requests.map(({ request }) => request.correlationId)).to.deep.equal([2_147_483_647, 1]);
    const inUse = next.lastCall.firstArg;
    expect([2_147_483_647, 1, 2].map((id) => inUse.has(id))).to.deep.equal([true, true, false]);
  });

  it('refuses one more than the limit, with an error for that one only', () => {
    const { table, metrics } = makeTable(1);
    const [first, second] = [makeRequest(), makeRequest()];
    table.add(first.request);
    expect(table.add(second.request)).to.equal(false);
    const error: unknown = second.observer.error.firstCall.firstArg;
    expect(error).to.be.instanceOf(TooManyPendingRequestsError);
    expect((error as TooManyPendingRequestsError).maxPendingRequests).to.equal(1);
    expect(first.observer.error).not.to.have.been.called;
    expect(metrics().failuresByCode).to.deep.equal({ ROCKETMQ_TOO_MANY_PENDING_REQUESTS: 1 });
  });

  it('does not count parked requests in the limit', () => {
    const { table } = makeTable(1);
    const parked = [makeRequest({ parked: true }), makeRequest({ parked: true })];
    for (const { request } of parked) expect(table.add(request)).to.equal(true);
    expect(table.add(makeRequest().request)).to.equal(true);
    expect(table.add(makeRequest({ parked: true }).request)).to.equal(true);
    expect(table.add(makeRequest().request)).to.equal(false);
    expect(table.parked).to.equal(3);
  });

  it('has room again after each way out', () => {
    const { table } = makeTable(1);
    const answered = makeRequest();
    table.add(answered.request);
    table.settle(answered.request.correlationId, 'answer', 0);
    const left = makeRequest();
    table.add(left.request);
    left.subscriber.unsubscribe();
    const failed = makeRequest();
    table.add(failed.request);
    table.fail(failed.request, new Error('no'));
    const expired = makeRequest({ timeoutMs: 1 });
    table.add(expired.request);
    table.expire(1);
    expect(table.add(makeRequest().request)).to.equal(true);
  });

  it('frees the slot of a request whose subscriber leaves, and counts it as cancelled', () => {
    const { table, metrics } = makeTable();
    const { request, subscriber, observer } = makeRequest({ parked: true });
    table.add(request);
    subscriber.unsubscribe();
    expect([table.size, table.parked]).to.deep.equal([0, 0]);
    expect(table.settle(request.correlationId, 'late', 0)).to.equal(false);
    expect(observer.next).not.to.have.been.called;
    expect(metrics().cancelled).to.equal(1);
  });

  it('counts no cancellation when the subscriber was served', () => {
    const { table, metrics } = makeTable();
    const { request, subscriber } = makeRequest();
    table.add(request);
    table.settle(request.correlationId, 'answer', 0);
    subscriber.unsubscribe();
    expect(metrics().cancelled).to.equal(0);
  });

  it('expires what is overdue, not before its deadline, and nothing else', () => {
    const { table, metrics } = makeTable();
    const [short, long] = [makeRequest({ timeoutMs: 100 }), makeRequest({ timeoutMs: 101 })];
    table.add(short.request);
    table.add(long.request);
    expect(table.expire(99)).to.equal(0);
    expect(table.expire(100)).to.equal(1);
    const error: unknown = short.observer.error.firstCall.firstArg;
    expect(error).to.be.instanceOf(RequestTimeoutError);
    expect((error as RequestTimeoutError).timeoutMs).to.equal(100);
    expect((error as RequestTimeoutError).context).to.deep.equal({ address: 'peer:1', elapsedMs: 100 });
    expect(long.observer.error).not.to.have.been.called;
    expect(table.size).to.equal(1);
    expect(metrics().timeouts).to.equal(1);
  });

  it('says what kept the answer away where that is known', () => {
    const { table } = makeTable();
    const { request, observer } = makeRequest({ timeoutMs: 1 });
    table.add(request);
    const cause = new Error('refused');
    table.expire(1, cause);
    expect((observer.error.firstCall.firstArg as Error).cause).to.equal(cause);
  });

  it('errs all that wait at that moment, once each', () => {
    const { table, metrics } = makeTable();
    const newcomer = makeRequest();
    const first = makeRequest();
    const second = makeRequest();
    first.subscriber.add(() => {
      second.subscriber.unsubscribe();
      table.add(newcomer.request);
    });
    table.add(first.request);
    table.add(second.request);
    table.failAll(new Error('gone'));
    expect(first.observer.error).to.have.been.calledOnce;
    expect(second.observer.error).not.to.have.been.called;
    expect(newcomer.observer.error).not.to.have.been.called;
    expect(metrics()).to.include({ failures: 1, cancelled: 1 });
    expect(table.size).to.equal(1);
  });

  it('has let go of a request before its subscriber hears', () => {
    const { table } = makeTable();
    const { request, observer, subscriber } = makeRequest();
    table.add(request);
    const sizes: number[] = [];
    subscriber.add(() => sizes.push(table.size));
    table.settle(request.correlationId, 'answer', 0);
    expect(observer.next).to.have.been.called;
    expect(sizes).to.deep.equal([0]);
  });

  it('gives what `read` makes of the reply, and what it throws', () => {
    const { table, metrics } = makeTable();
    const good = makeRequest({ read: (message) => message.length });
    const failure = new Error('unreadable');
    const bad = makeRequest({
      read: () => {
        throw failure;
      },
    });
    table.add(good.request);
    table.add(bad.request);
    table.settle(good.request.correlationId, 'four', 0);
    table.settle(bad.request.correlationId, 'four', 0);
    expect(good.observer.next).to.have.been.calledOnceWithExactly(4);
    expect(bad.observer.error).to.have.been.calledOnceWithExactly(failure);
    expect(metrics().successes, 'both were answered').to.equal(2);
  });

  it('measures from the start to the arrival, without parked requests', () => {
    const { table, metrics } = makeTable();
    const quick = makeRequest({ startedAt: 100 });
    const poll = makeRequest({ startedAt: 100, parked: true });
    table.add(quick.request);
    table.add(poll.request);
    table.settle(quick.request.correlationId, 'answer', 107);
    table.settle(poll.request.correlationId, 'answer', 15_100);
    const { latency, successes } = metrics();
    expect(successes).to.equal(2);
    expect(latency).to.deep.equal({ count: 1, ewmaMs: 7, p50Ms: 7, p95Ms: 7, p99Ms: 7 });
  });
});
