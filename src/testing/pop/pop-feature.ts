import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { Alarm } from '../schedule/alarm.js';
import { acceptSilently } from '../server/accept.js';
import { createAckHandler, createBatchAckHandler } from './ack-message.js';
import { createChangeInvisibleTimeHandler } from './change-invisible-time.js';
import { Checkpoints } from './checkpoints.js';
import { createNotificationHandler } from './notification.js';
import { OrderedPops } from './ordered-pops.js';
import { createPeekHandler } from './peek-message.js';
import { PollingRoom, type PollingRoomLimits } from './polling-room.js';
import { createPollingInfoHandler } from './polling-info.js';
import type { PopContext, PopRules } from './pop-context.js';
import { createPopHandler } from './pop-message.js';
import { messageArrived, nextWakeupAt, queueFreed } from './pop-wakeups.js';
import { revive } from './revive.js';

/** POP consumption: messages that are hidden while a consumer has them, and acknowledged one by one. */
export function createPopFeature(services: BrokerServices, rules: PopRules): Feature {
  const { state, runtime, config } = services;
  const limits = (): PollingRoomLimits => ({
    maxPerQueue: config.popPollingSize,
    maxPolls: config.maxPopPollingSize,
  });
  let isStopped = false;
  const context: PopContext = {
    services,
    rules,
    checkpoints: state.of(Checkpoints),
    ordered: state.of(OrderedPops),
    pops: new PollingRoom(limits),
    notifications: new PollingRoom(limits, true),
    rearm: () => {
      if (!isStopped) alarm.set(nextWakeupAt(context));
    },
  };
  const alarm = new Alarm(runtime, () => {
    const now = runtime.now();
    revive(context);
    for (const queue of context.ordered.takeFree(now)) queueFreed(context, queue);
    context.pops.expire(now);
    context.notifications.expire(now);
    context.rearm();
  });
  const watching = state.store.stored$.subscribe((entry) => messageArrived(context, entry));
  context.rearm();
  return {
    requests: {
      [RequestCode.POP_MESSAGE]: createPopHandler(context),
      [RequestCode.ACK_MESSAGE]: createAckHandler(context),
      [RequestCode.BATCH_ACK_MESSAGE]: createBatchAckHandler(context),
      [RequestCode.CHANGE_MESSAGE_INVISIBLETIME]: createChangeInvisibleTimeHandler(context),
      [RequestCode.NOTIFICATION]: createNotificationHandler(context),
      [RequestCode.POLLING_INFO]: createPollingInfoHandler(context),
      [RequestCode.PEEK_MESSAGE]: createPeekHandler(context),
      // Checkpoints have one place only: nothing has to move.
      [RequestCode.POP_ROLLBACK]: () => acceptSilently(),
    },
    stop: () => {
      isStopped = true;
      watching.unsubscribe();
      alarm.stop();
      context.pops.clear();
      context.notifications.clear();
    },
  };
}
