import { expect } from 'chai';
import * as fc from 'fast-check';
import { createServer } from 'node:net';
import {
  freeBrokerPort,
  freeNameServerPort,
  isListening,
  isPortFree,
  portCandidates,
} from '../../tools/rocketmq/free-port.js';

async function withListener(port: number, body: () => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(port, '127.0.0.1', done);
  });
  try {
    await body();
  } finally {
    await new Promise((done) => {
      server.close(done);
    });
  }
}

describe('portCandidates', () => {
  it('stays below the ports of outgoing connections, and brokers stay out of each others way', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (random) => {
        const candidates = portCandidates(() => random);
        const taken = candidates.flatMap((port) => [port - 2, port, port + 1]);
        expect(new Set(taken).size).to.equal(3 * candidates.length);
        expect(Math.min(...taken)).to.be.at.least(10_000);
        expect(Math.max(...taken)).to.be.below(32_768);
      }),
    );
  });

  it('starts anywhere', () => {
    expect(portCandidates(() => 0)[0]).to.not.equal(portCandidates(() => 0.5)[0]);
  });
});

describe('freeBrokerPort', () => {
  for (const [name, offset] of [
    ['its own', 0],
    ['the one for replication', 1],
    ['the "VIP" port', -2],
  ] as const) {
    it(`skips a candidate when ${name} is in use`, async () => {
      const candidates = portCandidates();
      const first = await freeBrokerPort(new Set(), candidates);
      await withListener(first + offset, async () => {
        const rest = candidates.slice(candidates.indexOf(first));
        expect(await freeBrokerPort(new Set(), rest)).to.not.equal(first);
      });
    });
  }

  it('skips what is promised to another server', async () => {
    const candidates = portCandidates();
    const first = await freeBrokerPort(new Set(), candidates);
    expect(await freeBrokerPort(new Set([first]), candidates)).to.not.equal(first);
  });

  it('says so when there is none', async () => {
    const failure = await freeBrokerPort(new Set([11_005]), [11_005]).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message').that.includes('No free port');
  });
});

describe('freeNameServerPort', () => {
  it('finds a port on which nothing listens', async () => {
    const port = await freeNameServerPort(new Set());
    expect([await isPortFree(port), await isListening(port)]).to.deep.equal([true, false]);
  });
});

describe('isListening', () => {
  it('sees a server come and go', async () => {
    const port = await freeNameServerPort(new Set());
    await withListener(port, async () => {
      expect([await isPortFree(port), await isListening(port)]).to.deep.equal([false, true]);
    });
    expect(await isListening(port)).to.equal(false);
  });
});
