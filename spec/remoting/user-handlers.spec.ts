import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { HandlerFailedError } from '../../src/errors/remoting-error.js';
import type { ConnectionHandler } from '../../src/remoting/connection-handler.js';
import type { ToyMessage, ToyRequest } from './toy-protocol.js';
import { echo, makeToyNetwork, observe } from './toy-network.js';

type ToyHandler = ConnectionHandler<ToyRequest, ToyMessage>;

const key = Buffer.alloc(16, 7);
const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
const mac = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('base64');

/** A handler that turns the text of what leaves one way, and of what comes the other way. */
const handler = (
  name: string,
  leave: (text: string) => string,
  come: (text: string) => string,
): ToyHandler => ({
  name,
  onWrite: (request) => ({ ...request, text: leave(request.text) }),
  onMessage: (message) => ({ ...message, text: come(message.text) }),
});

const compress = handler(
  'compress',
  (text) => deflateRawSync(text).toString('base64'),
  (text) => inflateRawSync(bytes(text)).toString(),
);

const encrypt = handler(
  'encrypt',
  (text) => {
    const cipher = createCipheriv('aes-128-ctr', key, key);
    return Buffer.concat([cipher.update(bytes(text)), cipher.final()]).toString('base64');
  },
  (text) => {
    const decipher = createDecipheriv('aes-128-ctr', key, key);
    return Buffer.concat([decipher.update(bytes(text)), decipher.final()]).toString('base64');
  },
);

const verify = (secret: string): ToyHandler =>
  handler(
    'verify',
    (text) => `${text} ${mac(text, secret)}`,
    (text) => {
      const [signed = '', signature] = text.split(' ');
      if (signature !== mac(signed, secret)) throw new Error('The signature is wrong');
      return signed;
    },
  );

/** A client and a server that echoes, with handlers of the same kinds in the same order. */
function makePair(ofClient: readonly ToyHandler[], ofServer: readonly ToyHandler[]) {
  const { clock, makeClient, makeServer } = makeToyNetwork();
  const { asked } = makeServer({ onRequest: echo, handlers: ofServer });
  const client = makeClient({ handlers: ofClient });
  const ask = (text: string) => {
    const asking = observe(client.invoke({ text }, { timeoutMs: 1000 }));
    clock.flush();
    return asking;
  };
  return { ask, asked, clock };
}

describe('handlers of the user', () => {
  const long = 'order '.repeat(200);

  it('compress, encrypt and sign what leaves, and verify, decrypt and decompress what comes', () => {
    const onTheWire: number[] = [];
    const scale: ToyHandler = { name: 'scale', onRead: (frame) => void onTheWire.push(frame.length) };
    const all = [compress, encrypt, verify('secret')];
    const { ask, asked } = makePair([...all, scale], all);
    expect(ask(long).values.map(({ text }) => text)).to.deep.equal([long]);
    expect(asked.map(({ message }) => message.text)).to.deep.equal([long]);
    expect(onTheWire).to.have.length(1);
    expect(onTheWire[0]).to.be.lessThan(long.length / 4);
  });

  it('have to stand in one order on both sides', () => {
    const { ask, asked, clock } = makePair([compress, encrypt], [encrypt, compress]);
    const asking = ask(long);
    clock.tick(2000);
    expect(asked).to.deep.equal([]);
    expect(asking.failure).to.have.property('code', 'ROCKETMQ_REQUEST_TIMEOUT');
  });

  it('are named, with their place, by the error of the reply that they refuse', () => {
    const forging = handler(
      'forge',
      (text) => `${text} forged`,
      (text) => text.split(' ')[0]!,
    );
    const { ask } = makePair([compress, encrypt, verify('secret')], [compress, encrypt, forging]);
    const { failure } = ask(long);
    expect(failure).to.be.instanceOf(HandlerFailedError);
    expect(failure).to.include({ handler: 'verify', hook: 'onMessage', position: 2 });
    expect(failure?.cause).to.have.property('message', 'The signature is wrong');
  });
});
