import { expect } from 'chai';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { createRequest, RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestMemory } from '../../../src/testing/faults/request-memory.js';

const { code, flag, header } = createRequest(10, EmptyHeader, {});
const fourMebibytes = Buffer.alloc(4 << 20);

const received = (opaque: number, body?: Buffer): RemotingCommand =>
  new RemotingCommand(code, opaque, flag, header, body);

describe('RequestMemory', () => {
  it('knows the code of a request by its opaque, whatever number that is', () => {
    for (const opaque of [0, 1, -1, 4096, 0x7fff_ffff, -0x8000_0000]) {
      const memory = new RequestMemory();
      memory.remember(opaque, 10);
      memory.remember(opaque, 11);
      expect(memory.codeOf(opaque)).to.equal(11);
    }
  });

  it('knows nothing of what it was not told', () => {
    const memory = new RequestMemory();
    expect([memory.codeOf(0), memory.commandOf(0)]).to.deep.equal([undefined, undefined]);
    memory.remember(1, 10);
    expect([memory.codeOf(0), memory.codeOf(2)]).to.deep.equal([undefined, undefined]);
  });

  it('forgets the oldest of more than 4096 codes', () => {
    const memory = new RequestMemory();
    for (let opaque = 0; opaque <= 4096; opaque++) memory.remember(opaque, 10);
    expect([0, 1, 4096].map((opaque) => memory.codeOf(opaque))).to.deep.equal([undefined, 10, 10]);
  });

  it('keeps the latest 1024 requests whole', () => {
    const memory = new RequestMemory();
    for (let opaque = 0; opaque < 1024; opaque++) memory.keep(received(opaque));
    memory.keep(received(0));
    memory.keep(received(1024));
    expect([0, 1, 2, 1024].map((opaque) => memory.commandOf(opaque)?.opaque)).to.deep.equal([
      0,
      undefined,
      2,
      1024,
    ]);
  });

  it('keeps no more than 16 MiB of bodies', () => {
    const memory = new RequestMemory();
    for (let opaque = 1; opaque <= 5; opaque++) memory.keep(received(opaque, fourMebibytes));
    expect([1, 2, 5].map((opaque) => memory.commandOf(opaque)?.opaque)).to.deep.equal([undefined, 2, 5]);
    const again = received(5, fourMebibytes);
    for (let count = 0; count < 100; count++) memory.keep(again);
    expect(memory.commandOf(2)?.opaque).to.equal(2);
  });
});
