import { expect } from 'chai';
import { Subject } from 'rxjs';
import { ProbeQueue } from '../../../src/broker/manager/probe-queue.js';
import { observe } from '../../remoting/toy-network.js';

function makeQueue(concurrency: number) {
  const probes: { address: string; end: Subject<string> }[] = [];
  const queue = new ProbeQueue(concurrency, (address) => {
    const end = new Subject<string>();
    probes.push({ address, end });
    return end;
  });
  const work = observe(queue.work$);
  return { probes, queue, work, addresses: () => probes.map(({ address }) => address) };
}

describe('ProbeQueue', () => {
  it('has so many probes out at a time, in the order of the requests', () => {
    const { addresses, probes, queue } = makeQueue(2);
    for (const address of ['a', 'b', 'c', 'd']) queue.request(address);
    expect(addresses()).to.deep.equal(['a', 'b']);
    probes[1]?.end.complete();
    expect(addresses()).to.deep.equal(['a', 'b', 'c']);
  });

  it('has one probe of an address at a time, waiting ones included', () => {
    const { addresses, probes, queue } = makeQueue(1);
    for (const address of ['a', 'b', 'a', 'b']) queue.request(address);
    probes[0]?.end.complete();
    queue.request('a');
    probes[1]?.end.complete();
    expect(addresses()).to.deep.equal(['a', 'b', 'a']);
  });

  it('goes on after probes that fail', () => {
    const { addresses, probes, queue, work } = makeQueue(1);
    queue.request('a');
    probes[0]?.end.error(new Error('no answer'));
    queue.request('a');
    expect(addresses()).to.deep.equal(['a', 'a']);
    expect([work.values, work.failure]).to.deep.equal([[], undefined]);
  });

  it('completes with the last probe when it is closed', () => {
    const { probes, queue, work } = makeQueue(1);
    queue.request('a');
    queue.close();
    expect(work.complete).not.to.have.been.called;
    probes[0]?.end.complete();
    expect(work.complete).to.have.been.calledOnce;
  });
});
