import { expect } from 'chai';
import type { Socket } from 'node:net';
import { FrameTooLargeError } from '../../src/errors/protocol-error.js';
import { ConnectFailedError, ConnectionLostError } from '../../src/errors/transport-error.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import { createTcpConnector } from '../../src/transport/tcp-connector.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';
import { deferred } from '../support/deferred.js';
import { bodyOf, frameOf, frameOfSize, lengthFramer } from '../support/length-framer.js';
import { RawServer } from '../support/raw-server.js';
import { FrameLog } from './frame-log.js';
import { Dial } from './transports.js';

const connector = createTcpConnector(resolveTransportOptions(), createRuntime());
const dialAt = (port: number, host = '127.0.0.1'): Dial => new Dial(connector({ host, port }, lengthFramer));

describe('createTcpConnector', () => {
  let raw: RawServer | undefined;
  const serve = async (onSocket?: (socket: Socket) => void): Promise<number> => {
    raw = await RawServer.open(onSocket);
    return raw.port;
  };

  afterEach(() => raw?.close());

  it('errs when nobody listens there', async () => {
    const port = await serve();
    await raw?.close();
    const failure = await dialAt(port).over;
    expect(failure).to.be.instanceOf(ConnectFailedError);
    expect(failure?.message).to.equal(`Cannot connect to 127.0.0.1:${port}: ECONNREFUSED`);
    expect(failure?.cause).to.have.property('code', 'ECONNREFUSED');
  });

  it('errs when the name is unknown', async () => {
    // Too long for a label: no name server need be asked.
    const name = `${'x'.repeat(64)}.invalid`;
    const failure = await dialAt(9876, name).over;
    expect(failure).to.be.instanceOf(ConnectFailedError);
    expect(failure?.message).to.match(/^Cannot connect to x+\.invalid:9876: E[A-Z_]+$/);
  });

  it('dials a name', async () => {
    const port = await serve((socket) => socket.end(frameOf('hello')));
    const dial = dialAt(port, 'localhost');
    const link = await dial.link;
    const log = FrameLog.of(link);
    await log.has(1);
    expect(link.address).to.equal(`localhost:${port}`);
    await dial.over;
  });

  it('hangs up when it is left while it dials', async () => {
    const dial = dialAt(await serve());
    dial.hangUp();
    expect(raw?.sockets).to.deep.equal([]);
  });

  it('takes the frames before the end of a half-closed connection', async () => {
    const dial = dialAt(await serve((socket) => socket.end(Buffer.concat([frameOf('one'), frameOf('two')]))));
    const log = FrameLog.of(await dial.link);
    expect(await log.closed)
      .to.be.instanceOf(ConnectionLostError)
      .with.property('reason', 'the other side closed it');
    expect(log.frames.map(bodyOf)).to.deep.equal(['one', 'two']);
    raw?.sockets[0]?.resume();
    expect(await dial.over).to.equal(undefined);
  });

  it('still writes what is in the outbox when the other side has ended its part', async () => {
    let receivedBytes = 0;
    const { promise: received, resolve } = deferred<void>();
    const port = await serve((socket) => {
      socket.on('data', (chunk) => (receivedBytes += chunk.length)).on('end', resolve);
      socket.end(frameOf('question'));
    });
    const answer = frameOfSize(16 * 1024 * 1024, 1);
    const dial = dialAt(port);
    const link = await dial.link;
    const log = FrameLog.of(link, () => link.write(answer));
    await log.closed;
    expect(await dial.over).to.equal(undefined);
    await received;
    expect(receivedBytes).to.equal(answer.length);
  });

  it('tells a reset, with its cause', async () => {
    const dial = dialAt(await serve((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const link = await dial.link;
    const log = FrameLog.of(link);
    link.write(frameOf('x'));
    const failure = await log.closed;
    expect(failure).to.be.instanceOf(ConnectionLostError).with.property('reason', 'ECONNRESET');
    expect(failure?.cause).to.have.property('code', 'ECONNRESET');
    expect(await dial.over).to.equal(undefined);
  });

  it('ends with the error of the framer when the port speaks another protocol', async () => {
    const dial = dialAt(await serve((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const log = FrameLog.of(await dial.link);
    expect(await log.closed).to.be.instanceOf(FrameTooLargeError);
    await dial.over;
  });

  it('finds frames however the network cuts them', async () => {
    const frames = Array.from({ length: 40 }, (_, index) => frameOf('x'.repeat(index * 3)));
    const stream = Buffer.concat(frames);
    const port = await serve((socket) => {
      socket.setNoDelay(true);
      const sendFrom = (start: number): void => {
        if (start >= stream.length) return;
        const end = start + 1 + (start % 17);
        socket.write(stream.subarray(start, end), () => setImmediate(sendFrom, end));
      };
      sendFrom(0);
    });
    const dial = dialAt(port);
    const log = FrameLog.of(await dial.link);
    await log.has(frames.length);
    expect(log.frames).to.deep.equal(frames);
    dial.hangUp();
  });
});
