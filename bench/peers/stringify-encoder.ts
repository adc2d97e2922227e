import { encodeProperties } from '../../src/protocol/message/message-properties.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { nextId, outgoing } from '../fixtures/outgoing.js';

const prefixBytes = 8;

/** The message as most clients write it, with a new id: the header by `JSON.stringify`, the frame by `Buffer.concat`. */
export function stringifySend(opaque: number): Buffer {
  const { producerGroup, topic, queueId, bornTimestamp, body, properties } = outgoing;
  properties.UNIQ_KEY = nextId();
  const extFields = {
    a: producerGroup,
    b: topic,
    c: 'TBW102',
    d: '4',
    e: String(queueId),
    f: '0',
    g: String(bornTimestamp),
    h: '0',
    i: encodeProperties(properties),
    j: '0',
    k: 'false',
    l: '0',
    m: 'false',
  };
  const header = Buffer.from(
    JSON.stringify({
      code: RequestCode.SEND_MESSAGE_V2,
      extFields,
      flag: 0,
      language: 'OTHER',
      opaque,
      serializeTypeCurrentRPC: 'JSON',
      version: 401,
    }),
  );
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeInt32BE(prefixBytes - 4 + header.length + body.length);
  prefix.writeInt32BE(header.length, 4);
  return Buffer.concat([prefix, header, body]);
}
