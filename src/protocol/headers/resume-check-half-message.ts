import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';

/**
 * RESUME_CHECK_HALF_MESSAGE (323): asks about a transaction again that was given up (wire.md section 5.10).
 *
 * | field   | type | meaning           |
 * | ------- | ---- | ----------------- |
 * | `topic` | text |                   |
 * | `msgId` | text | offset message id |
 *
 * Java `remoting/…/header/ResumeCheckHalfMessageRequestHeader`.
 */
export const ResumeCheckHalfMessageRequestHeader = defineHeader('ResumeCheckHalfMessageRequestHeader', {
  topic: optional(text()),
  msgId: optional(text()),
});
export type ResumeCheckHalfMessageRequestHeader = HeaderOf<typeof ResumeCheckHalfMessageRequestHeader>;
