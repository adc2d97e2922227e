import {
  encodeTopicRouteData,
  GetRouteInfoRequestHeader,
  RequestCode,
  ResponseCode,
  type TopicRouteData,
} from '../../../src/protocol/index.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import type { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { accept, refuse, StubServer } from './stub-server.js';

/** One broker name of a route: addresses by broker id, and its queues. */
export interface RoutedBroker {
  readonly name: string;
  /** By broker id; 0 is the master. */
  readonly addresses: Readonly<Record<number, string>>;
  readonly queues?: number;
  readonly perm?: number;
}

export function routeData(brokers: readonly RoutedBroker[], orderTopicConf?: string): TopicRouteData {
  return {
    orderTopicConf,
    filterServerTable: {},
    brokerDatas: brokers.map(({ name, addresses }) => ({
      cluster: 'c',
      brokerName: name,
      brokerAddrs: { ...addresses },
      enableActingMaster: false,
    })),
    queueDatas: brokers.map(({ name, queues = 1, perm = 6 }) => ({
      brokerName: name,
      readQueueNums: queues,
      writeQueueNums: queues,
      perm,
      topicSysFlag: 0,
    })),
  };
}

/** A name server that knows the routes it is given. */
export class StubNameServer extends StubServer {
  readonly routes = new Map<string, TopicRouteData>();

  constructor(address: string, network: MemoryNetwork, runtime: Runtime) {
    super(address, network, runtime);
    this.answers(RequestCode.GET_ROUTEINFO_BY_TOPIC, (request) => {
      const route = this.routes.get(GetRouteInfoRequestHeader.read(request).topic);
      return route === undefined
        ? refuse(ResponseCode.TOPIC_NOT_EXIST)
        : accept(undefined, undefined, encodeTopicRouteData(route));
    });
  }

  /** The topics that were asked for, oldest first. */
  get questions(): string[] {
    return this.headers(RequestCode.GET_ROUTEINFO_BY_TOPIC, GetRouteInfoRequestHeader).map(
      ({ topic }) => topic,
    );
  }
}
