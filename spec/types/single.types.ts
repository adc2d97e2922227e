import { firstValueFrom, from, map, mergeMap, type Observable, type ObservableInput } from 'rxjs';
import { Single } from '../../src/index.js';
import type { Assert, Same } from './expect-type.js';

// Checked by `npm run typecheck`: a wrong assertion does not compile, nothing here runs.

declare const single: Single<string>;

/** Awaiting gives the value. */
export type Awaiting = Assert<Same<Awaited<Single<string>>, string>>;

/** A command without a result is awaited for nothing. */
export type AwaitingNothing = Assert<Same<Awaited<Single<void>>, void>>;

/** A Single is an Observable of the same value, and an input wherever RxJS takes one. */
export const observable: Observable<string> = single;
export const input: ObservableInput<string> = single;

/** It is a PromiseLike, so that Promise.all and async functions take it. */
export const all = Promise.all([single, new Single<number>()]);
export type All = Assert<Same<typeof all, Promise<[string, number]>>>;
export const returned = async (): Promise<string> => single;

/** Piping gives a plain Observable: what comes out may be none or many values. */
export const piped = single.pipe(map((text) => text.length));
export type Piped = Assert<Same<typeof piped, Observable<number>>>;
// @ts-expect-error -- an Observable is not awaitable by accident
export const notSingle: Single<number> = piped;

/** RxJS reads it as an Observable of the value, not of a promise. */
export const flattened = from([1, 2]).pipe(mergeMap(() => single, 1));
export type Flattened = Assert<Same<typeof flattened, Observable<string>>>;
export const first: Promise<string> = firstValueFrom(single);

/** `then`, `catch` and `finally` are those of a promise. */
export const chained = single.then((text) => text.length);
export type Chained = Assert<Same<typeof chained, Promise<number>>>;
export const recovered = single.catch(() => 0);
export type Recovered = Assert<Same<typeof recovered, Promise<string | number>>>;
export const finished = single.finally(() => undefined);
export type Finished = Assert<Same<typeof finished, Promise<string>>>;

/** The value keeps its type on the way. */
// @ts-expect-error -- a string is not a number
export const wrongValue: Single<number> = single;
// @ts-expect-error -- the handler gets a string
export const wrongHandler = single.then((value: number) => value);
