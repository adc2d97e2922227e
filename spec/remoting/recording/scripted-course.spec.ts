import { expect } from 'chai';
import type {
  ScriptedConnection,
  ScriptedRequest,
  ScriptedStep,
} from '../../../src/remoting/recording/recorded-script.js';
import { ScriptedCourse } from '../../../src/remoting/recording/scripted-course.js';
import { makeClock } from '../../support/make-clock.js';

const text = (words: string): { readonly text: string } => ({ text: words });

/** A course that began when 100 was recorded, and what the other side does in it. */
function makeCourse(steps: readonly ScriptedStep[]) {
  const clock = makeClock();
  const done: string[] = [];
  const connection: ScriptedConnection = {
    address: 'server:1000',
    dialledAt: 100,
    outcome: { at: 100, localAddress: 'here:1' },
    steps: [...steps],
  };
  const course = new ScriptedCourse({
    connection,
    establishedAt: 100,
    runtime: clock.runtime,
    isCause: ({ text: words }) => words !== 'request at 111',
    isPoll: ({ text: words }) => words !== 'request at 109',
    actor: {
      write: (message, id) => void done.push(`${clock.now} ${String(message?.['text'])} ${id}`),
      lose: (reason) => void done.push(`${clock.now} lost ${reason}`),
    },
  });
  const make = (step: number, id = step): void =>
    course.made({ request: steps[step] as ScriptedRequest, step }, id);
  return { clock, course, done, make };
}

const request = (at: number, ...replies: readonly [afterMs: number, step: number][]): ScriptedRequest => ({
  type: 'request',
  at,
  message: text(`request at ${at}`),
  replies: replies.map(([afterMs, step]) => ({ afterMs, step, message: text(`reply at ${at + afterMs}`) })),
});
const place = (at: number): ScriptedStep => ({ type: 'reply', at });
const push = (at: number): ScriptedStep => ({ type: 'message', at, message: text(`push at ${at}`), id: 70 });
const loss = (at: number): ScriptedStep => ({ type: 'lost', at, reason: 'gone' });

