import { filter, type MonoTypeOperatorFunction, type Observable, takeUntil } from 'rxjs';

/** Completes when `state$` arrives at a state of that name. */
export function takeUntilState<T>(
  state$: Observable<{ readonly name: string }>,
  name: string,
): MonoTypeOperatorFunction<T> {
  return takeUntil(state$.pipe(filter((state) => state.name === name)));
}
