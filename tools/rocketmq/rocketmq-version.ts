/** What is started when nothing is said. 4.9.7 and 5.5.0 were seen to work too. */
export const defaultVersion = '5.3.3';

/** 4.x differs from 5.x in logging, access control, and in what it needs of Java 17. */
export function isVersion4(version: string): boolean {
  return version.startsWith('4.');
}
