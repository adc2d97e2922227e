import type { JavaReceivedMessage } from './java-consumer.js';
import type { JavaMessage, JavaSendResult } from './java-producer.js';

/** Bodies are texts here. */
export interface JavaTourMessage extends Omit<JavaMessage, 'body' | 'orderKey'> {
  readonly body: string;
}

/** A transactional message: what its local work and, later, its check say. */
export interface JavaHalfMessage extends JavaTourMessage {
  readonly properties: {
    readonly local: JavaTransactionState;
    readonly check?: JavaTransactionState;
  };
}

export type JavaTransactionState = 'COMMIT_MESSAGE' | 'ROLLBACK_MESSAGE' | 'UNKNOW';

export interface JavaArrival extends JavaReceivedMessage {
  /** Which member of the group got it, from 0. */
  readonly member: number;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
}

interface Gathering {
  readonly group: string;
  /** How many messages to wait for. */
  readonly count: number;
  /** At most. Default 30 s. */
  readonly waitMs?: number;
  /** How long to go on after that, to see that nothing more comes. Default 0. */
  readonly settleMs?: number;
}

export interface JavaConsumption extends Gathering {
  readonly topic: string;
  /** Tags, as in `a || b`. */
  readonly expression?: string;
  /** SQL92 instead of tags. */
  readonly sql?: string;
  readonly orderly?: boolean;
  readonly broadcasting?: boolean;
  /** Consumers in the group. Default 1. */
  readonly members?: number;
  /** How often each message is refused before it is consumed. Default 0. */
  readonly failures?: number;
  /** The delay level asked for when a message is refused. Default: the broker's choice. */
  readonly retryLevel?: number;
  readonly maxReconsumeTimes?: number;
  /** Goes on in the background until `release`. */
  readonly keep?: boolean;
}

/** What each scenario takes and gives. */
export interface JavaScenarios {
  send: {
    readonly options: {
      readonly group: string;
      /** `ordered` sends to the queue that each message names. */
      readonly mode: 'sync' | 'async' | 'oneway' | 'ordered';
      readonly messages: readonly (JavaTourMessage & { readonly queue?: number })[];
    };
    /** Of `oneway`: none. */
    readonly result: readonly JavaSendResult[];
  };
  batch: {
    readonly options: { readonly group: string; readonly messages: readonly JavaTourMessage[] };
    /** Ids are lists, separated by commas. */
    readonly result: JavaSendResult;
  };
  transaction: {
    readonly options: {
      readonly group: string;
      readonly messages: readonly JavaHalfMessage[];
      /** How many questions of the broker to wait for. */
      readonly checks: number;
    };
    readonly result: {
      readonly sent: readonly (JavaSendResult & {
        readonly transactionId: string;
        readonly localState: JavaTransactionState;
      })[];
      readonly checks: readonly JavaReceivedMessage[];
    };
  };
  /** 5.x. */
  recall: {
    readonly options: { readonly group: string; readonly messages: readonly JavaTourMessage[] };
    /** `recalled` is the id of the message that was taken back. */
    readonly result: readonly (JavaSendResult & {
      readonly recallHandle: string;
      readonly recalled: string;
    })[];
  };
  consume: { readonly options: JavaConsumption; readonly result: readonly JavaArrival[] };
  /** 5.x: the broker assigns queues, and the group takes messages by POP if it was set so. */
  pop: { readonly options: JavaConsumption; readonly result: readonly JavaArrival[] };
  release: { readonly options: Gathering; readonly result: readonly JavaArrival[] };
  pull: {
    readonly options: {
      readonly group: string;
      readonly topic: string;
      readonly count: number;
      readonly expression?: string;
      /** All queues of the topic, whoever else reads them. */
      readonly assign?: boolean;
      /** Where to begin in each queue, if they are assigned. Default: the first message. */
      readonly offset?: number;
      /** The same by time, milliseconds since 1970. */
      readonly timestamp?: number;
    };
    readonly result: {
      readonly messages: readonly JavaReceivedMessage[];
      /** By queue. */
      readonly committed: Readonly<Record<string, number>>;
    };
  };
  request: {
    readonly options: {
      readonly group: string;
      readonly message: JavaTourMessage;
      readonly timeoutMs: number;
    };
    readonly result: JavaReceivedMessage;
  };
  /** Replies to one request with its text in capitals. */
  reply: {
    readonly options: { readonly group: string; readonly topic: string };
    readonly result: { readonly request: JavaReceivedMessage; readonly status: JavaSendResult['status'] };
  };
  /** A command of mqadmin; what it prints. */
  mqadmin: { readonly options: { readonly args: readonly string[] }; readonly result: string };
}
