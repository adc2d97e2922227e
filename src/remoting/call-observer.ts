/** Who hears how a call ends: a value and its completion, or an error. A `Subscriber` is one. */
export interface CallObserver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}
