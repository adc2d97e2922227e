import type { TopicRoute } from '../naming/topic-route.js';
import type { BrokerChoice } from './broker-choice.js';

/** The name of the broker that is chosen for a message, not the avoided one unless it is alone; undefined when none is. */
export function pickedName(
  route: TopicRoute,
  avoided: string | undefined,
  pick: NonNullable<BrokerChoice['pick']>,
): string | undefined {
  const names = [...new Set(route.writeQueues.map(({ brokerName }) => brokerName))];
  const others = names.filter((name) => name !== avoided);
  const candidates = others.length === 0 ? names : others;
  const address = pick(candidates.map((name) => route.address(name)!));
  return candidates.find((name) => route.address(name) === address);
}
