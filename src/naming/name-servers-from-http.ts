import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { asyncScheduler, catchError, EMPTY, exhaustMap, Observable, type SchedulerLike, timer } from 'rxjs';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { milliseconds, option, resolveOptions } from '../internal/options.js';

export interface NameServersFromHttpOptions {
  /** Milliseconds between two questions. Default 120,000, as in Java. */
  readonly intervalMs?: number;
  /** Milliseconds for one answer. Default 3000, as in Java. */
  readonly timeoutMs?: number;
  /** What the time goes by. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

type Times = Required<Pick<NameServersFromHttpOptions, 'intervalMs' | 'timeoutMs'>>;

/** @throws {InvalidArgumentError} naming the option */
export function resolveNameServersFromHttpOptions(
  options: NameServersFromHttpOptions = {},
): Required<NameServersFromHttpOptions> {
  const { scheduler = asyncScheduler, ...times } = options;
  const resolved = resolveOptions<Times>('options', times, {
    intervalMs: option(milliseconds(1), 120_000),
    timeoutMs: option(milliseconds(1), 3000),
  });
  return { ...resolved, scheduler };
}

/** Bytes of an answer that is still taken for a list of addresses. */
const maxAnswerBytes = 65_536;
const success = 200;

/**
 * The list of name servers that a web server has, asked again and again: for `nameServers` of a client. The answer is text,
 * `host:9876;host:9876`; Java clients ask `http://<domain>:8080/rocketmq/nsaddr`.
 *
 * Cold: asks from subscription until unsubscription. Emits every answer; an answer that does not come, or is none, is left
 * out, and asked for again at the next interval. Never completes, never errs.
 *
 * @throws {InvalidArgumentError} when the URL is neither http nor https, or an option not allowed
 * @see apache/rocketmq `common/…/namesrv/DefaultTopAddressing`
 */
export function nameServersFromHttp(
  url: string | URL,
  options: NameServersFromHttpOptions = {},
): Observable<string> {
  const { intervalMs, timeoutMs, scheduler } = resolveNameServersFromHttpOptions(options);
  const get = getterOf(url);
  return timer(0, intervalMs, scheduler).pipe(
    exhaustMap(() => answerOf(get, String(url), timeoutMs).pipe(catchError(() => EMPTY))),
  );
}

function getterOf(url: string | URL): typeof getHttp {
  const protocol = URL.canParse(String(url)) ? new URL(url).protocol : undefined;
  if (protocol === 'https:') return getHttps;
  if (protocol === 'http:') return getHttp;
  throw new InvalidArgumentError('url', 'an address that begins with http:// or https://');
}

/** No connection is kept: the next question is minutes away. */
function answerOf(get: typeof getHttp, url: string, timeout: number): Observable<string> {
  return new Observable((subscriber) => {
    const request = get(url, { agent: false, timeout }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxAnswerBytes) request.destroy(new Error('The answer is too long'));
      });
      response.on('end', () => {
        if (response.statusCode === success && text.trim() !== '') subscriber.next(text.trim());
        subscriber.complete();
      });
    });
    request.on('error', (error) => subscriber.error(error));
    request.on('timeout', () => request.destroy(new Error('There was no answer in time')));
    return () => request.destroy();
  });
}
