import { expect } from 'chai';
import { Invocation } from '../../src/remoting/invocation.js';

describe('Invocation', () => {
  it('shares start and tags with its reply, whoever asks for the tags first', () => {
    const call = new Invocation('call', 'client', 'peer:1', 42);
    const reply = call.forReply();
    reply.tags.set('noted', 'at the reply');
    call.tags.set('also', 'at the call');
    expect([reply.kind, reply.role, reply.address, reply.startedAt]).to.deep.equal([
      'reply',
      'client',
      'peer:1',
      42,
    ]);
    expect([...call.tags.keys()]).to.deep.equal(['noted', 'also']);
    expect(reply.tags).to.equal(call.tags);
  });

  it('has tags of its own', () => {
    const [first, second] = [
      new Invocation('call', 'server', 'peer:1', 0),
      new Invocation('call', 'server', 'peer:1', 0),
    ];
    first.tags.set('a', 1);
    expect(second.tags.size).to.equal(0);
  });
});
