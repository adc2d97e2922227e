import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ListenFailedError } from '../../src/errors/transport-error.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import type { Listener } from '../../src/transport/listener.js';
import { createTcpListener } from '../../src/transport/tcp-listener.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';
import { frameOf, lengthFramer } from '../support/length-framer.js';
import { FrameLog } from './frame-log.js';
import { anyPort } from './transports.js';

const listen = createTcpListener(resolveTransportOptions(), createRuntime());
const nobody = (): void => undefined;

describe('createTcpListener', () => {
  let listener: Listener | undefined;
  afterEach(async () => {
    await listener?.close();
    listener = undefined;
  });

  it('tells the port that was chosen', async () => {
    listener = await listen(anyPort, lengthFramer, nobody);
    expect(listener.endpoint.host).to.equal('127.0.0.1');
    expect(listener.endpoint.port).to.be.within(1, 65_535);
  });

  it('does nothing before it is subscribed to, and can be left while it begins', () => {
    const single = listen(anyPort, lengthFramer, nobody);
    single.subscribe(() => expect.fail('it listens')).unsubscribe();
  });

  it('errs when the endpoint is taken', async () => {
    listener = await listen(anyPort, lengthFramer, nobody);
    const failure = await listen(listener.endpoint, lengthFramer, nobody).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ListenFailedError);
    expect(failure)
      .to.have.property('message')
      .that.equals(`Cannot listen at 127.0.0.1:${listener.endpoint.port}: EADDRINUSE`);
  });

  it('frees the port when it is closed', async () => {
    const first = await listen(anyPort, lengthFramer, nobody);
    await first.close();
    listener = await listen(first.endpoint, lengthFramer, nobody);
    expect(listener.endpoint).to.deep.equal(first.endpoint);
  });

  it('answers a client that has ended its sending side', async () => {
    listener = await listen(anyPort, lengthFramer, (link) => {
      FrameLog.of(link, (frame) => link.write(frame));
    });
    const socket = connect({ ...listener.endpoint, allowHalfOpen: true });
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk)).end(frameOf('last request'));
    await once(socket, 'close');
    expect(Buffer.concat(received)).to.deep.equal(frameOf('last request'));
  });
});
