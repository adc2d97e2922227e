import type { BodyReader } from '../body-reader.js';
import { type LanguageName, languageName, toLanguageCode } from '../language-code.js';

/** One client of a group (Java `remoting/…/protocol/body/Connection`). */
export interface Connection {
  readonly clientId: string;
  /** `host:port`, as the broker sees it. */
  readonly clientAddr: string;
  readonly language: LanguageName;
  /** See `versionName`. */
  readonly version: number;
}

export function readConnection(connection: BodyReader): Connection {
  return {
    clientId: connection.text('clientId'),
    clientAddr: connection.text('clientAddr'),
    language: readLanguage(connection),
    version: connection.integer('version'),
  };
}

/** Absent, or one that we do not know: `OTHER`. */
export function readLanguage(body: BodyReader): LanguageName {
  return languageName(toLanguageCode(body.optionalText('language')));
}
