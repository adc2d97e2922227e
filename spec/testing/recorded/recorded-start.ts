import { decodeTopicRouteData, RequestCode, ResponseCode } from '../../../src/protocol/index.js';
import type { TopicOptions } from '../../../src/testing/broker-options.js';
import type { RecordedScenario } from './recorded-scenario.js';

/** The time of the recording at its beginning: messages say when they were made. */
export function originOf({ frames }: RecordedScenario): number {
  const times = frames.flatMap(({ command, tMs, isFromClient, kind }) => {
    const made =
      isFromClient && kind !== 'response'
        ? (command.extFields?.['g'] ?? command.extFields?.['bornTime'])
        : undefined;
    return made === undefined ? [] : [Number(made) - tMs];
  });
  return times.length === 0 ? Date.UTC(2026, 0, 1) : Math.max(...times);
}

/** The topics that were there when the recording began: those with a route, without a request that made them. */
export function topicsOf(scenarios: readonly RecordedScenario[]): Record<string, TopicOptions> {
  const topics: Record<string, TopicOptions> = {};
  const madeLater = new Set(['TBW102']);
  for (const { frames } of scenarios) {
    const asked = new Map<number, string>();
    for (const { seq, command, requestSeq, kind } of frames) {
      const { code, extFields, body } = command;
      const topic = kind === 'response' ? asked.get(requestSeq ?? -1) : extFields?.['topic'];
      if (topic === undefined || topic in topics) continue;
      if (kind !== 'response') {
        if (code === RequestCode.UPDATE_AND_CREATE_TOPIC) madeLater.add(topic);
        if (code === RequestCode.GET_ROUTEINFO_BY_TOPIC) asked.set(seq, topic);
      } else if (code !== ResponseCode.SUCCESS || body === undefined) madeLater.add(topic);
      else if (!madeLater.has(topic)) topics[topic] = topicOptionsOf(body);
    }
  }
  return topics;
}

function topicOptionsOf(route: Buffer): TopicOptions {
  const [queues] = decodeTopicRouteData(route).queueDatas;
  if (queues === undefined) throw new Error('A recorded route has no queues');
  return { queues: queues.readQueueNums, permission: queues.perm };
}
