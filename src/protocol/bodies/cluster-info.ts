import { BodyReader } from '../body-reader.js';
import { type BrokerData, readBrokerData } from './topic-route-data.js';

/**
 * All brokers that a name server knows: the answer of GET_BROKER_CLUSTER_INFO (106), wire.md section 9.2.
 *
 * ```
 * {"brokerAddrTable":{"broker-a":{"brokerAddrs":{0:"10.0.0.1:10911"},"brokerName":"broker-a","cluster":"c","enableActingMaster":false}},
 *  "clusterAddrTable":{"c":["broker-a"]}}
 * ```
 *
 * Java `remoting/…/protocol/body/ClusterInfo`.
 */
export interface ClusterInfo {
  /** By name of the broker. */
  readonly brokerAddrTable: Readonly<Record<string, BrokerData>>;
  /** Names of brokers, by name of the cluster. */
  readonly clusterAddrTable: Readonly<Record<string, readonly string[]>>;
}

/** @throws {DecodeError} */
export function decodeClusterInfo(body: Uint8Array): ClusterInfo {
  const info = BodyReader.parse('ClusterInfo', body);
  return {
    brokerAddrTable: info.entries('brokerAddrTable', (table, name) => readBrokerData(table.object(name))),
    clusterAddrTable: info.entries('clusterAddrTable', (table, name) => table.texts(name)),
  };
}

/** The ids of brokers are not quoted, whoever asks: only they are integer keys of texts. */
export function encodeClusterInfo(info: ClusterInfo): Buffer {
  return Buffer.from(JSON.stringify(info).replaceAll(/"(\d+)":"/g, '$1:"'));
}
