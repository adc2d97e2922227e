import { brokerAddress } from '../../naming/broker-address.js';
import { parseHost } from '../../protocol/message/host-address.js';
import { ReplyMessageRequestHeader } from '../../protocol/headers/reply-message.js';
import { decodeProperties, encodeProperties } from '../../protocol/message/message-properties.js';
import { decodeStoredMessages } from '../../protocol/message/stored-message-codec.js';
import { encodeStoredMessage } from '../../protocol/message/stored-message-encoder.js';
import type { StoredMessage } from '../../protocol/message/stored-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { SysFlag } from '../../protocol/sys-flag.js';

/** Brokers tell neither of a pushed reply, even if they store it too. */
const unknownOffset = 0;
const unknownHost = '0.0.0.0:0';

/**
 * The reply in a PUSH_REPLY_MESSAGE_TO_CLIENT (326), in the form in which messages are stored; its body perhaps compressed. It owns
 * its bytes.
 *
 * @param arrivedAt - milliseconds since the epoch
 * @throws {DecodeError} when a field is missing or wrong
 * @throws {InvalidArgumentError} when a text is longer than a record can hold
 * @see apache/rocketmq `client/…/ClientRemotingProcessor#receiveReplyMessage`
 */
export function readPushedReply(push: RemotingCommand, arrivedAt: number): StoredMessage {
  const header = ReplyMessageRequestHeader.read(push);
  const properties = {
    ...decodeProperties(header.properties ?? ''),
    [PropertyKey.ARRIVE_TIME]: String(arrivedAt),
  };
  const record = encodeStoredMessage({
    topic: header.topic,
    body: push.body ?? Buffer.alloc(0),
    properties: encodeProperties(properties),
    queueId: header.queueId,
    queueOffset: unknownOffset,
    physicalOffset: unknownOffset,
    flag: header.flag,
    sysFlag: header.sysFlag & ~SysFlag.INNER_BATCH,
    bornTimestamp: header.bornTimestamp,
    bornHost: hostOf(header.bornHost),
    storeTimestamp: header.storeTimestamp,
    storeHost: hostOf(header.storeHost),
    reconsumeTimes: header.reconsumeTimes ?? 0,
  });
  const [message] = decodeStoredMessages(record);
  return message!;
}

/** A broker that cannot resolve its own name has no address to tell. A reply is not to be lost over that. */
function hostOf(announced: string): string {
  const host = brokerAddress(announced);
  try {
    parseHost(host, 'host');
    return host;
  } catch {
    return unknownHost;
  }
}
