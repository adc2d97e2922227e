import { RequestCode } from '../../protocol/request-code.js';
import { SysFlag, transactionState } from '../../protocol/sys-flag.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { delayByLevel, delayLevelOf } from './delay-by-level.js';
import { delayByTime } from './delay-by-time.js';
import { DelayLevels } from './delay-levels.js';
import { MessageScheduler } from './message-scheduler.js';
import { createRecallMessage } from './recall-message.js';
import { delayTopic, timerTopic } from './schedule-topics.js';

/**
 * Messages that are delivered later: by delay level, or at a time of their own, and then they may be recalled. They wait in
 * the topics in which real brokers keep them, and survive a restart.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/schedule/ScheduleMessageService`, `store/…/timer/TimerMessageStore`
 */
export function createScheduleFeature(services: BrokerServices): Feature {
  const { config, identity, runtime, state } = services;
  const levels = new DelayLevels(config);
  state.topics.ensure(delayTopic, levels.max);
  state.topics.ensure(timerTopic, 1);
  // A slave shares the state of its master, and leaves the work to it.
  const scheduler = identity.brokerId === 0 ? new MessageScheduler(services, levels) : undefined;
  return {
    requests: { [RequestCode.RECALL_MESSAGE]: createRecallMessage(services) },
    intake: (draft) => {
      const transaction = transactionState(draft.sysFlag);
      if (transaction !== 0 && transaction !== SysFlag.TRANSACTION_COMMIT) return draft;
      const delayLevel = delayLevelOf(draft.properties);
      return delayLevel > 0
        ? delayByLevel(draft, delayLevel, levels)
        : delayByTime(draft, config, runtime.now());
    },
    stop: () => scheduler?.close(),
  };
}
