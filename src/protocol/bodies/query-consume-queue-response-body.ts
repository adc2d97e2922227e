import { BodyReader } from '../body-reader.js';
import { readSubscriptionData, type SubscriptionData } from './heartbeat-data.js';

/** One place of a consume queue. */
export interface ConsumeQueueData {
  /** Of the message in the commit log, in bytes. */
  readonly physicOffset: number;
  readonly physicSize: number;
  /** Java hash of the tags. */
  readonly tagsCode: number;
  readonly extendDataJson?: string | undefined;
  readonly bitMap?: string | undefined;
  /** The filter of the group lets it pass. */
  readonly eval: boolean;
  readonly msg?: string | undefined;
}

/**
 * Places of a consume queue: the answer of QUERY_CONSUME_QUEUE (321), wire.md section 5.10.
 *
 * ```
 * {"maxQueueIndex":1,"minQueueIndex":0,"queueData":[{"eval":false,"physicOffset":12716,"physicSize":253,"tagsCode":2598919}]}
 * ```
 *
 * Java `remoting/…/protocol/body/QueryConsumeQueueResponseBody`.
 */
export interface QueryConsumeQueueResponseBody {
  readonly subscriptionData?: SubscriptionData | undefined;
  readonly filterData?: string | undefined;
  readonly queueData: readonly ConsumeQueueData[];
  readonly maxQueueIndex: number;
  readonly minQueueIndex: number;
}

/** @throws {DecodeError} */
export function decodeQueryConsumeQueueResponseBody(body: Uint8Array): QueryConsumeQueueResponseBody {
  const response = BodyReader.parse('QueryConsumeQueueResponseBody', body);
  return {
    subscriptionData: response.has('subscriptionData')
      ? readSubscriptionData(response.object('subscriptionData'))
      : undefined,
    filterData: response.optionalText('filterData'),
    queueData: response.objects('queueData', readConsumeQueueData),
    maxQueueIndex: response.integer('maxQueueIndex'),
    minQueueIndex: response.integer('minQueueIndex'),
  };
}

export function encodeQueryConsumeQueueResponseBody(response: QueryConsumeQueueResponseBody): Buffer {
  return Buffer.from(JSON.stringify(response));
}

function readConsumeQueueData(place: BodyReader): ConsumeQueueData {
  return {
    physicOffset: place.integer('physicOffset'),
    physicSize: place.integer('physicSize'),
    tagsCode: place.integer('tagsCode'),
    extendDataJson: place.optionalText('extendDataJson'),
    bitMap: place.optionalText('bitMap'),
    eval: place.boolean('eval'),
    msg: place.optionalText('msg'),
  };
}
