import { createRequire } from 'node:module';
import { nextId, outgoing } from '../fixtures/outgoing.js';

/** The parts of the npm package `ali-ons` that are compared with ours. It has no types. */
interface AliCommand {
  readonly code: number;
  readonly opaque: number;
  body: Buffer | undefined;
  encode(): Buffer;
}

interface AliCommandClass {
  createRequestCommand(code: number, header: Record<string, unknown>): AliCommand;
  decode(frame: Buffer): AliCommand;
}

interface AliMessage {
  readonly queueOffset: number;
  readonly body: Buffer;
  readonly properties: Readonly<Record<string, string>>;
}

interface AliChannel {
  ready(): Promise<void>;
  invoke(command: AliCommand, timeoutMs: number): Promise<AliCommand>;
  close(): Promise<void>;
}

type AliChannelClass = new (address: string, options?: object) => AliChannel;

interface AliByteBuffer {
  limit(): number;
}

interface AliDecoder {
  messageProperties2String(properties: Readonly<Record<string, string>>): string;
  decodes(bytes: AliByteBuffer): AliMessage[];
}

interface AliByteBufferClass {
  wrap(bytes: Buffer): AliByteBuffer;
}

const require = createRequire(import.meta.url);

export const aliOns = {
  RemotingCommand: require('ali-ons/lib/protocol/command/remoting_command') as AliCommandClass,
  MessageDecoder: require('ali-ons/lib/message/message_decoder') as AliDecoder,
  /** A connection to one broker. */
  Channel: require('ali-ons/lib/channel') as AliChannelClass,
  /** What its decoder reads from; ali-ons wraps each answer in one. */
  ByteBuffer: require('byte') as AliByteBufferClass,
};

/** The message as a request of ali-ons, with a new id. */
export function createAliSend(): AliCommand {
  const { producerGroup, topic, queueId, bornTimestamp, body, properties } = outgoing;
  properties.UNIQ_KEY = nextId();
  const command = aliOns.RemotingCommand.createRequestCommand(310, {
    a: producerGroup,
    b: topic,
    c: 'TBW102',
    d: 4,
    e: queueId,
    f: 0,
    g: bornTimestamp,
    h: 0,
    i: aliOns.MessageDecoder.messageProperties2String(properties),
    j: 0,
    k: false,
    l: 0,
    m: false,
  });
  command.body = body;
  return command;
}
