import {
  decodeTopicRouteData,
  GetRouteInfoRequestHeader,
  RequestCode,
  type TopicRouteData,
} from '../../../src/protocol/index.js';
import type { BrokerRegistration } from '../../../src/testing/naming/broker-registration.js';
import { createNameServerRequests } from '../../../src/testing/naming/create-name-server-requests.js';
import { RouteRegistry } from '../../../src/testing/naming/route-registry.js';
import type { RequestTable } from '../../../src/testing/server/request-table.js';
import { TopicTable } from '../../../src/testing/topics/topic-table.js';
import { ask, refusalOf } from '../support/ask.js';

/** A name server without brokers, and a broker `a` with the topic `orders` that can be registered. */
export function serveNames(overrides?: Parameters<typeof createNameServerRequests>[1]) {
  const registry = new RouteRegistry();
  const topics = new TopicTable();
  topics.ensure('orders', 4);
  const register = (settings: Partial<BrokerRegistration> = {}): (() => void) =>
    registry.register({
      clusterName: 'c',
      brokerName: 'a',
      brokerId: 0,
      address: '10.0.0.1:10911',
      topics: () => topics.all(),
      ...settings,
    });
  return { registry, topics, register, requests: createNameServerRequests(registry, overrides) };
}

export function route(requests: RequestTable, topic: string): TopicRouteData {
  const answer = ask(requests, RequestCode.GET_ROUTEINFO_BY_TOPIC, GetRouteInfoRequestHeader, { topic });
  return decodeTopicRouteData(answer.body!);
}

/** With what the question for a route is refused. */
export const noRoute = (requests: RequestTable, topic: string) => refusalOf(() => route(requests, topic));
