import { encodeKVTable } from '../../protocol/bodies/kv-table.js';
import { DeleteKVConfigRequestHeader } from '../../protocol/headers/delete-kv-config.js';
import { GetKVConfigRequestHeader, GetKVConfigResponseHeader } from '../../protocol/headers/get-kv-config.js';
import { GetKVListByNamespaceRequestHeader } from '../../protocol/headers/get-kv-list-by-namespace.js';
import { PutKVConfigRequestHeader } from '../../protocol/headers/put-kv-config.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { accept, acceptWith } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import type { KVConfigStore } from './kv-config-store.js';

/** The KV configuration. */
export function createKVConfigRequests(store: KVConfigStore): RequestTable {
  return {
    [RequestCode.PUT_KV_CONFIG]: (request) => {
      const { namespace, key, value } = PutKVConfigRequestHeader.read(request);
      store.put(namespace, key, value);
      return accept();
    },

    [RequestCode.GET_KV_CONFIG]: (request) => {
      const { namespace, key } = GetKVConfigRequestHeader.read(request);
      const value = store.get(namespace, key);
      if (value === undefined)
        throw new Refusal(
          ResponseCode.QUERY_NOT_FOUND,
          `No config item, Namespace: ${namespace} Key: ${key}`,
        );
      return acceptWith(GetKVConfigResponseHeader, { value });
    },

    [RequestCode.DELETE_KV_CONFIG]: (request) => {
      const { namespace, key } = DeleteKVConfigRequestHeader.read(request);
      store.delete(namespace, key);
      return accept();
    },

    [RequestCode.GET_KVLIST_BY_NAMESPACE]: (request) => {
      const { namespace } = GetKVListByNamespaceRequestHeader.read(request);
      const table = store.list(namespace);
      if (table === undefined)
        throw new Refusal(ResponseCode.QUERY_NOT_FOUND, `No config item, Namespace: ${namespace}`);
      return accept(encodeKVTable(Object.fromEntries(table)));
    },
  };
}
