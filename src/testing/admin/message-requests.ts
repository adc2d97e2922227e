import {
  QueryMessageRequestHeader,
  QueryMessageResponseHeader,
} from '../../protocol/headers/query-message.js';
import { ViewMessageRequestHeader } from '../../protocol/headers/view-message.js';
import type { StoredMessage } from '../../protocol/message/stored-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { SysFlag, transactionState } from '../../protocol/sys-flag.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept, acceptWith } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import { readEntry, type StoredEntry } from '../store/stored-entry.js';

/** Messages of one answer when a unique id is looked for, and at most (Java `MessageStoreConfig`). */
const defaultQueryMaxNum = 32;
const maxMsgsNumBatch = 64;

const keySeparator = ' ';

/** Single messages by key, by unique id and by their place (Java `QueryMessageProcessor`). */
export function createMessageRequests({ state: { store } }: BrokerServices): RequestTable {
  return {
    [RequestCode.QUERY_MESSAGE]: (request) => {
      const query = QueryMessageRequestHeader.read(request);
      const limit = query.uniqueKeyQuery === true ? defaultQueryMaxNum : query.maxNum;
      const count = Math.min(limit, maxMsgsNumBatch);
      // The newest ones, in the order in which they were stored.
      const found = count > 0 ? [...find(store.entries(), query)].slice(-count) : [];
      const last = found.at(-1);
      if (last === undefined)
        throw new Refusal(
          ResponseCode.QUERY_NOT_FOUND,
          'can not find message, maybe time range not correct',
          QueryMessageResponseHeader.write({ indexLastUpdateTimestamp: 0, indexLastUpdatePhyoffset: 0 }),
        );
      const header = {
        indexLastUpdateTimestamp: last.storedAt,
        indexLastUpdatePhyoffset: last.physicalOffset,
      };
      return acceptWith(QueryMessageResponseHeader, header, Buffer.concat(found.map(({ record }) => record)));
    },

    [RequestCode.VIEW_MESSAGE_BY_ID]: (request) => {
      const { offset } = ViewMessageRequestHeader.read(request);
      const entry = store.at(offset);
      if (entry === undefined)
        throw new Refusal(ResponseCode.SYSTEM_ERROR, `can not find message by the offset, ${offset}`);
      return accept(entry.record);
    },
  };
}

/** Looks through the whole log: a real broker has an index of hashes, which finds others too. */
function* find(
  entries: Iterable<StoredEntry>,
  { topic, key, beginTimestamp, endTimestamp }: QueryMessageRequestHeader,
): IterableIterator<StoredEntry> {
  for (const entry of entries) {
    const isInTime = entry.storedAt >= beginTimestamp && entry.storedAt <= Number(endTimestamp);
    if (isInTime && entry.topic === topic && hasKey(readEntry(entry), key)) yield entry;
  }
}

function hasKey({ properties, sysFlag }: StoredMessage, key: string): boolean {
  // The record of a rolled-back transaction repeats a message that is in the index already.
  if (transactionState(sysFlag) === SysFlag.TRANSACTION_ROLLBACK) return false;
  const { [PropertyKey.UNIQ_KEY]: uniqueId, [PropertyKey.KEYS]: keys = '' } = properties;
  return uniqueId === key || keys.split(keySeparator).includes(key);
}
