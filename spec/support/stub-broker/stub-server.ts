import { isObservable, mergeMap, type Observable, of, Subject, take, timer } from 'rxjs';
import {
  createRequest,
  createResponse,
  EmptyHeader,
  type HeaderCodec,
  type RemotingCommand,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import type { RemotingPeer } from '../../../src/remoting/remoting-peer.js';
import { RemotingServer } from '../../../src/remoting/remoting-server.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import { parseEndpoint } from '../../../src/transport/endpoint.js';
import type { MemoryNetwork } from '../../../src/transport/memory-network.js';

export type StubPeer = RemotingPeer<RemotingCommand, RemotingCommand>;
/** An answer now, one that comes later, or none. */
export type Answer = Observable<RemotingCommand> | RemotingCommand | void;
export type Answerer = (request: RemotingCommand, peer: StubPeer) => Answer;

/** A server in memory that writes down what it is asked and answers as it is told, request code by request code. */
export class StubServer {
  /** `host:port`. */
  readonly address: string;
  /** Everything that was asked, oldest first. */
  readonly requests: RemotingCommand[] = [];
  protected readonly runtime: Runtime;
  readonly #network: MemoryNetwork;
  readonly #standard = new Map<number, Answerer>();
  readonly #overrides = new Map<number, Answerer>();
  #server: RemotingServer<RemotingCommand, RemotingCommand> | undefined;

  constructor(address: string, network: MemoryNetwork, runtime: Runtime) {
    this.address = address;
    this.runtime = runtime;
    this.#network = network;
    this.start();
  }

  get peers(): readonly StubPeer[] {
    return this.#server?.peers ?? [];
  }

  start(): void {
    this.#server = new RemotingServer<RemotingCommand, RemotingCommand>({
      protocol: createRocketMQProtocol(),
      runtime: this.runtime,
      onRequest: (request, peer) => {
        this.requests.push(request);
        return (this.#overrides.get(request.code) ?? this.standard)(request, peer);
      },
    });
    this.#server.listen(this.#network.listen, parseEndpoint(this.address)).subscribe();
  }

  /** Hangs up on everybody; nobody gets through until `start()`. */
  stop(): void {
    this.#server?.close().subscribe();
    this.#server = undefined;
  }

  /** Answers a code differently from now on. */
  on(code: number, answer: Answerer): void {
    this.#overrides.set(code, answer);
  }

  /** Answers a code differently the next time, and as by itself from then on. */
  once(code: number, answer: Answerer): void {
    this.#overrides.set(code, (request, peer) => {
      this.#overrides.delete(code);
      return answer(request, peer);
    });
  }

  /** Answers a code as by itself, but later. */
  delay(code: number, ms: number): void {
    this.#defer(code, () => timer(ms, this.runtime.scheduler));
  }

  /** Keeps the answers to a code back until the returned gate emits. */
  hold(code: number): Subject<void> {
    const gate = new Subject<void>();
    this.#defer(code, () => gate);
    return gate;
  }

  /** Answers a code as by itself again. */
  off(code: number): void {
    this.#overrides.delete(code);
  }

  /** What it answers by itself: for overrides that only delay, or look. */
  readonly standard: Answerer = (request, peer) => {
    const answer = this.#standard.get(request.code);
    return answer === undefined ? refuse(ResponseCode.REQUEST_CODE_NOT_SUPPORTED) : answer(request, peer);
  };

  /** The requests with a code, oldest first. */
  asked(code: number): RemotingCommand[] {
    return this.requests.filter((request) => request.code === code);
  }

  /** Their headers. */
  headers<H>(code: number, codec: HeaderCodec<H>): H[] {
    return this.asked(code).map((request) => codec.read(request));
  }

  #defer(code: number, until: () => Observable<unknown>): void {
    this.on(code, (request, peer) =>
      until().pipe(
        take(1),
        mergeMap(() => {
          const answer = this.standard(request, peer);
          return isObservable(answer) ? answer : of(answer as RemotingCommand);
        }, 1),
      ),
    );
  }

  protected answers(code: number, answer: Answerer): void {
    this.#standard.set(code, answer);
  }
}

/** An answer that says no. */
export const refuse = (code: number, remark?: string): RemotingCommand => createResponse(code, { remark });

/** An answer that says yes, with a header if there is one. */
export function accept<H>(codec?: HeaderCodec<H>, header?: NoInfer<H>, body?: Uint8Array): RemotingCommand {
  return createResponse<H>(ResponseCode.SUCCESS, { codec, header, body });
}

/** A request without fields, of any code. */
export const bareRequest = (code: number): RemotingCommand => createRequest(code, EmptyHeader, {});
