import type { Runtime } from '../../runtime/runtime.js';
import type { MessageSender } from '../../sending/message-sender.js';
import type { ResolvedProducerOptions } from '../producer-options.js';
import type { SendPath } from '../send-path.js';
import { AutoBatcher } from './auto-batcher.js';

export interface BatcherParts {
  readonly options: ResolvedProducerOptions;
  readonly sender: MessageSender;
  readonly runtime: Runtime;
}

/** Undefined when the producer's options do not want one. */
export function createBatcher(
  { options: { batching, compression }, sender, runtime }: BatcherParts,
  path: SendPath,
): AutoBatcher | undefined {
  if (batching === false) return undefined;
  return new AutoBatcher({
    ...batching,
    compressedFromBytes: compression === false ? Infinity : compression.threshold,
    knownQueues: (topic) => sender.knownQueues(topic),
    path,
    runtime,
  });
}
