import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';

/** Why a pull was answered with NO_PERMISSION (Java `ForbiddenType`). */
export const ForbiddenType = { BROKER: 1, GROUP: 2, TOPIC: 3, BROADCASTING: 4, SUBSCRIPTION: 5 } as const;
export type ForbiddenType = (typeof ForbiddenType)[keyof typeof ForbiddenType];

/** Refuses a pull that somebody has forbidden. */
export const forbidden = (type: ForbiddenType, remark: string): Refusal =>
  new Refusal(ResponseCode.NO_PERMISSION, remark, { forbiddenType: String(type) });
