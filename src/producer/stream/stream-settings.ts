import type { Observable } from 'rxjs';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { Logger } from '../../runtime/logger.js';
import type { SendReceipt } from '../../sending/send-receipt.js';

/** What a producer lends to its streams. */
export interface StreamSettings {
  readonly group: string;
  /** Of the producer: what its streams may have under way by default. */
  readonly maxInFlight: number;
  /** Sends one message: throws, or errs, when it cannot. */
  readonly send: (message: OutgoingMessage) => Observable<SendReceipt>;
  /** Emits when the producer takes no more; also to those who ask later. */
  readonly closing$: Observable<unknown>;
  readonly logger: Logger;
}
