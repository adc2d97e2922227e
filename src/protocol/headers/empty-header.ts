import { type HeaderCodec, defineHeader } from '../header-codec.js';

/** For commands without fields of their own: HEART_BEAT (34), GET_BROKER_RUNTIME_INFO (28), most answers. */
export const EmptyHeader: HeaderCodec<EmptyHeader> = defineHeader('EmptyHeader', {});
export type EmptyHeader = Record<string, never>;
