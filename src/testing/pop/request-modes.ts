import type { MessageRequestModeSetting } from '../../protocol/bodies/message-request-mode.js';
import { isRetryTopic } from '../../message/group-topics.js';
import type { BrokerConfig } from '../broker/broker-config.js';

/** How groups consume topics, as far as somebody has said; outlives a restart (Java `MessageRequestModeManager`). */
export class RequestModes {
  /** By topic, then group. */
  readonly #settings = new Map<string, Map<string, MessageRequestModeSetting>>();

  set(setting: MessageRequestModeSetting): void {
    const { topic, consumerGroup } = setting;
    let groups = this.#settings.get(topic);
    if (groups === undefined) this.#settings.set(topic, (groups = new Map()));
    groups.set(consumerGroup, setting);
  }

  /** The configured default for what nobody has said; retry topics are always pulled. */
  get(topic: string, consumerGroup: string, config: BrokerConfig): MessageRequestModeSetting {
    const setting = this.#settings.get(topic)?.get(consumerGroup);
    if (setting !== undefined) return setting;
    const isPop = !isRetryTopic(topic) && config.defaultMessageRequestMode === 'POP';
    return isPop
      ? { topic, consumerGroup, mode: 'POP', popShareQueueNum: config.defaultPopShareQueueNum }
      : { topic, consumerGroup, mode: 'PULL', popShareQueueNum: 0 };
  }

  *all(): IterableIterator<MessageRequestModeSetting> {
    for (const groups of this.#settings.values()) yield* groups.values();
  }
}
