import { catchError, defer, map, type Observable, of, tap } from 'rxjs';
import type { TransactionEnd } from '../../broker/calls/end-transaction.js';
import type { BrokerClient } from '../../broker/broker-client.js';
import { NoAvailableBrokerError } from '../../errors/route-error.js';
import type { TransactionEnded } from '../producer-trace.js';
import type { TransactionEndFailed } from './transaction-event.js';

export interface TellOutcomeSettings {
  readonly broker: (address: string) => BrokerClient;
  /** A broker has confirmed a commit. */
  readonly onCommitted: (messageId: string) => void;
  readonly onFailed: (event: TransactionEndFailed) => void;
  readonly onTold: (end: TransactionEnded) => void;
}

/** What is to be told, to whom, and within how many milliseconds. */
export interface OutcomeNotice {
  readonly end: TransactionEnd;
  /** Undefined when the broker is not known any more. */
  readonly address: string | undefined;
  readonly timeoutMs: number;
  /** Of the message, for its trace. */
  readonly tags: string | undefined;
  readonly keys: string | undefined;
}

/** Cold, never errs: emits whether the broker has confirmed it. */
export type TellOutcome = (notice: OutcomeNotice) => Observable<boolean>;

/**
 * Tells a broker how a transaction ended: commit and rollback so that it answers, which Java does not want to hear (docs/adr), `unknown`
 * oneway, because it never answers that. One request only: a second commit of a half message stores the message twice, and the broker
 * asks by itself when it has not heard the first.
 */
export const createTellOutcome =
  ({ broker, onCommitted, onFailed, onTold }: TellOutcomeSettings): TellOutcome =>
  ({ end, address, timeoutMs, tags, keys }) => {
    const { topic, messageId, outcome, isAnswer } = end;
    return defer(() => {
      if (address === undefined) throw new NoAvailableBrokerError(`end a transaction at ${end.brokerName}`);
      const { sending } = broker(address);
      const options = { timeoutMs, waitForConnection: true };
      const told =
        outcome === 'unknown'
          ? sending.endTransactionOneway(end, options).pipe(map(() => false))
          : sending.endTransaction(end, options).pipe(map(() => true));
      return told.pipe(
        tap((isConfirmed) => {
          if (isConfirmed && outcome === 'commit') onCommitted(messageId);
          onTold({ topic, messageId, tags, keys, address, outcome, isAnswer });
        }),
      );
    }).pipe(
      catchError((error: unknown) => {
        onFailed({ type: 'transaction-end-failed', topic, messageId, outcome, isAnswer, address, error });
        return of(false);
      }),
    );
  };
