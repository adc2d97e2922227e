import type { Observable } from 'rxjs';
import { findProperty } from '../protocol/message/message-properties.js';
import { PropertyKey } from '../protocol/property-key.js';
import { SysFlag, transactionState } from '../protocol/sys-flag.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MessageSender } from '../sending/message-sender.js';
import type { StoredSend } from '../sending/send-policy.js';
import { type ResolvedTraceOptions, TraceCollector } from '../sending/trace/trace-collector.js';
import { TracedKind, type TransactionRecord } from '../sending/trace/trace-record.js';

export interface ProducerTraceSettings {
  readonly options: ResolvedTraceOptions;
  /** Of the producer that is traced. */
  readonly group: string;
  readonly sender: MessageSender;
  readonly nextMessageId: () => string;
  readonly runtime: Runtime;
  readonly onLost: (records: number, error: unknown) => void;
}

/** What a producer knows of the end of a transaction. */
export type TransactionEnded = Omit<TransactionRecord, 'type' | 'time' | 'regionId' | 'group'>;

const unknownRegion = 'DefaultRegion';

/**
 * What a producer does, as records for RocketMQ's message trace: sends that a broker has answered (failed ones leave no trace, as in
 * Java), ends of transactions, recalls.
 *
 * @see apache/rocketmq `client/…/trace/hook/SendMessageTraceHookImpl`, `EndTransactionTraceHookImpl`
 */
export class ProducerTrace {
  readonly #group: string;
  readonly #runtime: Runtime;
  readonly #collector: TraceCollector;
  /** Of each broker, as it last said. */
  readonly #regions = new Map<string, string>();

  constructor(settings: ProducerTraceSettings) {
    const { group } = settings;
    this.#group = group;
    this.#runtime = settings.runtime;
    this.#collector = new TraceCollector({ ...settings, group: `_INNER_TRACE_PRODUCER-${group}-PRODUCE-1` });
  }

  /** A broker has a message. It says whether it wants to be traced. */
  readonly sent = ({ message, result, address, startedAt, durationMs }: StoredSend): void => {
    const { regionId, isTraced, status, offsetMessageId } = result;
    if (regionId === undefined || !isTraced) return;
    this.#regions.set(address, regionId);
    const { topic, messageId, properties, sysFlag, body } = message;
    this.#collector.add({
      type: 'Pub',
      time: startedAt,
      regionId,
      group: this.#group,
      topic,
      messageId,
      tags: findProperty(properties, PropertyKey.TAGS),
      keys: findProperty(properties, PropertyKey.KEYS),
      address,
      bodyBytes: body.length,
      durationMs,
      kind: kindOf(sysFlag, properties),
      offsetMessageId,
      isOk: status === 'ok',
    });
  };

  /** A broker was told how a transaction has ended. */
  ended(end: TransactionEnded): void {
    const regionId = this.#regions.get(end.address) ?? unknownRegion;
    this.#collector.add({
      ...end,
      type: 'EndTransaction',
      time: this.#runtime.now(),
      regionId,
      group: this.#group,
    });
  }

  /** A message was taken back. */
  recalled(topic: string, messageId: string): void {
    const [regionId = unknownRegion] = this.#regions.values();
    const time = this.#runtime.now();
    this.#collector.add({ type: 'Recall', time, regionId, group: this.#group, topic, messageId });
  }

  /** Cold. Completes when all records have left, or could not. Never errs. */
  close(): Observable<never> {
    return this.#collector.close();
  }
}

const delays = [PropertyKey.DELAY, PropertyKey.TIMER_DELAY_MS, PropertyKey.TIMER_DELIVER_MS];

function kindOf(sysFlag: number, properties: string): TracedKind {
  if (transactionState(sysFlag) === SysFlag.TRANSACTION_PREPARED) return TracedKind.HALF;
  const isDelayed = delays.some((name) => findProperty(properties, name) !== undefined);
  return isDelayed ? TracedKind.DELAY : TracedKind.NORMAL;
}
