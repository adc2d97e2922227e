import { catchError, EMPTY, filter, map, mergeMap, Observable, Subject, Subscription, tap } from 'rxjs';
import type { ReceivedMessage } from '../../message/received-message.js';
import { type Unpack, unpackMessage } from '../../message/unpack-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { CheckRequest } from './check-request.js';
import type { CheckMember } from './check-router.js';
import type { Decisions } from './decisions.js';
import { describeReason } from './describe-reason.js';
import type { KnownOutcomes } from './known-outcomes.js';
import type { OutcomeNotice, TellOutcome } from './tell-outcome.js';
import { TransactionCheck } from './transaction-check.js';
import type { CheckTrouble, TransactionEvent } from './transaction-event.js';
import type { TransactionChecker } from './transaction-options.js';
import type { TransactionDecision, TransactionOutcome } from './transaction-outcome.js';

export interface CheckDeskSettings {
  readonly checker: TransactionChecker | undefined;
  /** Milliseconds for telling the broker. */
  readonly timeoutMs: number;
  readonly known: KnownOutcomes;
  readonly decisions: Decisions;
  readonly tell: TellOutcome;
  /** The body of a message as it was sent. */
  readonly unpack: Unpack;
  readonly onEvent: (event: TransactionEvent) => void;
  /** Somebody can answer from now on, until the returned function is called. */
  readonly hold: () => () => void;
  /** Questions that may be open. Default 2000; as many may wait in Java. */
  readonly maxQuestions?: number;
}

/** Milliseconds for one call of the checker: longer than brokers wait before they ask again, it would only be asked twice. */
const checkTimeoutMs = 30_000;

/** Checkers at work at once; Java has one. */
const checkerConcurrency = 16;

const defaultMaxQuestions = 2000;

/** Answers on their way at once. */
const answerConcurrency = 64;

/** A transaction that a broker asks about, perhaps more than once before it is answered. */
interface Question {
  /** The last time: with each question the broker stores the half message anew, and wants the answer there. */
  latest: CheckRequest;
  outcome: TransactionOutcome | undefined;
  /** The checker is at work, or will be. */
  isWithChecker: boolean;
}

interface OpenCheck {
  readonly question: Question;
  readonly check: TransactionCheck;
}

/** Where questions of brokers about the transactions of a group get their answers, in one producer. */
export class CheckDesk implements CheckMember {
  readonly #settings: CheckDeskSettings;
  readonly #questions = new Map<string, Question>();
  readonly #received = new Subject<Question>();
  readonly #answers = new Subject<OutcomeNotice>();
  readonly #checks = new Subject<TransactionCheck>();
  readonly #roots = new Subscription();
  #hasIgnored = false;

  /** Hot, no replay, never errs. Completes on `close()`. */
  readonly checks$: Observable<TransactionCheck> = new Observable((subscriber) => {
    const subscription = this.#checks.subscribe(subscriber);
    if (!subscriber.closed) subscription.add(this.#settings.hold());
    return subscription;
  });

  constructor(settings: CheckDeskSettings) {
    this.#settings = settings;
    if (settings.checker !== undefined) this.#roots.add(settings.hold());
    const checking$ = this.#received.pipe(
      mergeMap((question) => this.#open(question), checkerConcurrency),
      filter(({ question }) => this.#isForChecker(question)),
      mergeMap((open) => this.#askChecker(open), checkerConcurrency),
    );
    const telling$ = this.#answers.pipe(mergeMap(settings.tell, answerConcurrency));
    this.#roots.add(checking$.subscribe());
    this.#roots.add(telling$.subscribe());
  }

  get canAnswer(): boolean {
    return this.#settings.checker !== undefined || this.#checks.observed;
  }

  knows({ messageId }: CheckRequest): boolean {
    return this.#settings.known.answer(messageId) !== undefined;
  }

  receive(request: CheckRequest): void {
    const { messageId, address } = request;
    const known = this.#settings.known.answer(messageId);
    if (known !== undefined) {
      this.#tell(request, { outcome: known, reason: undefined });
      return;
    }
    const key = `${address} ${messageId}`;
    let question = this.#questions.get(key);
    if (question === undefined) {
      if (!this.#makeRoom()) {
        this.#report('check-dropped', request);
        return;
      }
      question = { latest: request, outcome: undefined, isWithChecker: false };
      this.#questions.set(key, question);
    } else question.latest = request;
    this.#received.next(question);
  }

  ignore(request: CheckRequest): void {
    if (this.#hasIgnored) return;
    this.#hasIgnored = true;
    this.#report('check-unanswered', request);
  }

  close(): void {
    this.#roots.unsubscribe();
    this.#checks.complete();
    this.#questions.clear();
  }

  /** Emits to who listens. */
  #open(question: Question): Observable<OpenCheck> {
    const request = question.latest;
    const { stored, brokerName = '' } = request;
    return unpackMessage(stored, brokerName, stored.queueOffset, this.#settings.unpack).pipe(
      map((message) => {
        const check = this.#checkOf(question, message);
        this.#checks.next(check);
        return { question, check };
      }),
      catchError((error: unknown) => {
        this.#report('check-failed', request, error);
        return EMPTY;
      }),
    );
  }

  #checkOf(question: Question, message: ReceivedMessage): TransactionCheck {
    return new TransactionCheck(
      message,
      (decision) => this.#answer(question, decision),
      () => question.outcome,
    );
  }

  /** Not while it is at work on the same question. */
  #isForChecker(question: Question): boolean {
    const isWanted =
      this.#settings.checker !== undefined && question.outcome === undefined && !question.isWithChecker;
    if (isWanted) question.isWithChecker = true;
    return isWanted;
  }

  #askChecker({ question, check }: OpenCheck): Observable<unknown> {
    const { checker, decisions } = this.#settings;
    return decisions
      .decide(() => checker!(check.message), checkTimeoutMs)
      .pipe(
        tap((decision) => {
          question.isWithChecker = false;
          if (decision.reason !== undefined) this.#report('check-failed', question.latest, decision.reason);
          this.#answer(question, decision);
        }),
      );
  }

  #answer(question: Question, decision: TransactionDecision): void {
    if (question.outcome !== undefined) return;
    question.outcome = decision.outcome;
    const { latest } = question;
    const key = `${latest.address} ${latest.messageId}`;
    if (this.#questions.get(key) === question) this.#questions.delete(key);
    this.#tell(latest, decision);
  }

  #tell(request: CheckRequest, { outcome, reason }: TransactionDecision): void {
    const { address, stored } = request;
    this.#answers.next({
      end: request.answer(outcome, describeReason(reason)),
      address,
      timeoutMs: this.#settings.timeoutMs,
      tags: stored.getProperty(PropertyKey.TAGS),
      keys: stored.getProperty(PropertyKey.KEYS),
    });
  }

  /** The oldest question goes that nobody has answered so far; the broker asks again. */
  #makeRoom(): boolean {
    const { maxQuestions = defaultMaxQuestions } = this.#settings;
    if (this.#questions.size < maxQuestions) return true;
    const [oldest] = [...this.#questions].find(([, { isWithChecker }]) => !isWithChecker) ?? [];
    return oldest !== undefined && this.#questions.delete(oldest);
  }

  #report(type: CheckTrouble, { stored, messageId, address }: CheckRequest, error?: unknown): void {
    this.#settings.onEvent({ type, topic: stored.topic, messageId, address, error });
  }
}
