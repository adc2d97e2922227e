import type { Place } from './create-tour.js';

/** Runs one command; resolves with what it printed. */
export function mqadmin({ java }: Place, ...args: readonly string[]): Promise<string> {
  return java.run('mqadmin', { args });
}

/** The cells of a table of mqadmin, without its head. */
export function rows(printed: string): string[][] {
  return printed
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/));
}

/** `Name: value` and `name = value` lines. */
export function fields(printed: string): Record<string, string> {
  const pairs = [...printed.matchAll(/^([^\s=][^:=\n]*?) *(?::|=) *(.*?) *$/gm)];
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}

export async function sendOne(
  { java, topic, group }: Place,
  body = 'm',
): Promise<{ id: string; offsetId: string }> {
  const messages = [{ topic, body, tags: 'T', keys: `key-of-${topic}`, queue: 0 }];
  const [sent] = await java.run('send', { group: `${group}-sender`, mode: 'ordered', messages });
  return { id: sent!.messageId, offsetId: sent!.offsetMessageId };
}
