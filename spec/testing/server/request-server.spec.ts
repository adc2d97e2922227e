import { expect } from 'chai';
import { of, Subject, throwError } from 'rxjs';
import {
  createOneway,
  EmptyHeader,
  encodeFrame,
  createRequest,
  type RemotingCommand,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { accept } from '../../../src/testing/server/accept.js';
import type { Exchange } from '../../../src/testing/server/exchange.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import { RequestServer, type RequestService } from '../../../src/testing/server/request-server.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { observe } from '../../remoting/toy-network.js';
import { makeClock } from '../../support/make-clock.js';
import { RecordedLink } from '../recorded/recorded-link.js';
import { createTestClient, type TestClient } from '../support/create-test-client.js';

const endpoint = { host: '127.0.0.1', port: 10_911 };
const code = 17;

describe('RequestServer', () => {
  /** A server with one handler, a client of it, and what it tells of its exchanges. */
  function serve(service: RequestService) {
    const logged: unknown[] = [];
    const note = (text: string, fields?: unknown): void => void logged.push([text, fields]);
    const clock = makeClock({ debug: note, info: note, warn: note, error: note });
    const { runtime } = clock;
    const network = new MemoryNetwork(resolveTransportOptions(), runtime);
    const exchanges = new Subject<Exchange>();
    const told: Exchange[] = [];
    exchanges.subscribe((exchange) => told.push(exchange));
    const server = new RequestServer('broker-a', {
      runtime,
      listen: () => network.listen,
      protocol: {},
      exchanges,
    });
    observe(server.listen(endpoint));
    server.serve(service);
    const connect = (): TestClient =>
      createTestClient({ endpoint, connector: network.connector, runtime, settle: () => clock.flush() });
    return { client: connect(), clock, connect, logged, network, server, told };
  }
  const answered = (service: RequestService): RemotingCommand => serve(service).client.askPlainly(code);
  const handler = (handle: RequestService['requests'][number]): RequestService => ({
    requests: { [code]: handle },
  });

  it('answers what its handler returns, at once or later', () => {
    const later = new Subject<RemotingCommand>();
    expect(answered(handler(() => accept(Buffer.from('now')))).body?.toString()).to.equal('now');
    const { client, clock } = serve(handler(() => later));
    const asked = client.send(createRequest(code, EmptyHeader, {}));
    expect(asked.values).to.deep.equal([]);
    later.next(accept(Buffer.from('later')));
    clock.flush();
    expect(asked.values[0]?.body?.toString()).to.equal('later');
  });

  it('answers nothing when its handler says nothing', () => {
    const { client, clock } = serve(handler(() => undefined));
    const asked = client.send(createRequest(code, EmptyHeader, {}));
    clock.tick(1000);
    expect([asked.values, asked.failure]).to.deep.equal([[], undefined]);
  });

  it('answers a refusal with its code, its remark and its fields', () => {
    const refusal = new Refusal(ResponseCode.NO_PERMISSION, 'not you', { forbiddenType: '2' });
    const late = handler(() => throwError(() => refusal));
    const atOnce = handler(() => {
      throw refusal;
    });
    for (const service of [late, atOnce, { requests: {}, guard: atOnce.requests[code] as never }]) {
      const { code: answer, remark, extFields } = answered(service);
      expect([answer, remark, extFields]).to.deep.equal([16, 'not you', { forbiddenType: '2' }]);
    }
  });

  it('answers anything else that is thrown with SYSTEM_ERROR, logs it, and serves on', () => {
    let isBroken = true;
    const { client, logged } = serve(
      handler(() => {
        if (isBroken) throw new TypeError('a mistake');
        return accept();
      }),
    );
    const { code: answer, remark } = client.askPlainly(code);
    expect([answer, remark]).to.deep.equal([ResponseCode.SYSTEM_ERROR, 'TypeError: a mistake']);
    expect(logged).to.have.length(1);
    isBroken = false;
    expect(client.askPlainly(code).code).to.equal(ResponseCode.SUCCESS);
  });

  it('answers unknown requests as real servers do', () => {
    const { code: answer, remark } = answered({ requests: {} });
    expect([answer, remark]).to.deep.equal([
      ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
      ' request type 17 not supported',
    ]);
  });

  it('asks its guard first', () => {
    const { client, told } = serve({
      requests: { [code]: () => accept() },
      guard: ({ body }) => {
        if (body === undefined) throw new Refusal(ResponseCode.NO_PERMISSION, 'not you');
      },
    });
    expect(client.askPlainly(code).code).to.equal(ResponseCode.NO_PERMISSION);
    expect(client.askPlainly(code, Buffer.from('x')).code).to.equal(ResponseCode.SUCCESS);
    expect(told.map(({ answer }) => answer?.code)).to.deep.equal([16, 0]);
  });

  it('never answers a oneway request, whatever comes of it', () => {
    const outcomes = [
      () => accept(),
      () => of(accept()),
      () => {
        throw new Refusal(1, 'no');
      },
      () => {
        throw new TypeError('a mistake');
      },
    ];
    for (const outcome of outcomes) {
      let calls = 0;
      const { client, told } = serve(
        handler(() => {
          calls++;
          return outcome();
        }),
      );
      client.tell(code, EmptyHeader, {});
      expect([calls, client.heard, told.map(({ answer }) => answer)]).to.deep.equal([1, [], [undefined]]);
    }
  });

  it('tells of its exchanges', () => {
    const { client, told, server } = serve(handler(() => accept(Buffer.from('x'))));
    client.askPlainly(code, Buffer.from('question'));
    const [{ server: name, client: address, request, answer } = {} as Exchange] = told;
    expect([name, address, request?.body?.toString(), answer?.body?.toString()]).to.deep.equal([
      'broker-a',
      server.peers[0]?.address,
      'question',
      'x',
    ]);
  });

  it('knows its peers, and says when one is gone', () => {
    const gone: string[] = [];
    const { client, connect, clock, server } = serve({
      requests: { [code]: () => accept() },
      onPeerGone: ({ address }) => gone.push(address),
    });
    client.askPlainly(code);
    connect().askPlainly(code);
    const [first, second] = server.peers.map(({ address }) => address);
    client.close();
    expect([gone, server.peers.map(({ address }) => address)]).to.deep.equal([[first], [second]]);
    observe(server.close());
    clock.flush();
    expect([gone, server.peers]).to.deep.equal([[first, second], []]);
  });

  it('hangs up on who sends no frame, and serves the others', () => {
    const { client, clock, network } = serve(handler(() => accept()));
    const frames = {
      'a length below a header': Buffer.from([0, 0, 0, 1, 0]),
      'a length above the limit': Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
      'a header longer than its frame': Buffer.from([0, 0, 0, 8, 0, 0, 0, 99, 1, 2, 3, 4]),
      'an unknown serialization': Buffer.from([0, 0, 0, 6, 9, 0, 0, 2, 1, 2]),
      'a header that is no JSON': Buffer.from([0, 0, 0, 6, 0, 0, 0, 2, 0x7b, 0x7b]),
    };
    for (const [name, bytes] of Object.entries(frames)) {
      const link = new RecordedLink(network.connector, endpoint);
      clock.flush();
      link.write(bytes);
      clock.flush();
      expect(link.isClosed, name).to.equal(true);
      expect(client.askPlainly(code).code, name).to.equal(ResponseCode.SUCCESS);
    }
  });

  it('ignores answers to nothing', () => {
    const { client, clock, network } = serve(handler(() => accept()));
    const link = new RecordedLink(network.connector, endpoint);
    link.write(encodeFrame(accept(), { opaque: 5 }));
    link.write(encodeFrame(createOneway(code, EmptyHeader, {}), { opaque: 5 }));
    clock.flush();
    expect([link.isClosed, link.asked, [...link.answers]]).to.deep.equal([false, [], []]);
    expect(client.askPlainly(code).code).to.equal(ResponseCode.SUCCESS);
    link.close();
  });

  it('refuses more requests at once than it can keep', () => {
    const { client, clock, network } = serve(handler(() => new Subject<never>()));
    client.client.close().subscribe();
    const link = new RecordedLink(network.connector, endpoint);
    const many = 10_001;
    for (let opaque = 0; opaque < many; opaque++)
      link.write(encodeFrame(createRequest(code, EmptyHeader, {}), { opaque }));
    clock.flush();
    const answers = [...link.answers.values()];
    expect(answers).to.have.length(1);
    expect(new Set(answers.map((answer) => answer.code))).to.deep.equal(new Set([ResponseCode.SYSTEM_BUSY]));
    link.close();
  });
});
