import { expect } from 'chai';
import { DailyTotal } from '../../../src/testing/admin/daily-total.js';

const noon = (day: number): number => new Date(2024, 1, day, 12).getTime();

describe('DailyTotal', () => {
  it('remembers what the count was on the last two midnights', () => {
    const total = new DailyTotal(noon(1));
    total.add(noon(1), 5);
    expect(total.at(noon(1))).to.deep.equal({ now: 5, todayMorning: 0, yesterdayMorning: 0 });
    total.add(noon(2), 2);
    expect(total.at(noon(2))).to.deep.equal({ now: 7, todayMorning: 5, yesterdayMorning: 0 });
    total.add(noon(3), 1);
    expect(total.at(noon(3))).to.deep.equal({ now: 8, todayMorning: 7, yesterdayMorning: 5 });
  });

  it('passes days on which nothing happened', () => {
    const total = new DailyTotal(noon(28));
    total.add(noon(28), 5);
    expect(total.at(noon(31))).to.deep.equal({ now: 5, todayMorning: 5, yesterdayMorning: 5 });
  });
});
