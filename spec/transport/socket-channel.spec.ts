import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import sinon from 'sinon';
import { SocketChannel } from '../../src/transport/socket-channel.js';
import { RawServer } from '../support/raw-server.js';

describe('SocketChannel', () => {
  let raw: RawServer;
  afterEach(() => raw.close());

  const open = async (greeting = '') => {
    raw = await RawServer.open((socket) => socket.end(greeting));
    const socket = connect({ port: raw.port, host: '127.0.0.1', allowHalfOpen: true });
    const channel = new SocketChannel(socket, 'chunks');
    const heard: string[] = [];
    channel.attach({
      onRead: (bytes) => heard.push(`read ${bytes}`),
      onData: (chunk) => heard.push(chunk.toString()),
      onDrain: () => heard.push('drain'),
      onEnd: () => heard.push('end'),
      onClosed: (error) => heard.push(`closed ${error?.message}`),
    });
    await once(socket, 'connect');
    return { channel, heard, socket };
  };

  it('reads once it is told to, and each byte once however often it is told', async () => {
    const { channel, heard, socket } = await open('hello');
    await new Promise(setImmediate);
    expect(heard).to.deep.equal([]);
    channel.resume();
    channel.resume();
    await once(socket, 'end');
    channel.end();
    raw.sockets[0]?.resume();
    await once(socket, 'close');
    expect(heard).to.deep.equal(['hello', 'end', 'closed undefined']);
  });

  it('sends several parts in one system call, and tells when they are through', async () => {
    const { channel, socket } = await open();
    const handle = Reflect.get(socket, '_handle') as Record<'writev' | 'writeBuffer', () => number>;
    const calls = [sinon.spy(handle, 'writev'), sinon.spy(handle, 'writeBuffer')];
    const [first, second] = [sinon.spy(), sinon.spy()];
    channel.write([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')], first);
    channel.write([Buffer.from('d')], second);
    await new Promise(setImmediate);
    expect(calls.map(({ callCount }) => callCount)).to.deep.equal([1, 1]);
    expect(first).to.have.been.calledOnce.and.calledBefore(second);
    channel.destroy();
    await once(socket, 'close');
  });
});
