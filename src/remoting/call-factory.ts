import type { ClosedError } from '../errors/usage-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { CallObserver } from './call-observer.js';
import { Invocation } from './invocation.js';
import { timeoutProblem, type InvokeOptions } from './invoke-options.js';
import type { MetricsRecorder } from './metrics-recorder.js';
import { PendingRequest } from './pending-request.js';

export interface CallFactorySettings {
  /** The other side, `host:port`. */
  readonly address: string;
  readonly runtime: Runtime;
  readonly metrics: MetricsRecorder;
  /** For calls that say nothing of their own. */
  readonly requestTimeoutMs: number;
  /** Whether handlers will ask for the invocation of a call. */
  readonly usesInvocations: boolean;
}

/** Makes the entry of a call from its options, at the moment of subscription. */
export class CallFactory {
  readonly #settings: CallFactorySettings;

  constructor(settings: CallFactorySettings) {
    this.#settings = settings;
  }

  /** Undefined when the call cannot be: its subscriber has been told. */
  create<Message>(
    subscriber: CallObserver,
    options: InvokeOptions,
    read: ((message: Message) => unknown) | undefined,
    given: Invocation | undefined,
    closed: ClosedError | undefined,
  ): PendingRequest<Message> | undefined {
    const { address, runtime, metrics, requestTimeoutMs, usesInvocations } = this.#settings;
    const timeoutMs = options.timeoutMs ?? requestTimeoutMs;
    const problem = closed ?? timeoutProblem(timeoutMs);
    if (problem !== undefined) {
      metrics.failed(problem);
      subscriber.error(problem);
      return undefined;
    }
    const now = runtime.now();
    const invocation =
      given ?? (usesInvocations ? new Invocation('call', 'client', address, now) : undefined);
    return new PendingRequest(subscriber, read, timeoutMs, options.parked === true, now, invocation);
  }
}
