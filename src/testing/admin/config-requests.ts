import { encodeConfigText } from '../../protocol/config-text.js';
import { GetBrokerConfigResponseHeader } from '../../protocol/headers/get-broker-config.js';
import { RequestCode } from '../../protocol/request-code.js';
import { parseEndpoint } from '../../transport/endpoint.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept, acceptWith } from '../server/accept.js';
import { changeSettings } from '../server/change-settings.js';
import { LiveSettings } from '../server/live-settings.js';
import type { RequestTable } from '../server/request-table.js';

/** What nobody may change on a running broker (Java `BrokerConfig#configBlackList`). */
const lockedSettings = ['configBlackList', 'brokerConfigPath'];

/** The settings of the broker, which `broker.conf` has on a real one (Java `AdminBrokerProcessor`). */
export function createConfigRequests({ config, identity }: BrokerServices, startedAt: number): RequestTable {
  const { host, port } = parseEndpoint(identity.address);
  const settings = new LiveSettings(config, {
    brokerClusterName: identity.clusterName,
    brokerName: identity.brokerName,
    brokerId: String(identity.brokerId),
    brokerIP1: host,
    listenPort: String(port),
  });
  return {
    [RequestCode.UPDATE_BROKER_CONFIG]: (request) => {
      changeSettings(request, settings, lockedSettings);
      return accept();
    },

    [RequestCode.GET_BROKER_CONFIG]: () => {
      const version = JSON.stringify({ counter: settings.version, stateVersion: 0, timestamp: startedAt });
      return acceptWith(GetBrokerConfigResponseHeader, { version }, encodeConfigText(settings.all()));
    },
  };
}
