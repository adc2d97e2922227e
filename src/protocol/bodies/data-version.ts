import type { BodyReader } from '../body-reader.js';

/** Which state of a server's configuration a body tells of (Java `remoting/…/protocol/DataVersion`). */
export interface DataVersion {
  /** Grows with every change. */
  readonly counter: number;
  readonly stateVersion: number;
  /** Of the last change, milliseconds since the epoch. */
  readonly timestamp: number;
}

export function readDataVersion(body: BodyReader): DataVersion {
  return {
    counter: body.integer('counter'),
    stateVersion: body.integer('stateVersion'),
    timestamp: body.integer('timestamp'),
  };
}

/** 4.9 has no `stateVersion`; a body without a version has version 0. */
export function optionalDataVersion(body: BodyReader, key = 'dataVersion'): DataVersion {
  return body.has(key) ? readDataVersion(body.object(key)) : { counter: 0, stateVersion: 0, timestamp: 0 };
}
