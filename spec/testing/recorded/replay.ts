import {
  encodeFrame,
  type RemotingCommand,
  RequestCode,
  requestCodeName,
} from '../../../src/protocol/index.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../../src/testing/time/virtual-clock.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { type BodyView, type Facts, factsOf } from './facts.js';
import { RecordedLink } from './recorded-link.js';
import type { RecordedFrame, RecordedScenario } from './recorded-scenario.js';
import { originOf, topicsOf } from './recorded-start.js';
import { Translations } from './translations.js';

/** Where the embedded broker says something else than the recorded one. */
export interface Difference {
  /** `GET_ROUTEINFO_BY_TOPIC #15`: the request and its place in the recording. */
  readonly request: string;
  /** What differs; see `factsOf`. */
  readonly fact: string;
  readonly expected: string | undefined;
  readonly got: string | undefined;
}

export interface ReplayOptions {
  readonly broker?: BrokerOptions;
  /** The broker is not there. */
  readonly isBrokerDown?: boolean;
  /** Scenarios that were recorded before with the same broker, as far as this one needs what they left. */
  readonly after?: readonly RecordedScenario[];
  /** How much earlier those were than their recordings say, in milliseconds. */
  readonly earlierMs?: number;
  /** How the bodies of a request's answers are compared. Default: by their values. */
  readonly viewOf?: (code: number) => BodyView;
}

const host = '127.0.0.1';
/** Where the recorded brokers were. */
const brokerPort = 40_911;
const nameServer = { host, port: 40_910 };

/** How long a real broker may be ahead of the embedded one, and how exactly that is looked at. */
const [patienceMs, stepMs] = [40_000, 50];

/** Plays the client's part of a recording to an embedded broker, at the recorded times, and compares what that says. */
export async function replay(scenario: RecordedScenario, options: ReplayOptions = {}): Promise<Difference[]> {
  const { after = [], earlierMs = 0, viewOf = () => 'values' } = options;
  const scenarios = [...after, scenario];
  const clock = createVirtualClock({
    startAt: originOf(scenarios[0] ?? scenario) - earlierMs,
    random: () => 0.5,
  });
  const network = new MemoryNetwork(resolveTransportOptions(), clock.runtime);
  const broker = await clock.until(
    startBroker({
      network,
      host,
      brokerPort,
      port: nameServer.port,
      runtime: clock.runtime,
      ...options.broker,
      topics: { ...topicsOf(scenarios), ...options.broker?.topics },
    }),
  );
  try {
    if (options.isBrokerDown === true) await clock.until(broker.brokers[0]!.stop());
    let differences: Difference[] = [];
    for (const each of scenarios) {
      const shiftMs = each === scenario ? 0 : earlierMs;
      clock.tick(Math.max(0, originOf(each) - shiftMs - clock.now));
      differences = new Conversation(clock, network, viewOf, shiftMs).play(each.frames);
    }
    return differences;
  } finally {
    await clock.until(broker.stop());
  }
}

class Conversation {
  readonly #differences: Difference[] = [];
  readonly #clock: VirtualClock;
  readonly #network: MemoryNetwork;
  readonly #viewOf: (code: number) => BodyView;
  readonly #startedAt: number;
  readonly #links = new Map<number, RecordedLink>();
  readonly #translations: Translations;
  readonly #sent = new Map<number, RecordedFrame>();
  /** Connections that have sent a heartbeat. */
  readonly #beating = new Set<number>();
  /** What the embedded broker asked in place of a recorded request of the broker. */
  readonly #asked = new Map<number, RemotingCommand>();

  constructor(
    clock: VirtualClock,
    network: MemoryNetwork,
    viewOf: (code: number) => BodyView,
    earlierMs: number,
  ) {
    this.#translations = new Translations(earlierMs);
    this.#clock = clock;
    this.#network = network;
    this.#viewOf = viewOf;
    this.#startedAt = clock.now;
  }

  play(frames: readonly RecordedFrame[]): Difference[] {
    try {
      for (const frame of frames) this.#go(frame);
      this.#finish(frames);
    } finally {
      for (const link of this.#links.values()) link.close();
      this.#clock.tick();
    }
    return this.#differences;
  }

  #go(frame: RecordedFrame): void {
    this.#clock.tick(Math.max(0, this.#startedAt + frame.tMs - this.#clock.now));
    if (frame.isFromClient && frame.kind === 'response') this.#reply(frame);
    else if (frame.isFromClient) this.#send(frame);
    else if (frame.kind === 'response') this.#expectAnswer(frame);
    else this.#expectRequest(frame);
  }

