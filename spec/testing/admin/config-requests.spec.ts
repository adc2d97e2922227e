import { expect } from 'chai';
import { decodeConfigText, RequestCode } from '../../../src/protocol/index.js';
import { refusalOf } from '../support/ask.js';
import { administer } from './administer.js';

describe('createConfigRequests', () => {
  const change = ({ askPlainly }: ReturnType<typeof administer>, text: string) =>
    askPlainly(RequestCode.UPDATE_BROKER_CONFIG, Buffer.from(text));

  it('changes settings while the broker runs', () => {
    const broker = administer();
    change(broker, 'autoCreateTopicEnable=false\nbrokerPermission=4\nmessageDelayLevel=1s 2s\n');
    expect(broker.services.config).to.include({
      autoCreateTopicEnable: false,
      brokerPermission: 4,
      messageDelayLevel: '1s 2s',
    });
  });

  it('tells all settings, those too that mean nothing here', () => {
    const broker = administer();
    change(broker, 'flushDiskType=ASYNC_FLUSH\nbrokerPermission=2\n');
    const { body } = broker.askPlainly(RequestCode.GET_BROKER_CONFIG);
    expect(decodeConfigText(body!)).to.include({
      flushDiskType: 'ASYNC_FLUSH',
      brokerPermission: '2',
      brokerName: 'broker-a',
      brokerClusterName: 'cluster',
      brokerId: '0',
      brokerIP1: '127.0.0.1',
      listenPort: '10911',
    });
  });

  it('tells a version that grows with the changes', () => {
    const broker = administer();
    const version = () => broker.askPlainly(RequestCode.GET_BROKER_CONFIG).extFields?.['version'];
    expect(version()).to.equal('{"counter":0,"stateVersion":0,"timestamp":0}');
    change(broker, 'brokerPermission=2');
    expect(version()).to.equal('{"counter":1,"stateVersion":0,"timestamp":0}');
  });

  it('does not let anyone change the settings that the real one protects', () => {
    const broker = administer();
    expect(refusalOf(() => change(broker, 'brokerConfigPath=x\nbrokerPermission=2'))).to.deep.equal({
      code: 16,
      remark: 'Can not update config in black list.',
    });
    expect(broker.services.config.brokerPermission).to.equal(6);
  });
});
