import { expect } from 'chai';
import fc from 'fast-check';
import { delayByTime } from '../../../src/testing/schedule/delay-by-time.js';
import { makeDraft } from '../support/make-draft.js';
import { refusalOf } from '../support/ask.js';

const config = { timerWheelEnable: true, timerMaxDelaySec: 100, timerPrecisionMs: 1000 };
const now = 1_795_255_905_646;
const maxDelayMs = 100_000;

const delay = (properties: Record<string, string>, settings: Partial<typeof config> = {}) =>
  delayByTime(makeDraft({ properties }), { ...config, ...settings }, now);

const refused = {
  code: 13,
  remark:
    'timer message illegal, the delay time should not be bigger than the max delay 100000ms; ' +
    'or if set del msg, the delay time should be bigger than the current time',
};

describe('delayByTime', () => {
  it('leaves messages without a delivery time as they are', () => {
    const draft = makeDraft({ properties: { KEYS: 'k' } });
    expect(delayByTime(draft, config, now)).to.equal(draft);
  });

  it('moves the message, and writes where it came from and when it is due', () => {
    expect(delay({ TIMER_DELAY_MS: '1500', KEYS: 'k' })).to.deep.include({
      topic: 'rmq_sys_wheel_timer',
      queueId: 0,
      properties: {
        TIMER_DELAY_MS: '1500',
        KEYS: 'k',
        TIMER_OUT_MS: '1795255907000',
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
      },
    });
  });

  it('takes seconds before milliseconds before a moment', () => {
    const outOf = (properties: Record<string, string>) => delay(properties).properties['TIMER_OUT_MS'];
    const all = { TIMER_DELAY_SEC: '2', TIMER_DELAY_MS: '5000', TIMER_DELIVER_MS: '1795255935582' };
    expect(outOf(all)).to.equal('1795255907000');
    expect(outOf({ ...all, TIMER_DELAY_SEC: '9' })).to.equal('1795255914000');
    const { TIMER_DELAY_SEC: _, ...two } = all;
    expect(outOf(two)).to.equal('1795255910000');
    expect(outOf({ TIMER_DELIVER_MS: '1795255935582' })).to.equal('1795255935000');
  });

  it('writes the beginning of a period that ends at the time asked for, or less than a period later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: now + 1, max: now + maxDelayMs }),
        fc.integer({ min: 1, max: 5000 }),
        (time, timerPrecisionMs) => {
          const { properties } = delay({ TIMER_DELIVER_MS: String(time) }, { timerPrecisionMs });
          const end = Number(properties['TIMER_OUT_MS']) + timerPrecisionMs;
          expect(end % timerPrecisionMs).to.equal(0);
          expect(end).to.be.within(time, time + timerPrecisionMs - 1);
        },
      ),
    );
  });

  it('leaves a message whose time has come as it is, or that was in the timer before', () => {
    for (const properties of [
      { TIMER_DELIVER_MS: String(now) },
      { TIMER_DELAY_SEC: '0' },
      { TIMER_DELAY_MS: '-5' },
      { TIMER_DELAY_SEC: '5', TIMER_OUT_MS: '1' },
    ])
      expect(delay(properties).topic, JSON.stringify(properties)).to.equal('orders');
  });

  it('refuses a time beyond the limit, or that is no number', () => {
    expect(delay({ TIMER_DELAY_MS: String(maxDelayMs) }).topic).to.equal('rmq_sys_wheel_timer');
    for (const properties of [
      { TIMER_DELAY_MS: String(maxDelayMs + 1) },
      { TIMER_DELIVER_MS: String(now + maxDelayMs + 1) },
      { TIMER_DELAY_SEC: 'soon' },
      { TIMER_DELAY_SEC: '1.5' },
    ])
      expect(refusalOf(() => delay(properties))).to.deep.equal(refused);
  });

  it('refuses a recall whose time has passed', () => {
    expect(
      refusalOf(() => delay({ TIMER_DELIVER_MS: String(now), TIMER_DEL_UNIQKEY: 'orders+1' })),
    ).to.deep.equal(refused);
  });

  it('refuses a delivery time when there are no timers', () => {
    expect(refusalOf(() => delay({ TIMER_DELAY_SEC: '1' }, { timerWheelEnable: false }))).to.deep.equal({
      code: 1,
      remark: 'accurate timer message is not enabled, timerWheelEnable is false',
    });
  });
});
