import type { Observable } from 'rxjs';
import type { Invocation } from './invocation.js';
import type { InvokeOptions } from './invoke-options.js';

/**
 * Carries out one call. Cold: each subscription of what it returns is one execution, which emits the answer and completes,
 * or errs.
 */
export type Invoke<Request, Message> = (
  request: Request,
  options: InvokeOptions,
  invocation: Invocation,
) => Observable<Message>;

/**
 * Wraps whole calls: tracing, metrics, retries. Applied once, when the client is made; the first one given is the outermost.
 * Oneways and replies do not pass interceptors (they pass the handlers).
 */
export type Interceptor<Request, Message> = (next: Invoke<Request, Message>) => Invoke<Request, Message>;

/** The interceptors around `innermost`, or `undefined` when there are none and no detour is needed. */
export function composeInterceptors<Request, Message>(
  interceptors: readonly Interceptor<Request, Message>[],
  innermost: Invoke<Request, Message>,
): Invoke<Request, Message> | undefined {
  if (interceptors.length === 0) return undefined;
  return interceptors.reduceRight((next, interceptor) => interceptor(next), innermost);
}
