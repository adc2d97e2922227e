import {
  createOneway,
  createRequest,
  createRocketMQProtocol,
  EmptyHeader,
  type HeaderCodec,
  LanguageCode,
  type RemotingCommand,
} from '../../../src/protocol/index.js';
import { RemotingClient } from '../../../src/remoting/remoting-client.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import type { Endpoint } from '../../../src/transport/endpoint.js';
import type { Connector } from '../../../src/transport/link.js';
import { observe } from '../../remoting/toy-network.js';

interface TestClientSettings {
  readonly endpoint: Endpoint;
  readonly connector: Connector;
  readonly runtime: Runtime;
  /** Lets everything happen that needs no time. */
  readonly settle: () => void;
  readonly language?: LanguageCode;
  readonly serialize?: 'json' | 'binary';
}

/** Longer than any long poll. */
const timeoutMs = 60_000;

/** A connection of a client in virtual time. Each method lets everything happen that needs no time. */
export function createTestClient(settings: TestClientSettings) {
  const { endpoint, connector, runtime, settle, language = LanguageCode.JAVA, serialize } = settings;
  const protocol = createRocketMQProtocol({ language, serialize });
  const client = new RemotingClient({ endpoint, protocol, connector, runtime });
  /** What the broker asked, in order, and the answers to what was asked of it. */
  const heard: RemotingCommand[] = [];
  client.inbound$.subscribe((command) => heard.push(command));
  client.requests$.subscribe();

  const send = (command: RemotingCommand) => {
    const asking = observe(client.invoke(command, { timeoutMs }));
    settle();
    return asking;
  };
  const ask = <H>(
    code: number,
    codec: HeaderCodec<H>,
    header: NoInfer<H>,
    body?: Uint8Array,
  ): RemotingCommand => {
    const { values, failure } = send(createRequest(code, codec, header, body));
    if (values[0] === undefined) throw failure ?? new Error(`no answer to request ${code} yet`);
    return values[0];
  };

  return {
    client,
    heard,
    /** Sends a request as it is; the answer may come later. */
    send,
    /** The answer, which has to come at once. */
    ask,
    /** The same without header fields. */
    askPlainly: (code: number, body?: Uint8Array): RemotingCommand => ask(code, EmptyHeader, {}, body),
    tell: <H>(code: number, codec: HeaderCodec<H>, header: NoInfer<H>, body?: Uint8Array): void => {
      observe(client.invokeOneway(createOneway(code, codec, header, body)));
      settle();
    },
    reply: (request: RemotingCommand, answer: RemotingCommand): void => {
      client.reply(request, answer);
      settle();
    },
    close: (): void => {
      observe(client.close());
      settle();
    },
  };
}

export type TestClient = ReturnType<typeof createTestClient>;
