// Real Apache RocketMQ servers, and its Java client, for development and tests.
export { startCluster } from './start-cluster.js';
export type { Cluster } from './cluster.js';
export type { BrokerSettings, ClusterOptions } from './cluster-options.js';
export type { ClusterDescription } from './cluster-description.js';
export type { GroupSettings, TopicSettings } from './cluster-admin.js';
export type { TlsSettings } from './cluster-tls.js';
export type { AccessControlSettings } from './access-control.js';
export { findJava } from './find-java.js';
export { hasJars, resolveJars } from './resolve-jars.js';
export { defaultVersion } from './rocketmq-version.js';
export { javaClientsOf, type Described, type JavaClients } from './java-clients.js';
export { javaConsumer, type JavaConsumer, type JavaReceivedMessage } from './java-consumer.js';
export { javaProducer, type JavaMessage, type JavaProducer, type JavaSendResult } from './java-producer.js';
export type { JavaArrival, JavaScenarios } from './java-scenarios.js';
export { javaTour, type JavaTour } from './java-tour.js';
export { mqadmin } from './mqadmin.js';
export { ServerProcess } from './server-process.js';
