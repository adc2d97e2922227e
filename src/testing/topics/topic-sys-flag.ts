/** Bits of `topicSysFlag` (Java `TopicSysFlag`). */
export const TopicSysFlag = {
  /** Of a unit. */
  UNIT: 1,
  /** Subscribed to by clients of a unit. */
  UNIT_SUB: 2,
} as const;
