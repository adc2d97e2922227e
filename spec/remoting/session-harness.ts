import { Subscriber } from 'rxjs';
import sinon from 'sinon';
import type { ConnectionHandler } from '../../src/remoting/connection-handler.js';
import { MetricsRecorder } from '../../src/remoting/metrics-recorder.js';
import { PendingRequest } from '../../src/remoting/pending-request.js';
import { Pipeline } from '../../src/remoting/pipeline.js';
import { RemotingSession } from '../../src/remoting/remoting-session.js';
import { RequestReports } from '../../src/remoting/request-reports.js';
import { silentLogger } from '../../src/runtime/logger.js';
import { FakeLink } from './fake-link.js';
import { makeClock } from '../support/make-clock.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';

export type ToyHandler = ConnectionHandler<ToyRequest, ToyMessage>;

const defaults = { maxPendingRequests: 100, sweepIntervalMs: 100, livenessTimeoutMs: 10_000 };

/** A session on a link whose other side is the test, with spies for everybody who listens. */
export function makeSession({
  handlers = [],
  ...options
}: Partial<typeof defaults> & { readonly handlers?: readonly ToyHandler[] } = {}) {
  const logger = { ...silentLogger, debug: sinon.spy(), warn: sinon.spy() };
  const clock = makeClock(logger);
  const link = new FakeLink<ToyMessage>(toyProtocol, () => clock.now);
  const recorder = new MetricsRecorder();
  const listener = {
    onInbound: sinon.stub(),
    onRequest: sinon.spy(),
    onLateReply: sinon.spy(),
    onEnded: sinon.spy(),
  };
  const session = new RemotingSession<ToyRequest, ToyMessage>({
    link,
    protocol: toyProtocol,
    runtime: clock.runtime,
    options: { ...defaults, ...options },
    pipeline: new Pipeline(handlers, logger),
    metrics: recorder,
    reports: new RequestReports({ protocol: toyProtocol, runtime: clock.runtime }),
    listener,
  });
  session.open();
  const ask = (text = 'question', timeoutMs = 1000) => {
    const observer = { next: sinon.spy(), error: sinon.spy(), complete: sinon.spy() };
    const subscriber = new Subscriber(observer);
    const invocation = session.newInvocation('call', 'client');
    const pending = new PendingRequest<ToyMessage>(
      subscriber,
      undefined,
      timeoutMs,
      false,
      clock.now,
      invocation,
    );
    subscriber.add(pending);
    session.start(pending, { text });
    return { ...observer, subscriber, id: pending.correlationId };
  };
  const tell = (text = 'told') => {
    const observer = { next: sinon.spy(), error: sinon.spy(), complete: sinon.spy() };
    session.startOneway(new Subscriber<void>(observer), { kind: 'oneway', text });
    return observer;
  };
  const metrics = () => recorder.snapshot({ at: 0, inFlight: 0, parked: 0, bytesRead: 0, bytesWritten: 0 });
  return { session, link, clock, listener, logger, ask, tell, metrics };
}
