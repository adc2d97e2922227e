/**
 * Who speaks: the `language` of a header (wire.md section 2.4, Java `LanguageCode`).
 *
 * `NODE_JS` exists from 5.3.2 on. Older brokers turn an unknown name into null and fail on it later, so `OTHER` is
 * what a client sends unless it knows its brokers.
 */
export const LanguageCode = {
  JAVA: 0,
  CPP: 1,
  DOTNET: 2,
  PYTHON: 3,
  DELPHI: 4,
  ERLANG: 5,
  RUBY: 6,
  OTHER: 7,
  HTTP: 8,
  GO: 9,
  PHP: 10,
  OMS: 11,
  RUST: 12,
  NODE_JS: 13,
} as const;

export type LanguageCode = (typeof LanguageCode)[keyof typeof LanguageCode];
export type LanguageName = keyof typeof LanguageCode;

const names = Object.keys(LanguageCode) as LanguageName[];

/** The name that the JSON header carries. */
export function languageName(code: LanguageCode): LanguageName {
  return names[code] ?? 'OTHER';
}

/** The code of a name in any case, or of a number; `OTHER` for what this table does not know. */
export function toLanguageCode(value: unknown): LanguageCode {
  const name = typeof value === 'number' ? names[value] : String(value).toUpperCase();
  return Object.hasOwn(LanguageCode, name ?? '') ? LanguageCode[name as LanguageName] : LanguageCode.OTHER;
}
