import { expect } from 'chai';
import { viewRuntime } from '../../src/admin/broker-runtime.js';

const values = {
  brokerVersionDesc: 'V5_3_3',
  bootTimestamp: '1700000000000',
  earliestMessageTimeStamp: '-1',
  putTps: '12.5 8.0 1.0',
  getTransferredTps: '3.0 2.0 1.0',
  msgPutTotalYesterdayMorning: '10',
  msgPutTotalTodayMorning: '30',
  msgPutTotalTodayNow: '35',
  msgGetTotalYesterdayMorning: '1',
  msgGetTotalTodayMorning: '4',
  msgGetTotalTodayNow: '9',
  commitLogDiskRatio: '0.25',
  dispatchBehindBytes: '77',
};

describe('viewRuntime', () => {
  it('reads rates of the last seconds, totals of days, and times', () => {
    expect(viewRuntime(values)).to.deep.equal({
      version: 'V5_3_3',
      startedAt: new Date(1_700_000_000_000),
      storedPerSecond: 12.5,
      readPerSecond: 3,
      storedToday: 5,
      readToday: 5,
      storedYesterday: 20,
      readYesterday: 3,
      earliestMessageAt: undefined,
      commitLogDiskRatio: 0.25,
      dispatchBehindBytes: 77,
      values,
    });
  });

  it('knows the spelling of 4.9, and does without what is not told', () => {
    expect(viewRuntime({ getTransferedTps: '4.0 1.0 1.0' })).to.include({
      version: '',
      readPerSecond: 4,
      storedToday: 0,
      commitLogDiskRatio: undefined,
      startedAt: undefined,
    });
  });
});
