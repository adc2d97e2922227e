import { integer, milliseconds, oneOf, option } from '../../internal/options.js';
import {
  type AnswerOptions,
  answerShape,
  type CorruptOptions,
  type CutOptions,
  type DelayOptions,
  type DuplicateOptions,
  type GoAwayOptions,
  goAwayShape,
  type RefuseOptions,
  type ReorderOptions,
  type TruncateOptions,
} from './fault-kind-options.js';
import {
  answerCommands,
  type Answerer,
  answerWith,
  corruptCommands,
  cutConnections,
  delayCommands,
  dropCommands,
  duplicateCommands,
  reorderCommands,
  truncateCommands,
} from './command-faults.js';
import {
  goAwayFault,
  halfOpenFault,
  pauseFault,
  refuseFault,
  stopReadingFault,
} from './connection-faults.js';
import type { FaultBehaviour } from './armed-fault.js';
import type { Fault, FaultKind } from './fault.js';
import {
  type FaultOptions,
  type FaultOptionRules,
  type ResolvedFaultOptions,
  resolveFaultOptions,
  strikesCommands,
} from './fault-options.js';
import type { FaultRegistry } from './fault-registry.js';

type Behave<Own> = (options: ResolvedFaultOptions & Own, random: () => number) => FaultBehaviour;

/**
 * Makes an embedded broker misbehave, on its wire: what it does with a request it does right, and then the answer is late, wrong or
 * lost. Nothing here is left to chance: the same seed and the same traffic give the same faults.
 *
 * Every method adds one fault and returns it; it strikes from then on, in the order in which faults were added: what a `duplicate`
 * makes two of, a later `drop` with `times: 1` makes one again. What is held back when its connection ends is lost. Bad options are thrown as {@link InvalidArgumentError}.
 *
 * ```ts
 * // Stored, but the answer is lost: does the producer send it again?
 * const fault = broker.faults.drop({ code: RequestCode.SEND_MESSAGE_V2, direction: 'response', times: 1 });
 * await producer.send({ topic: 'orders', body: 'hello' });
 * expect(fault.hits).to.equal(1);
 * ```
 */
export class Faults {
  readonly #registry: FaultRegistry;

  /** @internal */
  constructor(registry: FaultRegistry) {
    this.#registry = registry;
  }

  /** The faults that were added and have an effect still, in that order. */
  get present(): readonly Fault[] {
    return this.#registry.present;
  }

  /** Removes all of them, see {@link Fault.remove}. */
  clear(): void {
    this.#registry.clear();
  }

