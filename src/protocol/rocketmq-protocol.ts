import type { ByteTarget } from './byte-target.js';
import { FrameReader } from './frame-reader.js';
import { FrameWriter, type Serialization } from './frame-writer.js';
import { defaultMaxFrameBytes, frameLength } from './framing.js';
import { LanguageCode } from './language-code.js';
import type { RemotingCommand } from './remoting-command.js';
import { ResponseCode } from './response-code.js';
import { headerVersion } from './version.js';

export interface RocketMQProtocolOptions {
  /** Default `json`. With `binary` the codes above 32767 still go as JSON. */
  readonly serialize?: Serialization | undefined;
  /** Default `OTHER`; `NODE_JS` only where every broker is 5.3.2 or newer. */
  readonly language?: LanguageCode | undefined;
  /** Default {@link headerVersion}. */
  readonly version?: number | undefined;
  /** Frames above it are not sent. Default 16 MiB, the limit of Java peers. */
  readonly maxFrameBytes?: number | undefined;
}

/** RocketMQ's remoting protocol for who carries requests; satisfies `WireProtocol<RemotingCommand, RemotingCommand>`. */
export interface RocketMQProtocol {
  readonly name: string;
  frameLength(bytes: Buffer, start: number, end: number, maxFrameBytes: number): number;
  /** `language` and `version` of the header are the sender's, not the command's. */
  encode(command: RemotingCommand, opaque: number, target: ByteTarget): void;
  decode(bytes: Buffer, start: number, end: number, owned: boolean): RemotingCommand;
  kind(command: RemotingCommand): 'call' | 'reply' | 'oneway';
  correlationId(command: RemotingCommand): number;
  /** The answer of a server that shuts down gracefully: to be asked once more, over a new connection. */
  isGoAway(command: RemotingCommand): boolean;
  /** Of a request what it asks for, of a reply how it turned out. */
  code(command: RemotingCommand): number;
}

export function createRocketMQProtocol(options: RocketMQProtocolOptions = {}): RocketMQProtocol {
  const reader = new FrameReader();
  const writer = new FrameWriter({
    serialize: options.serialize ?? 'json',
    language: options.language ?? LanguageCode.OTHER,
    version: options.version ?? headerVersion,
    maxFrameBytes: options.maxFrameBytes ?? defaultMaxFrameBytes,
  });
  return {
    name: 'rocketmq',
    frameLength,
    encode: (command, opaque, target) => writer.write(command, opaque, target),
    decode: (bytes, start, end, owned) => reader.read(bytes, start, end, owned),
    kind: commandKind,
    correlationId: ({ opaque }) => opaque,
    isGoAway: ({ code }) => code === ResponseCode.GO_AWAY,
    code: ({ code }) => code,
  };
}

/** The flag decides, never the opaque: a broker's request may carry one of ours. */
function commandKind(command: RemotingCommand): 'call' | 'reply' | 'oneway' {
  if (command.isResponse) return 'reply';
  return command.isOneway ? 'oneway' : 'call';
}
