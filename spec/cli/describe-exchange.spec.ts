import { expect } from 'chai';
import { describeExchange } from '../../src/cli/describe-exchange.js';
import {
  createRequest,
  createResponse,
  EmptyHeader,
  PullMessageResponseHeader,
  QueryConsumerOffsetRequestHeader,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../src/protocol/index.js';

/** A command as a server sees it: fields of its header at hand. */
const received = (command: RemotingCommand, fields: Record<string, string>): RemotingCommand =>
  command.withExtFields(fields);

const send = received(
  createRequest(RequestCode.SEND_MESSAGE_V2, EmptyHeader, {}, Buffer.from('hello')),
  SendMessageV2RequestHeader.write({
    producerGroup: 'shop',
    topic: 'orders',
    defaultTopic: 'TBW102',
    defaultTopicQueueNums: 4,
    queueId: 2,
    sysFlag: 0,
    bornTimestamp: 0,
    flag: 0,
  }),
);
const sent = received(
  createResponse(ResponseCode.SUCCESS),
  SendMessageV2ResponseHeader.write({ msgId: 'id', queueId: 2, queueOffset: 17 }),
);
const pull = createRequest(RequestCode.PULL_MESSAGE, EmptyHeader, {});
const nothing = received(
  createResponse(ResponseCode.PULL_NOT_FOUND),
  PullMessageResponseHeader.write({
    suggestWhichBrokerId: 0,
    nextBeginOffset: 5,
    minOffset: 0,
    maxOffset: 5,
  }),
);

const line = (request: RemotingCommand, answer: RemotingCommand | undefined, all = false) =>
  describeExchange({ server: 'broker-a', client: '127.0.0.1:4711', request, answer }, all);

describe('describeExchange', () => {
  it('tells who sent what where, and what became of it', () => {
    expect(line(send, sent)).to.equal(
      'broker-a 127.0.0.1:4711 SEND_MESSAGE_V2 group shop topic orders 5 bytes -> SUCCESS queue 2 offset 17',
    );
  });

  it('says that a oneway request has no answer', () => {
    expect(line(send, undefined)).to.match(/-> no answer$/);
  });

  it('tells why a request was refused, in one line', () => {
    const refused = createResponse(ResponseCode.TOPIC_NOT_EXIST, {
      remark: 'topic[x] not exist\nSee a web page',
    });
    expect(line(send, refused)).to.match(/-> TOPIC_NOT_EXIST topic\[x\] not exist$/);
  });

  it('leaves out polls that came back empty, unless all is asked for', () => {
    expect([line(pull, nothing), line(pull, nothing, true)]).to.deep.equal([
      undefined,
      'broker-a 127.0.0.1:4711 PULL_MESSAGE -> PULL_NOT_FOUND next offset 5',
    ]);
  });

  it('leaves out what clients repeat all the time, but not its failure', () => {
    const query = received(
      createRequest(RequestCode.QUERY_CONSUMER_OFFSET, EmptyHeader, {}),
      QueryConsumerOffsetRequestHeader.write({ consumerGroup: 'g', topic: 't', queueId: 0 }),
    );
    const failed = createResponse(ResponseCode.QUERY_NOT_FOUND, { remark: 'Not found' });
    expect([line(query, createResponse(ResponseCode.SUCCESS)), line(query, failed)]).to.deep.equal([
      undefined,
      'broker-a 127.0.0.1:4711 QUERY_CONSUMER_OFFSET group g topic t -> QUERY_NOT_FOUND Not found',
    ]);
  });
});