  /**
   * Commands come later; others overtake them. Requests, unless `direction` says otherwise.
   *
   * @param delayMs - milliseconds
   */
  delay(delayMs: number, options: DelayOptions = {}): Fault {
    milliseconds(0)(delayMs, 'faults.delay.delayMs');
    return this.#add(
      'delay',
      options,
      { direction: 'request', own: { jitterMs: option(milliseconds(0), 0) } },
      ({ jitterMs }, random) => delayCommands(delayMs, jitterMs, random),
    );
  }

  /** Commands are lost, the connection lives on. Requests, unless `direction` says otherwise. */
  drop(options: FaultOptions = {}): Fault {
    return this.#add('drop', options, { direction: 'request' }, () => dropCommands);
  }

  /** Commands come several times, with one opaque. Requests, unless `direction` says otherwise. */
  duplicate(options: DuplicateOptions = {}): Fault {
    return this.#add(
      'duplicate',
      options,
      { direction: 'request', own: { copies: option(integer(1, 1000), 1) } },
      ({ copies }) => duplicateCommands(copies),
    );
  }

  /**
   * A command comes after the next one of its connection and direction, and after `maxHoldMs` if there is none. Requests, unless
   * `direction` says otherwise.
   */
  reorder(options: ReorderOptions = {}): Fault {
    return this.#add(
      'reorder',
      options,
      { direction: 'request', own: { maxHoldMs: option(milliseconds(1), 1000) } },
      ({ maxHoldMs }) => reorderCommands(maxHoldMs),
    );
  }

  /**
   * Part of a frame is wrong: `part` says which. All but a wrong body make the reader end the connection; a body without a checksum
   * of its own may pass for a right one. Answers, unless `direction` says otherwise.
   */
  corrupt(options: CorruptOptions = {}): Fault {
    const parts = oneOf('length', 'headerLength', 'serialization', 'header', 'body');
    return this.#add(
      'corrupt',
      options,
      { direction: 'response', own: { part: option(parts, 'header') } },
      ({ part }, random) => corruptCommands(part, random),
    );
  }

  /**
   * Part of a frame is missing: half of the body, with lengths that fit; or half of the frame, and the connection ends there.
   * Answers, unless `direction` says otherwise.
   */
  truncate(options: TruncateOptions = {}): Fault {
    return this.#add(
      'truncate',
      options,
      { direction: 'response', own: { part: option(oneOf('body', 'frame'), 'body') } },
      ({ part }) => truncateCommands(part),
    );
  }

  /**
   * The connection ends in order `before` a request arrives, which is never carried out; or `after` it was carried out, in place of
   * its answer. A oneway has no answer to cut at.
   */
  cut(moment: 'before' | 'after', options: CutOptions = {}): Fault {
    oneOf('before', 'after')(moment, 'faults.cut.moment');
    const direction = moment === 'before' ? 'request' : 'response';
    return this.#add('cut', options, { fixed: { direction } }, () => cutConnections);
  }

  /**
   * Requests are answered without being carried out; oneways are lost. The answer passes the other faults as one of the broker's
   * own.
   *
   * @param answer - a response code, or what makes the whole answer: `(request) => createResponse(...)`
   */
  answer(answer: number | Answerer, options: AnswerOptions = {}): Fault {
    if (typeof answer === 'number') integer(-0x8000_0000, 0x7fff_ffff)(answer, 'faults.answer.answer');
    return this.#add('answer', options, { fixed: { direction: 'request' }, own: answerShape }, (own) =>
      answerCommands(typeof answer === 'number' ? answerWith(answer, own) : answer),
    );
  }

  /**
   * The server reads nothing from a connection until this is removed: the client's writes back up. Answers still leave. All
   * connections, and those to come; with options about commands that of each command that fits, which waits too.
   */
  stopReading(options: FaultOptions = {}): Fault {
    return this.#add('stopReading', options, {}, (resolved) => stopReadingFault(strikesCommands(resolved)));
  }

  /**
   * A connection looks alive and is not: nothing goes either way, no side hears that the other one hangs up. For good: removing
   * this only spares the connections to come. All connections, and those to come; with options about commands that of each
   * command that fits, which is lost too.
   */
  halfOpen(options: FaultOptions = {}): Fault {
    return this.#add('halfOpen', options, {}, (resolved) => halfOpenFault(strikesCommands(resolved)));
  }

  /**
   * Stops a server as `SIGSTOP` does a process, until this is removed: it accepts connections, and nothing goes either way; then
   * everything that waited does. (Its timers run on.) With options about commands: from the first command that fits, which waits
   * too.
   */
  pause(options: FaultOptions = {}): Fault {
    return this.#add('pause', options, {}, (resolved) =>
      pauseFault(this.#registry, strikesCommands(resolved)),
    );
  }

  /** New connections are hung up on before they carry anything. */
  refuse(options: RefuseOptions = {}): Fault {
    return this.#add('refuse', options, { connectionsOnly: true }, () => refuseFault);
  }

  /**
   * A server says goodbye: every request of a client is answered with GO_AWAY (1500), on the connections there are and on new
   * ones, and each of them is hung up on after `graceMs`. Answers to what was asked before still leave until then; polls that are
   * parked longer get none, as with a real broker. That one serves clients below version 476 on:
   * `when: (request) => request.version > 475`.
   */
  goAway(options: GoAwayOptions = {}): Fault {
    return this.#add(
      'goAway',
      options,
      { fixed: { direction: 'request', startedBy: 'client' }, own: goAwayShape },
      ({ graceMs, remark }) => goAwayFault(graceMs, remark),
    );
  }

  #add<Own extends object>(
    kind: FaultKind,
    given: object,
    rules: FaultOptionRules<Own>,
    behave: Behave<Own>,
  ): Fault {
    const options = resolveFaultOptions(`faults.${kind}`, given, rules);
    return this.#registry.add(kind, options, (random) => behave(options, random));
  }
}
