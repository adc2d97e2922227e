import { type Counts, runMocha } from './run-mocha.js';

export interface BehaviourRun {
  /** What the scenarios run on. Default: the embedded broker, then real servers. */
  readonly brokers?: 'embedded' | 'real';
  /** Also the scenarios marked `@slow` in their title, which `npm test` leaves to `npm run test:rocketmq`. */
  readonly slow: boolean;
  /** Also those marked `@java`: clients in Java on the embedded broker. */
  readonly java: boolean;
  /** Version of Apache RocketMQ; undefined: the one that the specs take by themselves. */
  readonly version?: string | undefined;
  /** Passed to mocha. */
  readonly args?: readonly string[];
  readonly maxMinutes: number;
}

const always = ['--config', '.mocharc.behaviour.json', '--forbid-only', 'spec/behaviour/**/*.spec.ts'];

/** Runs the scenarios. Without a JDK and Maven those on real servers leave themselves out, in CI they fail. */
export function runBehaviour(run: BehaviourRun): Promise<Counts> {
  const { brokers, slow, java, version, args = [], maxMinutes } = run;
  const left = [...(slow ? [] : ['@slow']), ...(java ? [] : ['@java'])];
  return runMocha({
    args: [...always, ...(left.length === 0 ? [] : ['--grep', left.join('|'), '--invert']), ...args],
    show: 'Spec',
    env: {
      ...(brokers !== undefined && { ROCKETMQ_BROKERS: brokers }),
      ...(version !== undefined && { ROCKETMQ_VERSION: version }),
    },
    maxMinutes,
  });
}
