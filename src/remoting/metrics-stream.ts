import {
  concat,
  defer,
  map,
  of,
  ReplaySubject,
  share,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';

export interface MetricsStreamSettings<T> {
  readonly take: () => T;
  readonly intervalMs: number;
  readonly scheduler: SchedulerLike;
  /** Emits, and replays, when the owner has closed. */
  readonly closed$: Observable<unknown>;
}

/**
 * Snapshots at once and every `intervalMs`, one timer for all subscribers and none without; the last one when the owner
 * closes, and completion.
 */
export function metricsStream<T>(settings: MetricsStreamSettings<T>): Observable<T> {
  const { take, intervalMs, scheduler, closed$ } = settings;
  const periodic$ = timer(0, intervalMs, scheduler).pipe(map(take), takeUntil(closed$));
  return concat(
    periodic$,
    defer(() => of(take())),
  ).pipe(
    share({
      connector: () => new ReplaySubject(1),
      resetOnError: true,
      resetOnComplete: true,
      resetOnRefCountZero: true,
    }),
  );
}
