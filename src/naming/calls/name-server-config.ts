import { decodeConfigText, encodeConfigText } from '../../protocol/config-text.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { commandCall, plainQuery, type PlainCall, type ServerCall } from '../server-call.js';

/** GET_NAMESRV_CONFIG (319): settings of the name server. */
export const ReadNameServerConfig: PlainCall<Readonly<Record<string, string>>> = plainQuery(
  RequestCode.GET_NAMESRV_CONFIG,
  decodeConfigText,
);

/** UPDATE_NAMESRV_CONFIG (318), at one name server: changes settings while it runs; some are locked (16). */
export const UpdateNameServerConfig: ServerCall<
  Readonly<Record<string, string | number | boolean>>,
  void
> = commandCall((settings) =>
  createRequest(RequestCode.UPDATE_NAMESRV_CONFIG, EmptyHeader, {}, encodeConfigText(settings)),
);
