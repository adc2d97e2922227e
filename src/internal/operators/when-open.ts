import { filter, type Observable, take } from 'rxjs';

/**
 * Emits once, when the gate is open, and completes: for `repeat({ delay: () => whenOpen(gate$) })`, which then waits for the
 * gate before each round.
 *
 * Completes without a value when the gate ends shut; that ends such a loop.
 */
export function whenOpen(gate$: Observable<boolean>): Observable<boolean> {
  return gate$.pipe(filter(Boolean), take(1));
}
