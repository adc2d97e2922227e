import { expect } from 'chai';
import sinon from 'sinon';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import { MetricsRecorder } from '../../src/remoting/metrics-recorder.js';

const present = { at: 7, inFlight: 1, parked: 2, bytesRead: 3, bytesWritten: 4 };

describe('MetricsRecorder', () => {
  it('counts failures by code, timeouts among them', () => {
    const recorder = new MetricsRecorder();
    recorder.failed(new RequestTimeoutError('peer:1', 10));
    recorder.failed(new ConnectionLostError('peer:1', 'cut'));
    recorder.failed(new RequestTimeoutError('peer:1', 10));
    recorder.failed(new TypeError('defect'));
    recorder.failed(undefined);
    const { failures, failuresByCode, timeouts } = recorder.snapshot(present);
    expect(failures).to.equal(5);
    expect(failuresByCode).to.deep.equal({
      ROCKETMQ_REQUEST_TIMEOUT: 2,
      ROCKETMQ_CONNECTION_LOST: 1,
      UNKNOWN: 2,
    });
    expect(timeouts).to.equal(2);
  });

  it('begins the mean with the first answer and moves it by an eighth', () => {
    const recorder = new MetricsRecorder();
    recorder.succeeded(100, false);
    recorder.succeeded(20, false);
    expect(recorder.snapshot(present).latency.ewmaMs).to.equal(90);
  });

  it('takes a clock that went back for no time at all', () => {
    const recorder = new MetricsRecorder();
    recorder.succeeded(-50, false);
    expect(recorder.snapshot(present).latency).to.deep.equal({
      count: 1,
      ewmaMs: 0,
      p50Ms: 0,
      p95Ms: 0,
      p99Ms: 0,
    });
  });

  it('shows what is true now beside what it counted, as a value of its own', () => {
    const recorder = new MetricsRecorder();
    recorder.requests = 9;
    const snapshot = recorder.snapshot(present);
    recorder.requests = 10;
    expect(snapshot).to.include({ ...present, requests: 9 });
  });

  it('counts a refusal as an answer', () => {
    const recorder = new MetricsRecorder();
    recorder.refused(new Error('no'), 7, false);
    expect(recorder.snapshot(present)).to.deep.include({ successes: 1, failures: 0 });
    expect(recorder.snapshot(present).latency.p50Ms).to.equal(7);
  });

  it('lets an observer hear the end of each call', () => {
    const recorder = new MetricsRecorder();
    const [no, lost] = [new Error('no'), new ConnectionLostError('peer:1', 'cut')];
    const observer = { answered: sinon.spy(), refused: sinon.spy(), failed: sinon.spy() };
    recorder.observer = observer;
    recorder.succeeded(5, true);
    recorder.refused(no, 6, false);
    recorder.failed(lost);
    expect(observer.answered).to.have.been.calledOnceWithExactly(5, true);
    expect(observer.refused).to.have.been.calledOnceWithExactly(no, 6, false);
    expect(observer.failed).to.have.been.calledOnceWithExactly(lost);
  });
});
