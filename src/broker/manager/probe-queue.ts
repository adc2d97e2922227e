import { catchError, defer, EMPTY, finalize, ignoreElements, mergeMap, type Observable, Subject } from 'rxjs';

/** Probes in the order in which they were asked for, some at a time, one per address. */
export class ProbeQueue {
  readonly #requests = new Subject<string>();
  /** Addresses whose probe is out or waits for its turn. */
  readonly #probed = new Set<string>();
  readonly #probe: (address: string) => Observable<unknown>;

  /** Cold: while it is subscribed, probes are carried out. Emits nothing; completes on `close()`. */
  readonly work$: Observable<never>;

  /** @param concurrency - how many probes are out at a time */
  constructor(concurrency: number, probe: (address: string) => Observable<unknown>) {
    this.#probe = probe;
    this.work$ = this.#requests.pipe(mergeMap((address) => this.#run(address), concurrency));
  }

  /** Nothing happens while the last probe of the address is not done. */
  request(address: string): void {
    if (this.#probed.has(address)) return;
    this.#probed.add(address);
    this.#requests.next(address);
  }

  close(): void {
    this.#requests.complete();
  }

  #run(address: string): Observable<never> {
    return defer(() => this.#probe(address)).pipe(
      ignoreElements(),
      // What it means is known already: it was heard on the connection.
      catchError(() => EMPTY),
      finalize(() => this.#probed.delete(address)),
    );
  }
}
