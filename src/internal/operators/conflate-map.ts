import { Observable, type OperatorFunction } from 'rxjs';

/**
 * Runs `project` for a value; values that arrive while it runs are remembered as one, and run it once more afterwards.
 *
 * For work that must see the latest state but must not overlap itself: `exhaustMap` would miss what came during a run,
 * `concatMap` would repeat it for each. Errs as source and inner do; completes when both have.
 */
export function conflateMap<T, R>(project: (value: T) => Observable<R>): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      let busy = false;
      let completed = false;
      let waiting: { readonly value: T } | undefined;

      const run = (value: T): void => {
        busy = true;
        subscriber.add(
          project(value).subscribe({
            next: (result) => subscriber.next(result),
            error: (error: unknown) => subscriber.error(error),
            complete: () => {
              busy = false;
              const next = waiting;
              waiting = undefined;
              if (next !== undefined) run(next.value);
              else if (completed) subscriber.complete();
            },
          }),
        );
      };

      subscriber.add(
        source.subscribe({
          next: (value) => {
            if (busy) waiting = { value };
            else run(value);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            completed = true;
            if (!busy) subscriber.complete();
          },
        }),
      );
    });
}
