import { expect } from 'chai';
import { logArgs, logFiles } from '../../tools/rocketmq/log-config.js';

describe('logFiles', () => {
  it('gives 4.9 a file for each of its programs: without, they do not start', () => {
    expect(logFiles('4.9.7')).to.include.keys(
      'logback_namesrv.xml',
      'logback_broker.xml',
      'logback_tools.xml',
    );
  });

  it('is silent unless a log file is named', () => {
    expect(Object.values(logFiles('5.3.3'))).to.satisfy((texts: string[]) =>
      texts.every((text) => text.includes('level="OFF"')),
    );
  });

  it('uses the classes that each line of versions brings along', () => {
    expect(logFiles('4.9.7', '/logs/a.log')['logback_broker.xml']).to.include(
      'class="ch.qos.logback.core.FileAppender"',
    );
    expect(logFiles('5.5.0', '/logs/a.log')['logback.xml']).to.include(
      'class="org.apache.rocketmq.logging.ch.qos.logback.core.FileAppender"',
    );
  });
});

describe('logArgs', () => {
  it('points every version to the same file', () => {
    const files = logArgs('/conf').filter((argument) => argument.endsWith('=/conf/logback.xml'));
    expect(files).to.have.length(2);
  });
});
