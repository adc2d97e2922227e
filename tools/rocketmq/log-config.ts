import { join } from 'node:path';
import { isVersion4 } from './rocketmq-version.js';

const silent = '<configuration><root level="OFF"/></configuration>\n';

function toFile(file: string): string {
  return `<configuration>
  <appender name="file" class="FileAppender">
    <file>${file}</file>
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %thread - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="file"/></root>
</configuration>
`;
}

/** Flags that make programs of any version, clients of 4.9 included, use `logback.xml` of {@link logFiles}. */
export function logArgs(confFolder: string): readonly string[] {
  const file = join(confFolder, 'logback.xml');
  // Without the last one the client of 4.9 writes a log file of its own.
  return [
    `-Drmq.logback.configurationFile=${file}`,
    `-Dlogback.configurationFile=${file}`,
    '-Drocketmq.client.logUseSlf4j=true',
  ];
}

/**
 * The logback configuration of a server, by file name, for `$ROCKETMQ_HOME/conf`: silent, or everything to `logFile`.
 *
 * 4.9 does not start without the three files named after its programs. 5.x is pointed to `logback.xml` ({@link logArgs}); without, it
 * prints hundreds of lines and fills the disk with statistics of POP.
 */
export function logFiles(version: string, logFile?: string): Readonly<Record<string, string>> {
  if (logFile === undefined) return named(silent);
  const appender = isVersion4(version)
    ? 'ch.qos.logback.core.FileAppender'
    : 'org.apache.rocketmq.logging.ch.qos.logback.core.FileAppender';
  return named(toFile(logFile).replace('class="FileAppender"', `class="${appender}"`));
}

function named(text: string): Readonly<Record<string, string>> {
  return {
    'logback.xml': text,
    'logback_namesrv.xml': text,
    'logback_broker.xml': text,
    'logback_tools.xml': text,
  };
}
