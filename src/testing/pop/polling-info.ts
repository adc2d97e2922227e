import { PollingInfoRequestHeader, PollingInfoResponseHeader } from '../../protocol/headers/polling-info.js';
import { createResponse } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { nothingToSay } from '../server/accept.js';
import type { RequestHandler } from '../server/request-table.js';
import { checkPop } from './pop-access.js';
import type { PopContext } from './pop-context.js';

const refusedWith = PollingInfoResponseHeader.write({ pollingNum: 0 });

/** POLLING_INFO (200055). @see apache/rocketmq 5.3.3 `broker/…/processor/PollingInfoProcessor` */
export function createPollingInfoHandler({ services, pops }: PopContext): RequestHandler {
  return (command, peer) => {
    const request = PollingInfoRequestHeader.read(command);
    checkPop(services, request, { peer, refusedWith });
    return createResponse(ResponseCode.SUCCESS, {
      remark: nothingToSay,
      codec: PollingInfoResponseHeader,
      header: { pollingNum: pops.count(request) },
    });
  };
}
