import { decodeKVTable } from '../../protocol/bodies/kv-table.js';
import { DeleteKVConfigRequestHeader } from '../../protocol/headers/delete-kv-config.js';
import { GetKVConfigRequestHeader, GetKVConfigResponseHeader } from '../../protocol/headers/get-kv-config.js';
import { GetKVListByNamespaceRequestHeader } from '../../protocol/headers/get-kv-list-by-namespace.js';
import { PutKVConfigRequestHeader } from '../../protocol/headers/put-kv-config.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { commandCall, expectSuccess, type ServerCall } from '../server-call.js';

export interface ConfigKey {
  readonly namespace: string;
  readonly key: string;
}

/** GET_KV_CONFIG (101): a value that is stored at the name server; undefined when there is none. */
export const ReadConfigValue: ServerCall<ConfigKey, string | undefined> = {
  encode: (key) => createRequest(RequestCode.GET_KV_CONFIG, GetKVConfigRequestHeader, key),
  decode: (answer, context) => {
    if (answer.code === ResponseCode.QUERY_NOT_FOUND) return undefined;
    expectSuccess(answer, context);
    return GetKVConfigResponseHeader.read(answer).value;
  },
};

/** GET_KVLIST_BY_NAMESPACE (219): every value of a namespace; empty when there is none. */
export const ReadConfigValues: ServerCall<string, Readonly<Record<string, string>>> = {
  encode: (namespace) =>
    createRequest(RequestCode.GET_KVLIST_BY_NAMESPACE, GetKVListByNamespaceRequestHeader, { namespace }),
  decode: (answer, context) => {
    if (answer.code === ResponseCode.QUERY_NOT_FOUND) return {};
    expectSuccess(answer, context);
    return answer.body === undefined ? {} : decodeKVTable(answer.body);
  },
};

/** PUT_KV_CONFIG (100), at one name server: they do not tell each other. */
export const PutConfigValue: ServerCall<ConfigKey & { readonly value: string }, void> = commandCall((entry) =>
  createRequest(RequestCode.PUT_KV_CONFIG, PutKVConfigRequestHeader, entry),
);

/** DELETE_KV_CONFIG (102), at one name server. */
export const DeleteConfigValue: ServerCall<ConfigKey, void> = commandCall((key) =>
  createRequest(RequestCode.DELETE_KV_CONFIG, DeleteKVConfigRequestHeader, key),
);
