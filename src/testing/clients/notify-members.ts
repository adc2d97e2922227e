import { NotifyConsumerIdsChangedRequestHeader } from '../../protocol/headers/notify-consumer-ids-changed.js';
import { createOneway } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { ConsumerGroup } from './consumer-group.js';
import { tellMembers } from './tell-members.js';

/** Tells every member of a group that the group has changed, unless it is one without shares. */
export function notifyMembers(group: ConsumerGroup): void {
  if (group.messageModel === 'BROADCASTING') return;
  const notice = createOneway(
    RequestCode.NOTIFY_CONSUMER_IDS_CHANGED,
    NotifyConsumerIdsChangedRequestHeader,
    { consumerGroup: group.group },
  );
  tellMembers(group.members, notice);
}
