import {
  createRocketMQProtocol,
  type RocketMQProtocol,
  type RocketMQProtocolOptions,
} from '../../protocol/rocketmq-protocol.js';
import type { Runtime } from '../../runtime/runtime.js';
import { ArmedFault, type FaultBehaviour, type FaultKeeper } from './armed-fault.js';
import type { FaultKind } from './fault.js';
import type { ResolvedFaultOptions } from './fault-options.js';
import { type FaultSite, FaultTrigger } from './fault-trigger.js';
import type { FaultyLink } from './faulty-link.js';
import { createSeededRandom, deriveSeed } from './seeded-random.js';

export interface FaultRegistrySettings {
  readonly runtime: Runtime;
  /** From it come all numbers that faults draw; each fault has a sequence of its own. Default 0. */
  readonly seed?: number;
  /** Bytes that each direction of a connection may hold back; above them its sender has to wait. Default 16 MiB. */
  readonly maxHeldBytes?: number;
  /** How the servers write their frames, for the answers that faults give in their place. */
  readonly protocol?: RocketMQProtocolOptions;
}

const defaultMaxHeldBytes = 16 * 1024 * 1024;

/** The faults of an embedded broker, and the connections on which they strike. */
export class FaultRegistry implements FaultKeeper {
  readonly runtime: Runtime;
  readonly protocol: RocketMQProtocol;
  readonly maxHeldBytes: number;
  readonly #seed: number;
  readonly #links = new Set<FaultyLink>();
  /** Everything that was added and not removed. */
  readonly #present = new Set<ArmedFault>();
  /** Those that can strike; replaced, never changed. */
  #active: readonly ArmedFault[] = [];
  #looksAtCommands = false;
  #added = 0;

  constructor({ runtime, seed = 0, maxHeldBytes = defaultMaxHeldBytes, protocol }: FaultRegistrySettings) {
    this.maxHeldBytes = maxHeldBytes;
    this.protocol = createRocketMQProtocol(protocol);
    this.runtime = runtime;
    this.#seed = seed;
  }

  /** The faults that can strike, in the order in which they were added. */
  get active(): readonly ArmedFault[] {
    return this.#active;
  }

  get present(): readonly ArmedFault[] {
    return [...this.#present];
  }

  get isIdle(): boolean {
    return this.#active.length === 0;
  }

  /** Whether a predicate wants to see requests beside their answers. */
  get looksAtCommands(): boolean {
    return this.#looksAtCommands;
  }

  get links(): readonly FaultyLink[] {
    return [...this.#links];
  }

  /** @param behave - makes the behaviour with the numbers that the fault may draw */
  add(
    kind: FaultKind,
    options: ResolvedFaultOptions,
    behave: (random: () => number) => FaultBehaviour,
  ): ArmedFault {
    this.#added++;
    const id = this.#added;
    const random = createSeededRandom(deriveSeed(this.#seed, id));
    const fault = new ArmedFault(kind, id, new FaultTrigger(options, random), behave(random), this);
    this.#present.add(fault);
    this.#activate([...this.#active, fault]);
    for (const link of this.links) this.#meet(fault, link);
    return fault;
  }

  /** A connection arrives. False when a fault keeps it out. */
  admits(site: FaultSite): boolean {
    return !this.#active.some(
      (fault) => fault.trigger.concerns(site) && fault.behaviour.refuses?.(fault) === true,
    );
  }

  arrived(link: FaultyLink): void {
    this.#links.add(link);
    for (const fault of this.present) this.#meet(fault, link);
  }

  forget(link: FaultyLink): void {
    this.#links.delete(link);
  }

  clear(): void {
    for (const fault of this.present) fault.remove();
  }

  retire(fault: ArmedFault): void {
    this.#activate(this.#active.filter((active) => active !== fault));
    if (fault.behaviour.leave === undefined) this.#present.delete(fault);
  }

  lift(fault: ArmedFault): void {
    this.#present.delete(fault);
    for (const link of this.links) fault.behaviour.leave?.(link, fault);
  }

  #meet(fault: ArmedFault, link: FaultyLink): void {
    if (fault.trigger.concerns(link)) fault.behaviour.meet?.(link, fault);
  }

  #activate(active: readonly ArmedFault[]): void {
    this.#active = active;
    this.#looksAtCommands = active.some(({ trigger }) => trigger.looksAtCommands);
  }
}