describe('ScriptedCourse', () => {
  it('answers at the recorded distance from the request, whenever that is made', () => {
    const { clock, done, make } = makeCourse([request(110, [5, 1]), place(115)]);
    clock.tick(50);
    make(0, 3);
    clock.tick(4);
    expect(done).to.deep.equal([]);
    clock.tick(1);
    expect(done).to.deep.equal(['55 reply at 115 3']);
  });

  it('gives every reply that a request had', () => {
    const { clock, done, make } = makeCourse([request(110, [5, 1], [8, 2]), place(115), place(118)]);
    make(0, 3);
    clock.tick(10);
    expect(done).to.deep.equal(['5 reply at 115 3', '8 reply at 118 3']);
  });

  it('does what the other side did by itself at the recorded distance from the beginning', () => {
    const { clock, done } = makeCourse([push(130), push(150), loss(151)]);
    clock.tick(100);
    expect(done).to.deep.equal(['30 push at 130 70', '50 push at 150 70', '51 lost gone']);
  });

  it('counts it from the latest request instead when there was one before, early or late', () => {
    for (const madeAt of [2, 400]) {
      const { clock, done, make } = makeCourse([request(110), loss(130)]);
      clock.tick(madeAt);
      make(0);
      clock.tick(20);
      expect(done).to.deep.equal([`${madeAt + 20} lost gone`]);
    }
  });

  it('lets nothing overtake a request that was recorded before it', () => {
    const poll = request(110, [90, 2]);
    const { clock, done, make } = makeCourse([poll, request(199, [1, 3]), place(200), place(200)]);
    make(0);
    clock.tick(500);
    expect(done, 'the poll waits for what it is answered by').to.deep.equal([]);
    make(1);
    clock.tick(1);
    expect(done).to.deep.equal(['500 reply at 200 0', '501 reply at 200 1']);
  });

  it('waits half a second for a request that does not come, and then no more', () => {
    const { clock, done } = makeCourse([request(110), push(120), loss(150)]);
    clock.tick(5000);
    expect(done).to.deep.equal(['520 push at 120 70', '550 lost gone']);
  });

  it('holds a reply back for requests between its call and itself only', () => {
    const steps = [request(105), request(110, [10, 2]), place(120)];
    const { clock, done, make } = makeCourse(steps);
    make(1);
    clock.tick(20);
    expect(done).to.deep.equal(['10 reply at 120 1']);
  });

  it('holds nothing back for a request that causes nothing', () => {
    const { clock, done, make } = makeCourse([request(110, [5, 2]), request(111), place(115), loss(120)]);
    make(0);
    clock.tick(100);
    expect(done).to.deep.equal(['5 reply at 115 0', '10 lost gone']);
  });

  it('holds the reply to a poll back for half a second at most, and the next one no more', () => {
    const steps = [request(110, [5, 2], [6, 3]), request(112), place(115), place(116)];
    const { clock, done, make } = makeCourse(steps);
    make(0);
    clock.tick(504);
    expect(done).to.deep.equal([]);
    clock.tick(1);
    expect(done).to.deep.equal(['505 reply at 115 0', '505 reply at 116 0']);
  });

  it('holds no other reply back', () => {
    const { clock, done, make } = makeCourse([request(109, [6, 2]), request(112), place(115)]);
    make(0);
    clock.tick(10);
    expect(done).to.deep.equal(['6 reply at 115 0']);
  });

  it('is not hurried by a request that was recorded afterwards', () => {
    const { clock, done, make } = makeCourse([push(150), request(160)]);
    make(1);
    clock.tick(49);
    expect(done).to.deep.equal([]);
    clock.tick(1);
    expect(done).to.deep.equal(['50 push at 150 70']);
  });

  it('keeps the recorded order of what is due at one time', () => {
    const steps = [request(110, [10, 3]), request(110, [10, 2]), place(120), place(120)];
    const { clock, done, make } = makeCourse(steps);
    make(0);
    make(1);
    clock.tick(20);
    expect(done).to.deep.equal(['10 reply at 120 1', '10 reply at 120 0']);
  });

  it('answers a request of another connection without regard to this one', () => {
    const { clock, course, done } = makeCourse([request(105), loss(5000)]);
    course.made({ request: request(110, [5, 40]), step: -1 }, 9);
    clock.tick(5);
    expect(done).to.deep.equal(['5 reply at 115 9']);
  });

  it('brings a loss forward to who has overtaken it, after the replies that were before it', () => {
    const steps = [request(110, [40, 1]), place(150), loss(900)];
    const { clock, course, done, make } = makeCourse(steps);
    make(0);
    clock.tick(10);
    course.overtake();
    course.overtake();
    clock.tick(30);
    expect(done).to.deep.equal(['40 reply at 150 0', '40 lost gone']);
    const late = makeCourse(steps);
    late.make(0);
    late.clock.tick(60);
    late.course.overtake();
    late.clock.tick(0);
    expect(late.done).to.deep.equal(['40 reply at 150 0', '60 lost gone']);
  });

  it('brings nothing else forward, nor a loss to what has to wait for requests before it', () => {
    const { clock, course, done } = makeCourse([push(150), request(160), loss(900)]);
    clock.tick(10);
    course.overtake();
    clock.tick(1100);
    expect(done).to.deep.equal(['50 push at 150 70', '510 lost gone']);
  });

  it('does nothing any more, and holds no timer, when it is stopped', () => {
    const { clock, course, done, make } = makeCourse([request(110, [5, 1]), place(115), loss(130)]);
    make(0);
    course.stop();
    make(0);
    clock.tick(5000);
    expect(done).to.deep.equal([]);
    expect(clock.timers).to.equal(0);
  });
});
