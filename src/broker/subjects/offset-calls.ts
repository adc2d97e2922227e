import { oneway } from '../broker-call.js';
import { UpdateConsumerOffset } from '../calls/consumer-offset.js';
import { AllProgress, ConsumeTimeSpans, GroupProgress } from '../calls/group-progress.js';
import { CloneOffsets, ResetOffsets, SmallestOffsets } from '../calls/move-offsets.js';
import { EarliestStoreTime } from '../calls/queue-offset.js';

/** Offsets of groups, and of queues, besides those that consumers ask for all the time. */
export const offsetCalls = {
  /** Commits an offset, without an answer. */
  commitOneway: oneway(UpdateConsumerOffset),
  /** When the oldest message of a queue was stored. */
  earliestStoreTime: EarliestStoreTime,
  /** How far a group has come. */
  progress: GroupProgress,
  /** How far all groups have come. */
  allProgress: AllProgress,
  /** How old is what a group has not consumed. */
  timeSpans: ConsumeTimeSpans,
  /** A group goes on elsewhere; emits where. */
  reset: ResetOffsets,
  /** Gives a group the offsets of another one. */
  clone: CloneOffsets,
  /** What the slowest group has committed of each queue. */
  smallest: SmallestOffsets,
} as const;
