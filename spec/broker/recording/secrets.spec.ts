import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { record } from '../../../src/broker/recording/record.js';
import type { Credentials } from '../../../src/broker/handlers/credentials.js';
import type { ClientOptions } from '../../../src/client/client-options.js';
import { createClient } from '../../../src/client/create-client.js';
import type { HeaderFields } from '../../../src/protocol/header-codec.js';
import {
  createRequest,
  createResponse,
  type RemotingCommand,
} from '../../../src/protocol/remoting-command.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { createRemotingClient } from '../../../src/remoting/create-remoting-client.js';
import { RemotingServer } from '../../../src/remoting/remoting-server.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { linesOf, makeFile } from '../../remoting/recording/toy-recording.js';
import { readableIn } from './readable-in.js';

const shop: Credentials = {
  accessKey: 'the-key-of-the-shop',
  secretKey: 'the-secret-of-the-shop',
};

const securityToken = 'the-token-of-the-shop';

describe('a recording', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  for (const style of ['4.9', '5.x'] as const) {
    for (const secretKey of [shop.secretKey, 'a-secret-that-is-wrong']) {
      const kind = secretKey === shop.secretKey ? 'accepted' : 'refused';
      it(`holds no credentials that ${style} has ${kind}, nor the bodies of messages`, async () => {
        const clock = createVirtualClock();
        const { runtime } = clock;
        const topics = { orders: { queues: 1 } };
        const accessControl = { accounts: [{ ...shop, admin: true }], style };
        const broker = await clock.until(startBroker({ network: 'memory', runtime, topics, accessControl }));
        const { connector } = broker.clientOptions;
        const recording = record(file, { runtime, ...(connector && { connector }) });
        const signed: HeaderFields[] = [];
        broker.exchanges$.subscribe(({ request }) => signed.push(request.extFields ?? {}));
        const credentials = { ...shop, secretKey, securityToken };
        const options: ClientOptions = {
          ...broker.clientOptions,
          credentials,
          connector: recording.connector,
        };
        const mq = createClient({ ...options, runtime });
        const received: string[] = [];
        mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' })
          .run((delivery) => void received.push(delivery.text()))
          .subscribe({ error: () => undefined });
        const body = 'what nobody else must read';
        const sent = mq.producer({ group: 'shop' }).send({ topic: 'orders', body });
        await clock.until(
          sent.then(
            () => undefined,
            () => undefined,
          ),
        );
        await clock.advance(2000);
        await clock.until(mq.close());
        await recording.close();
        await clock.until(broker.stop());

        const isSigned = signed.filter(({ AccessKey }) => AccessKey === shop.accessKey);
        expect(isSigned.length, 'signed requests').to.be.greaterThan(0);
        expect(received).to.deep.equal(kind === 'accepted' ? [body] : []);
        const text = readableIn(readFileSync(file, 'utf8'));
        expect(text, 'what stands for the access key').to.contain('"AccessKey":"***"');
        const signatures = isSigned.map(({ Signature }) => Signature ?? '');
        for (const secret of [...Object.values(credentials), ...signatures, body])
          expect(text).not.to.contain(secret);
      });
    }
  }

  it('holds nothing of the administration of users, access and servers, even with the bodies of messages', async () => {
    const clock = createVirtualClock();
    const { runtime } = clock;
    const network = new MemoryNetwork(resolveTransportOptions(), runtime);
    const body = Buffer.from('{"username":"the-new-user","password":"the-password-in-the-body"}');
    const protocol = createRocketMQProtocol();
    const server = new RemotingServer<RemotingCommand, RemotingCommand>({
      protocol,
      runtime,
      onRequest: () => createResponse(0, { body, remark: `Cannot read ${body.toString()}` }),
    });
    await clock.until(server.listen(network.listen, { host: 'server', port: 1 }));
    const recording = record(file, { runtime, connector: network.connector, bodies: true });
    const client = createRemotingClient('server:1', { protocol, runtime, connector: recording.connector });
    const codes = [3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010, 50, 51, 54, 25, 26, 318, 319];
    for (const code of codes) {
      const fields = {
        username: 'the-new-user',
        accessKey: 'the-new-user',
        secretKey: 'the-password-in-a-field',
      };
      const request = createRequest(code, EmptyHeader, {}, body).withExtFields(fields);
      expect((await clock.until(client.invoke(request))).body).to.deep.equal(body);
    }
    await clock.until(client.close());
    await clock.until(server.close());
    await recording.close();
    expect(linesOf(file).filter(({ event }) => event === 'received')).to.have.length(codes.length);
    const text = readableIn(readFileSync(file, 'utf8'));
    for (const secret of ['the-new-user', 'the-password-in']) expect(text).not.to.contain(secret);
  });
});

describe('readableIn', () => {
  it('finds a text in base64 at any place, and in hex', () => {
    for (const padding of ['', 'a', 'ab']) {
      const encoded = Buffer.from(`${padding}the password`).toString('base64');
      expect(readableIn(`{"body":"${encoded}"}`)).to.contain('the password');
    }
    expect(readableIn(Buffer.from('the password').toString('hex'))).to.contain('the password');
  });
});
