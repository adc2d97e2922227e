/** A message to be sent. Nothing in it is changed or kept after the send has ended. */
export interface OutgoingMessage {
  /** At most 127 characters of `[%|a-zA-Z0-9_-]`. */
  readonly topic: string;
  /** Text is sent as UTF-8. Not empty; at most the client's `maxMessageBytes` (4 MiB). */
  readonly body: string | Uint8Array;
  /** One tag, by which consumers filter; no `||` inside. */
  readonly tags?: string | undefined;
  /** Keys by which the message can be searched; no spaces inside. */
  readonly keys?: string | readonly string[] | undefined;
  /** Application properties. Names that RocketMQ uses itself are refused. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
}