  /** What nobody expected: requests of the broker that were never recorded, of whatever connection. */
  #finish(frames: readonly RecordedFrame[]): void {
    this.#clock.tick(stepMs);
    const known = new Set(
      frames.filter(({ isFromClient }) => !isFromClient).map(({ command }) => keyOf(command)),
    );
    for (const link of this.#links.values())
      for (const command of link.asked)
        if (!known.has(keyOf(command)))
          this.#differ(
            `${requestCodeName(command.code)} of the broker`,
            'request',
            undefined,
            keyOf(command),
          );
  }

  #linkOf({ conn, isNameServer }: RecordedFrame): RecordedLink {
    let link = this.#links.get(conn);
    if (link === undefined) {
      const endpoint = isNameServer ? nameServer : { host, port: brokerPort };
      this.#links.set(conn, (link = new RecordedLink(this.#network.connector, endpoint)));
    }
    return link;
  }

  #send(frame: RecordedFrame): void {
    this.#sent.set(frame.seq, frame);
    if (frame.command.code === RequestCode.HEART_BEAT) this.#beating.add(frame.conn);
    this.#linkOf(frame).write(this.#translations.translate(frame));
    this.#clock.tick();
  }

  #reply(frame: RecordedFrame): void {
    const request = this.#asked.get(frame.requestSeq ?? -1);
    if (request === undefined) return;
    this.#linkOf(frame).write(encodeFrame(frame.command, { opaque: request.opaque }));
    this.#clock.tick();
  }

  #expectAnswer(frame: RecordedFrame): void {
    const request = this.#sent.get(frame.requestSeq ?? -1);
    if (request === undefined) return;
    const link = this.#linkOf(frame);
    const { opaque } = request.command;
    const name = nameOf(request);
    const answer = this.#waitFor(link, () => link.answers.get(opaque));
    if (answer === undefined) return this.#differ(name, 'answer', 'one', link.isClosed ? 'hung up' : 'none');
    link.answers.delete(opaque);
    this.#compare(name, request.command.code, frame, answer);
  }

  #expectRequest(frame: RecordedFrame): void {
    const link = this.#linkOf(frame);
    // Some heartbeats were left out of the recordings, not the notices that they brought about.
    if (isNotice(frame) && !this.#beating.has(frame.conn)) return;
    const isIt = ({ code }: RemotingCommand): boolean => code === frame.command.code;
    const asked = this.#waitFor(link, () => link.asked.find(isIt));
    const name = `${nameOf(frame)} of the broker`;
    if (asked === undefined) return this.#differ(name, 'request', 'one', 'none');
    link.asked.splice(link.asked.indexOf(asked), 1);
    this.#asked.set(frame.seq, asked);
    this.#compare(name, frame.command.code, frame, asked);
  }

  #waitFor<T>(link: RecordedLink, look: () => T | undefined): T | undefined {
    for (let waitedMs = 0; ; waitedMs += stepMs) {
      const found = look();
      if (found !== undefined || waitedMs >= patienceMs || link.isClosed) return found;
      this.#clock.tick(stepMs);
    }
  }

  #compare(name: string, code: number, recorded: RecordedFrame, actual: RemotingCommand): void {
    this.#translations.learn(recorded, actual);
    const view = this.#viewOf(code);
    const expected = factsOf(recorded.command, recorded.holdsRecords, view);
    const got: Facts = factsOf(actual, recorded.holdsRecords, view);
    for (const fact of new Set([...expected.keys(), ...got.keys()]))
      if (expected.get(fact) !== got.get(fact)) this.#differ(name, fact, expected.get(fact), got.get(fact));
  }

  #differ(request: string, fact: string, expected: string | undefined, got: string | undefined): void {
    this.#differences.push({ request, fact, expected, got });
  }
}

const nameOf = ({ command, seq }: RecordedFrame): string => `${requestCodeName(command.code)} #${seq}`;

const isNotice = ({ command }: RecordedFrame): boolean =>
  command.code === RequestCode.NOTIFY_CONSUMER_IDS_CHANGED;

const keyOf = ({ code, extFields }: RemotingCommand): string =>
  `${requestCodeName(code)} ${extFields?.['consumerGroup'] ?? ''}`.trim();
