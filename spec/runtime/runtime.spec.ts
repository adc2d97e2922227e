import { expect } from 'chai';
import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import sinon from 'sinon';
import { silentLogger } from '../../src/runtime/logger.js';
import { createRuntime } from '../../src/runtime/runtime.js';

describe('createRuntime', () => {
  it('takes the real clock, chance and silence by default', () => {
    const runtime = createRuntime();
    expect(runtime.scheduler).to.equal(asyncScheduler);
    expect(runtime.logger).to.equal(silentLogger);
    expect(runtime.random()).to.be.within(0, 1).and.below(1);
  });

  it('reads the time from its scheduler', () => {
    const scheduler = new VirtualTimeScheduler();
    const runtime = createRuntime({ scheduler });
    const seen: number[] = [];
    scheduler.schedule(() => seen.push(runtime.now()), 15 * 60_000);
    scheduler.flush();
    expect(seen).to.deep.equal([15 * 60_000]);
  });

  it('reads the wall clock when the scheduler is the default one', () => {
    const clock = sinon.stub(asyncScheduler, 'now').returns(1_700_000_000_000);
    expect(createRuntime().now()).to.equal(1_700_000_000_000);
    expect(clock).to.have.been.calledOnce;
  });

  it('defers until the call stack has ended and before the event loop goes on', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('event loop'));
    createRuntime().defer(() => order.push('deferred'));
    order.push('call stack');
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).to.deep.equal(['call stack', 'deferred', 'event loop']);
  });

  it('uses the parts it is given', () => {
    const defer = sinon.spy((task: () => void) => task());
    const task = sinon.spy();
    const random = sinon.stub().returns(0.25);
    const logger = { ...silentLogger };
    const runtime = createRuntime({ defer, random, logger });
    runtime.defer(task);
    expect(defer).to.have.been.calledOnceWithExactly(task);
    expect(task).to.have.been.calledOnce;
    expect(runtime.random()).to.equal(0.25);
    expect(runtime.logger).to.equal(logger);
  });

  it('shares nothing between two runtimes', () => {
    const virtual = createRuntime({ scheduler: new VirtualTimeScheduler(), random: () => 0.5 });
    expect(createRuntime().scheduler).not.to.equal(virtual.scheduler);
    expect(virtual.now()).to.equal(0);
  });
});
