import { createWriteStream, type WriteStream } from 'node:fs';
import { ReplaySubject } from 'rxjs';
import { failureReason } from '../../transport/failure-reason.js';
import { Single } from '../../internal/single.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { RecordedEvent, RecordingHeader } from './recorded-event.js';

/** Room for the line that says that the file is full. */
const lastLineBytes = 128;

export interface RecordingFileSettings {
  readonly path: string;
  readonly header: RecordingHeader;
  readonly maxBytes: number;
  readonly runtime: Pick<Runtime, 'now' | 'logger'>;
}

/**
 * Lines of JSON, appended to a file.
 *
 * Never throws and never waits: lines are handed to a stream of the file, which is why its memory is bounded by `maxBytes` too.
 * What goes wrong is logged once, and ends the recording; nothing is written afterwards.
 */
export class RecordingFile {
  readonly #settings: RecordingFileSettings;
  readonly #startedAt: number;
  readonly #stream: WriteStream;
  readonly #closed = new ReplaySubject<void>(1);
  #bytes = 0;
  #isOpen = true;
  #hasFailed = false;

  constructor(settings: RecordingFileSettings) {
    this.#settings = settings;
    this.#startedAt = settings.runtime.now();
    this.#stream = createWriteStream(settings.path, { flags: 'a' });
    this.#stream.on('error', (error) => this.fail(error));
    this.#stream.on('close', () => {
      this.#isOpen = false;
      this.#closed.next();
      this.#closed.complete();
    });
    this.#append(JSON.stringify(settings.header));
  }

  /** False when nothing is written any more. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The time of an event that happens now. */
  get at(): number {
    return this.#settings.runtime.now() - this.#startedAt;
  }

  write(event: RecordedEvent): void {
    if (!this.#isOpen) return;
    const line = JSON.stringify(event);
    const { maxBytes } = this.#settings;
    if (this.#bytes + Buffer.byteLength(line) + lastLineBytes <= maxBytes) this.#append(line);
    else this.#finish({ at: this.at, event: 'full', maxBytes });
  }

  /** The recording cannot go on. */
  fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#isOpen = false;
    this.#stream.destroy();
    const reason = error instanceof Error ? failureReason(error) : typeof error;
    this.#settings.runtime.logger.warn('The recording of connections has ended', {
      file: this.#settings.path,
      reason,
    });
  }

  /** Starts at once, replays its end: when everything has been written, or could not be. Never errs. */
  close(): Single<void> {
    if (this.#isOpen) this.#finish({ at: this.at, event: 'end' });
    return new Single((subscriber) => this.#closed.subscribe(subscriber));
  }

  #finish(last: RecordedEvent): void {
    this.#append(JSON.stringify(last));
    this.#isOpen = false;
    this.#stream.end();
  }

  #append(line: string): void {
    this.#bytes += Buffer.byteLength(line) + 1;
    this.#stream.write(`${line}\n`);
  }
}
