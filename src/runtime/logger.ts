/**
 * Where the library reports what belongs to no stream and no error: late answers, ignored pushes, slow closes.
 *
 * `fields` holds plain data (addresses, codes, counts), never message bodies or credentials. `console` satisfies
 * this interface.
 */
export interface Logger {
  debug(text: string, fields?: Readonly<Record<string, unknown>>): void;
  info(text: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(text: string, fields?: Readonly<Record<string, unknown>>): void;
  error(text: string, fields?: Readonly<Record<string, unknown>>): void;
}

const nothing = (): void => undefined;

/** The default: says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
