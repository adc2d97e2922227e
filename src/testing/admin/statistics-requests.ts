import { encodeBrokerStatsData } from '../../protocol/bodies/broker-stats-data.js';
import { encodeKVTable } from '../../protocol/bodies/kv-table.js';
import { ViewBrokerStatsDataRequestHeader } from '../../protocol/headers/view-broker-stats-data.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import type { BrokerStatistics } from './broker-statistics.js';
import { runtimeInfo } from './runtime-info.js';

/** What the broker counts, and how it is. */
export function createStatisticsRequests(
  services: BrokerServices,
  statistics: BrokerStatistics,
): RequestTable {
  return {
    [RequestCode.VIEW_BROKER_STATS_DATA]: (request) => {
      const { statsName, statsKey } = ViewBrokerStatsDataRequestHeader.read(request);
      const data = statistics.view(statsName, statsKey);
      if (data === undefined)
        throw new Refusal(ResponseCode.SYSTEM_ERROR, `The stats <${statsName}> <${statsKey}> not exist`);
      return accept(encodeBrokerStatsData(data));
    },

    [RequestCode.GET_BROKER_RUNTIME_INFO]: () => accept(encodeKVTable(runtimeInfo(services, statistics))),
  };
}
