/** Bits of `sysFlag` of pull requests (wire.md section 5.3, Java `PullSysFlag`). */
export const PullSysFlag = {
  COMMIT_OFFSET: 0x1,
  SUSPEND: 0x2,
  SUBSCRIPTION: 0x4,
  CLASS_FILTER: 0x8,
  LITE_PULL: 0x10,
} as const;

export type PullSysFlag = (typeof PullSysFlag)[keyof typeof PullSysFlag];

export interface PullSysFlags {
  /** Store `commitOffset` of the request as the group's offset. */
  readonly commitOffset?: boolean;
  /** Hold the request until a message arrives or its time is over. */
  readonly suspend?: boolean;
  /** Filter by the subscription in this request, not by the one of the heartbeat. */
  readonly subscription?: boolean;
  /** Obsolete: class filter. */
  readonly classFilter?: boolean;
  /** Sent with LITE_PULL_MESSAGE. */
  readonly litePull?: boolean;
}

export function buildPullSysFlag(flags: PullSysFlags): number {
  return (
    (flags.commitOffset === true ? PullSysFlag.COMMIT_OFFSET : 0) |
    (flags.suspend === true ? PullSysFlag.SUSPEND : 0) |
    (flags.subscription === true ? PullSysFlag.SUBSCRIPTION : 0) |
    (flags.classFilter === true ? PullSysFlag.CLASS_FILTER : 0) |
    (flags.litePull === true ? PullSysFlag.LITE_PULL : 0)
  );
}

export function hasPullFlag(sysFlag: number, flag: PullSysFlag): boolean {
  return (sysFlag & flag) !== 0;
}
