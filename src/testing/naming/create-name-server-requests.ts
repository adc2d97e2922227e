import { encodeConfigText } from '../../protocol/config-text.js';
import { RequestCode } from '../../protocol/request-code.js';
import { accept } from '../server/accept.js';
import { changeSettings } from '../server/change-settings.js';
import { LiveSettings } from '../server/live-settings.js';
import type { RequestTable } from '../server/request-table.js';
import { createKVConfigRequests } from './kv-config-requests.js';
import { KVConfigStore } from './kv-config-store.js';
import { defaultNameServerConfig, type NameServerConfig } from './name-server-config.js';
import { createRouteRequests } from './route-requests.js';
import type { RouteRegistry } from './route-registry.js';
import { createTopicListRequests } from './topic-list-requests.js';
import { TopicRoutes } from './topic-routes.js';

/** What nobody may change on a running name server (Java `NamesrvConfig#configBlackList`). */
const lockedSettings = ['configBlackList', 'configStorePath', 'kvConfigPath'];

/** What one name server answers. Name servers share the registrations of brokers, and nothing else. */
export function createNameServerRequests(
  registry: RouteRegistry,
  overrides: Partial<NameServerConfig> = {},
): RequestTable {
  const config: NameServerConfig = { ...defaultNameServerConfig, ...overrides };
  const settings = new LiveSettings(config);
  const kvConfig = new KVConfigStore();
  const routes = new TopicRoutes(registry, config);
  return {
    ...createRouteRequests(routes, kvConfig, config),
    ...createTopicListRequests(routes, config),
    ...createKVConfigRequests(kvConfig),

    [RequestCode.UPDATE_NAMESRV_CONFIG]: (request) => {
      changeSettings(request, settings, lockedSettings);
      return accept();
    },
    [RequestCode.GET_NAMESRV_CONFIG]: () => accept(encodeConfigText(settings.all())),
  };
}
