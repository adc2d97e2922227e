/** What the frame is. An answer that reports a failure is a `reply` too. */
export type InvocationKind = 'call' | 'oneway' | 'reply';

/** The part this side plays in the exchange: a `client` asked, a `server` was asked. Either side of a connection can be both. */
export type InvocationRole = 'client' | 'server';

/**
 * What handlers and interceptors know about one frame beside its content.
 *
 * Made only for connections that have handlers or interceptors. A call and its reply are two invocations which share
 * `startedAt` and `tags`: what a handler noted at the call it finds at the reply.
 */
export class Invocation {
  readonly kind: InvocationKind;
  readonly role: InvocationRole;
  /** The other side, `host:port`. */
  readonly address: string;
  /** `runtime.now()` when the exchange began on this side. */
  readonly startedAt: number;
  readonly #call: Invocation | undefined;
  #tags: Map<string | symbol, unknown> | undefined;

  constructor(
    kind: InvocationKind,
    role: InvocationRole,
    address: string,
    startedAt: number,
    call?: Invocation,
  ) {
    this.kind = kind;
    this.role = role;
    this.address = address;
    this.startedAt = startedAt;
    this.#call = call;
  }

  /** Notes between handlers, one map per exchange; made when first asked for. */
  get tags(): Map<string | symbol, unknown> {
    if (this.#call !== undefined) return this.#call.tags;
    this.#tags ??= new Map();
    return this.#tags;
  }

  /** The invocation of the reply to this call. */
  forReply(): Invocation {
    return new Invocation('reply', this.role, this.address, this.startedAt, this);
  }
}
