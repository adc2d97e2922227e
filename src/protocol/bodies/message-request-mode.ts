import { BodyReader } from '../body-reader.js';

/** How a group consumes a topic whose queues the broker shares out (Java `MessageRequestMode`). */
export const messageRequestModes = ['PULL', 'POP'] as const;
export type MessageRequestMode = (typeof messageRequestModes)[number];

/**
 * The body of SET_MESSAGE_REQUEST_MODE (401), wire.md section 5.8.
 *
 * ```
 * {"consumerGroup":"G","mode":"POP","popShareQueueNum":0,"topic":"T"}
 * ```
 *
 * Java `remoting/…/protocol/body/SetMessageRequestModeRequestBody`.
 */
export interface MessageRequestModeSetting {
  readonly topic: string;
  readonly consumerGroup: string;
  readonly mode: MessageRequestMode;
  /** How many members' queues a member pops besides its own; 0 or less: everybody pops every queue. */
  readonly popShareQueueNum: number;
}

export function encodeMessageRequestMode(setting: MessageRequestModeSetting): Buffer {
  return Buffer.from(JSON.stringify(inJavaOrder(setting)));
}

/** @throws {DecodeError} */
export function decodeMessageRequestMode(body: Uint8Array): MessageRequestModeSetting {
  return readSetting(BodyReader.parse('SetMessageRequestModeRequestBody', body));
}

/**
 * The answer of GET_ALL_MESSAGE_REQUEST_MODE (402): by topic, then by group (Java `MessageRequestModeManager`).
 *
 * ```
 * {"messageRequestModeMap":{"T":{"G":{"consumerGroup":"G","mode":"POP","popShareQueueNum":0,"topic":"T"}}}}
 * ```
 */
export function encodeMessageRequestModes(settings: Iterable<MessageRequestModeSetting>): Buffer {
  const topics = new Map<string, Map<string, MessageRequestModeSetting>>();
  for (const setting of settings) {
    const groups = topics.get(setting.topic) ?? new Map<string, MessageRequestModeSetting>();
    topics.set(setting.topic, groups.set(setting.consumerGroup, inJavaOrder(setting)));
  }
  const map = Object.fromEntries([...topics].map(([topic, groups]) => [topic, Object.fromEntries(groups)]));
  return Buffer.from(JSON.stringify({ messageRequestModeMap: map }));
}

/** @throws {DecodeError} */
export function decodeMessageRequestModes(body: Uint8Array): MessageRequestModeSetting[] {
  const data = BodyReader.parse('MessageRequestModeManager', body);
  const topics = data.entries('messageRequestModeMap', (map, topic) =>
    Object.values(map.entries(topic, (groups, group) => readSetting(groups.object(group)))),
  );
  return Object.values(topics).flat();
}

function readSetting(data: BodyReader): MessageRequestModeSetting {
  return {
    topic: data.text('topic'),
    consumerGroup: data.text('consumerGroup'),
    mode: data.oneOf('mode', messageRequestModes),
    popShareQueueNum: data.integer('popShareQueueNum'),
  };
}

function inJavaOrder(setting: MessageRequestModeSetting): MessageRequestModeSetting {
  const { consumerGroup, mode, popShareQueueNum, topic } = setting;
  return { consumerGroup, mode, popShareQueueNum, topic };
}
