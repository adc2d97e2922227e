import { expect } from 'chai';
import { TopicRoute } from '../../src/naming/topic-route.js';
import { pickedName } from '../../src/sending/picked-name.js';

const route = (...brokerNames: readonly string[]): TopicRoute =>
  new TopicRoute('orders', {
    filterServerTable: {},
    brokerDatas: brokerNames.map((brokerName) => ({
      brokerName,
      cluster: 'c',
      enableActingMaster: false,
      brokerAddrs: { '0': `${brokerName}:1` },
    })),
    queueDatas: brokerNames.map((brokerName) => ({
      brokerName,
      readQueueNums: 2,
      writeQueueNums: 2,
      perm: 6,
      topicSysFlag: 0,
    })),
  });

describe('pickedName', () => {
  const first = (addresses: readonly string[]): string | undefined => addresses[0];

  it('is the name of the broker that was picked, each of them a candidate once', () => {
    const asked: (readonly string[])[] = [];
    const last = (addresses: readonly string[]): string | undefined => {
      asked.push(addresses);
      return addresses.at(-1);
    };
    expect(pickedName(route('a', 'b', 'c'), undefined, last)).to.equal('c');
    expect(asked).to.deep.equal([['a:1', 'b:1', 'c:1']]);
  });

  it('is not the avoided broker unless that is alone', () => {
    expect(pickedName(route('a', 'b'), 'a', first)).to.equal('b');
    expect(pickedName(route('a'), 'a', first)).to.equal('a');
  });

  it('is undefined when nobody was picked', () => {
    expect(pickedName(route('a', 'b'), undefined, () => undefined)).to.equal(undefined);
  });
});
