import { type Counts, runMocha } from './run-mocha.js';

export interface BehaviourRun {
  /** Also the scenarios marked `@slow` in their title, which `npm test` leaves to `npm run test:rocketmq`. */
  readonly slow: boolean;
  /** Version of Apache RocketMQ; undefined: the one that the specs take by themselves. */
  readonly version?: string | undefined;
  /** Passed to mocha. */
  readonly args?: readonly string[];
  readonly maxMinutes: number;
}

const always = ['--config', '.mocharc.behaviour.json', '--forbid-only', 'spec/behaviour/**/*.spec.ts'];

/** Runs the scenarios on real servers. Without a JDK and Maven they leave themselves out, in CI they fail. */
export function runBehaviour({ slow, version, args = [], maxMinutes }: BehaviourRun): Promise<Counts> {
  return runMocha({
    args: [...always, ...(slow ? [] : ['--grep', '@slow', '--invert']), ...args],
    show: 'Spec',
    env: version === undefined ? {} : { ROCKETMQ_VERSION: version },
    maxMinutes,
  });
}
