import {
  decodeOffsetMessageId,
  decodeStoredRecords,
  encodeFrame,
  type HeaderFields,
  RemotingCommand,
  RequestCode,
} from '../../../src/protocol/index.js';
import type { RecordedFrame } from './recorded-scenario.js';

interface Pop {
  readonly popTime: string;
  readonly reviveQid: string;
}

/** What the recorded broker gave out, and what the embedded one gave in its place: later requests carry it back. */
export class Translations {
  readonly #texts = new Map<string, string>();
  readonly #pops = new Map<string, Pop>();
  /** Half messages by the id of their message: offset in the half topic. */
  readonly #halves = new Map<string, string>();
  readonly #earlierMs: number;

  /** @param earlierMs - how much earlier than recorded the requests are made, in milliseconds */
  constructor(earlierMs: number) {
    this.#earlierMs = earlierMs;
  }

  /** Takes what an answer, or a request of the server, gives for what was recorded. */
  learn(recorded: RecordedFrame, actual: RemotingCommand): void {
    const [was, is] = [recorded.command.extFields ?? {}, actual.extFields ?? {}];
    // In requests of the broker it is the unique id, which stands for itself.
    if (recorded.kind === 'response') this.#learnIds(was, is);
    if (was['recallHandle'] !== undefined) this.#pair(was['recallHandle'], is['recallHandle']);
    for (const name of ['commitLogOffset', 'offsetMsgId']) this.#pair(was[name], is[name]);
    const unique = is['transactionId'];
    if (unique !== undefined) this.#halves.set(unique, is['tranStateTableOffset'] ?? is['queueOffset'] ?? '');
    if (was['popTime'] !== undefined)
      this.#pops.set(was['popTime'], { popTime: is['popTime'] ?? '', reviveQid: is['reviveQid'] ?? '' });
    if (recorded.holdsRecords) this.#learnRecords(recorded.command, actual);
  }

  /** The recorded request as it has to be put to the embedded broker: mostly the recorded bytes themselves. */
  translate({ bytes, command }: RecordedFrame): Uint8Array {
    const changed = this.#fieldsOf(command.code, command.extFields ?? {});
    const body = command.code === RequestCode.BATCH_ACK_MESSAGE ? this.#acks(command) : command.body;
    if (changed === undefined && body === command.body) return bytes;
    const { code, opaque, flag, header } = command;
    const translated = new RemotingCommand(code, opaque, flag, header, body);
    return encodeFrame(changed === undefined ? translated : translated.withExtFields(changed));
  }

  #fieldsOf(code: number, fields: HeaderFields): HeaderFields | undefined {
    switch (code) {
      case RequestCode.CONSUMER_SEND_MSG_BACK:
        return { offset: this.#text(fields['offset']), originMsgId: this.#text(fields['originMsgId']) };
      case RequestCode.VIEW_MESSAGE_BY_ID:
        return { offset: this.#text(fields['offset']) };
      case RequestCode.CONSUME_MESSAGE_DIRECTLY:
        return { msgId: this.#text(fields['msgId']) };
      case RequestCode.RECALL_MESSAGE:
        return { recallHandle: this.#text(fields['recallHandle']) };
      case RequestCode.END_TRANSACTION:
        return {
          commitLogOffset: this.#text(fields['commitLogOffset']),
          tranStateTableOffset: this.#halves.get(fields['msgId'] ?? '') ?? '',
        };
      case RequestCode.ACK_MESSAGE:
      case RequestCode.CHANGE_MESSAGE_INVISIBLETIME:
        return { extraInfo: this.#handle(fields['extraInfo'] ?? '') };
      case RequestCode.POP_MESSAGE:
      case RequestCode.NOTIFICATION:
        return { bornTime: String(Number(fields['bornTime']) - this.#earlierMs) };
      default:
        return undefined;
    }
  }

  /** startOffset popTime invisibleTime reviveQid retryMark brokerName queueId queueOffset. */
  #handle(handle: string): string {
    const parts = handle.split(' ');
    const pop = this.#pops.get(parts[1] ?? '');
    if (pop !== undefined) [parts[1], parts[3]] = [pop.popTime, pop.reviveQid];
    return parts.join(' ');
  }

  #acks({ body }: RemotingCommand): Buffer {
    const request = JSON.parse(String(body)) as { acks: { pt: number; rq: number }[] };
    for (const ack of request.acks) {
      const pop = this.#pops.get(String(ack.pt));
      if (pop !== undefined) [ack.pt, ack.rq] = [Number(pop.popTime), Number(pop.reviveQid)];
    }
    return Buffer.from(JSON.stringify(request));
  }

  #learnIds(was: HeaderFields, is: HeaderFields): void {
    const [before, after] = [was['msgId']?.split(',') ?? [], is['msgId']?.split(',') ?? []];
    for (const [index, id] of before.entries()) {
      const actual = after[index];
      if (id.length !== 32 || actual?.length !== 32) continue;
      this.#pair(id, actual);
      // Unique ids look the same, but stand for themselves.
      if (id !== actual) this.#pair(placeOf(id), placeOf(actual));
    }
  }

  #learnRecords(was: RemotingCommand, is: RemotingCommand): void {
    const actual = decodeStoredRecords(is.body ?? Buffer.alloc(0));
    for (const [index, record] of decodeStoredRecords(was.body ?? Buffer.alloc(0)).entries()) {
      const other = actual[index];
      if ('undecodable' in record || other === undefined || 'undecodable' in other) continue;
      this.#pair(String(record.physicalOffset), String(other.physicalOffset));
      this.#pair(record.offsetMessageId, other.offsetMessageId);
    }
  }

  #pair(recorded: string | undefined, actual: string | undefined): void {
    if (recorded !== undefined && actual !== undefined) this.#texts.set(recorded, actual);
  }

  #text(recorded: string | undefined): string {
    return this.#texts.get(recorded ?? '') ?? recorded ?? '';
  }
}

const placeOf = (id: string): string => String(decodeOffsetMessageId(id).physicalOffset);
