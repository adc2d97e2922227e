import { expect } from 'chai';
import { PassThrough } from 'node:stream';
import { AsyncQueue } from '../../tools/rocketmq/async-queue.js';
import { readLines } from '../../tools/rocketmq/read-lines.js';

describe('AsyncQueue', () => {
  it('gives values in order, to those who wait and to those who come later', async () => {
    const queue = new AsyncQueue<number>();
    const early = queue.take(2);
    for (const value of [1, 2, 3]) queue.put(value);
    expect([await early, await queue.next()]).to.deep.equal([[1, 2], 3]);
  });

  it('loses nothing when a loop is left', async () => {
    const queue = new AsyncQueue<number>();
    for (const value of [1, 2, 3]) queue.put(value);
    queue.end();
    const seen: number[] = [];
    for await (const value of queue) {
      seen.push(value);
      if (value === 2) break;
    }
    for await (const value of queue) seen.push(value);
    expect(seen).to.deep.equal([1, 2, 3]);
  });

  it('gives what it has, and then nothing, when it has ended', async () => {
    const queue = new AsyncQueue<number>();
    const waiting = queue.take(3);
    queue.put(1);
    queue.end();
    expect([await waiting, await queue.next()]).to.deep.equal([[1], undefined]);
  });
});

describe('readLines', () => {
  it('joins what arrives in pieces and splits what arrives at once', async () => {
    const stream = new PassThrough();
    const lines: string[] = [];
    readLines(stream, (line) => lines.push(line));
    for (const text of ['a', 'b\nc\n\nd', 'e\nrest']) stream.write(text);
    stream.end();
    await new Promise((done) => {
      stream.once('end', done);
    });
    expect(lines).to.deep.equal(['ab', 'c', '', 'de']);
  });
});
