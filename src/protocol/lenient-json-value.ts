/** What a body of a server can hold. 64-bit integers beyond 2^53 are bigints. */
export type LenientJson = null | boolean | number | bigint | string | LenientJsonArray | LenientJsonObject;

export type LenientJsonArray = LenientJson[];

/** Has no prototype, so that any key may be read. */
export interface LenientJsonObject {
  [key: string]: LenientJson;
}
