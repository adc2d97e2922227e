/** A message that is to be stored. */
export interface MessageDraft {
  readonly topic: string;
  readonly queueId: number;
  /** As it is to be stored, perhaps compressed. */
  readonly body: Buffer;
  readonly properties: Readonly<Record<string, string>>;
  /** The application's own. */
  readonly flag: number;
  /** See `SysFlag`; those of the hosts are set when it is stored. */
  readonly sysFlag: number;
  /** Milliseconds since the epoch, by the sender's clock. */
  readonly bornTimestamp: number;
  /** `ip:port`. */
  readonly bornHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset?: number;
  /** Messages in the body of an inner batch; each takes an offset of the queue. Default 1. */
  readonly count?: number;
}
