/** A message in the form in which it is sent, as often as it takes. Made once, so that every attempt carries the same id. */
export interface PreparedMessage {
  readonly topic: string;
  /** The `UNIQ_KEY` among `properties`. */
  readonly messageId: string;
  readonly body: Buffer;
  /** Encoded properties string. */
  readonly properties: string;
  readonly sysFlag: number;
  readonly flag: number;
  readonly bornAt: number;
  /** Only for `%RETRY%` topics; otherwise 0 and undefined. */
  readonly reconsumeTimes: number;
  readonly maxReconsumeTimes: number | undefined;
}
