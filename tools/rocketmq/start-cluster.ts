import { accessControl } from './access-control.js';
import { publishDescription } from './cluster-description.js';
import { brokerSettings, type ClusterOptions } from './cluster-options.js';
import { findJava } from './find-java.js';
import { prepareTls } from './cluster-tls.js';
import { Cluster, type ClusterParts } from './cluster.js';
import { resolveJars } from './resolve-jars.js';
import { defaultVersion } from './rocketmq-version.js';
import { createRunFolder, sweepRunFolders } from './run-folder.js';
import { inSequence } from './sequence.js';

async function prepare(options: ClusterOptions): Promise<ClusterParts> {
  const { version = defaultVersion, serializeType, logFolder } = options;
  const { missing } = findJava(['java']);
  if (missing !== undefined) throw new Error(`Cannot start Apache RocketMQ: ${missing}`);
  await sweepRunFolders();
  const jars = await resolveJars(version);
  const runFolder = await createRunFolder();
  const tls = await prepareTls(options.tls, runFolder);
  const serialize = serializeType === undefined ? [] : [`-Drocketmq.serialize.type=${serializeType}`];
  const jvmArgs = [...serialize, ...tls.jvmArgs, ...(options.jvmArgs ?? [])];
  const setting = { version, jars, runFolder, jvmArgs, ...(logFolder !== undefined && { logFolder }) };
  return { options, setting, tls, accessControl: accessControl(version, options.accessControl) };
}

/** One after the other: JVMs that start at the same time wait for each other, and 5.x wants its name servers first. */
async function startServers(cluster: Cluster, options: ClusterOptions): Promise<void> {
  const nameServerPorts = Array.from({ length: options.nameServers ?? 1 }, (_, index) =>
    index === 0 ? options.port : undefined,
  );
  await inSequence(nameServerPorts, (port) => cluster.addNameServer(port));
  await inSequence(brokerSettings(options.brokers), (settings) => cluster.addBroker(settings));
}

async function createContents(cluster: Cluster, { topics = {}, groups = {} }: ClusterOptions): Promise<void> {
  await inSequence(Object.entries(topics), ([topic, settings]) =>
    cluster.createTopic(topic, typeof settings === 'number' ? { queues: settings } : settings),
  );
  await inSequence(Object.entries(groups), ([group, settings]) => cluster.updateGroup(group, settings));
}

/**
 * Starts Apache RocketMQ on this machine and resolves when every name server knows every broker and every topic.
 *
 * 4 to 7 s for one broker on an idle machine, after the jars of the version have been resolved once. Rejects when Java is
 * missing or a server does not come up, with what that server printed last; nothing is left running then.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = new Cluster(await prepare(options));
  try {
    await startServers(cluster, options);
    await createContents(cluster, options);
    await publishDescription(cluster.description);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
