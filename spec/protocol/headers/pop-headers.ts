import type { HeaderCodec } from '../../../src/protocol/header-codec.js';
import { AckMessageRequestHeader } from '../../../src/protocol/headers/ack-message.js';
import {
  ChangeInvisibleTimeRequestHeader,
  ChangeInvisibleTimeResponseHeader,
} from '../../../src/protocol/headers/change-invisible-time.js';
import {
  NotificationRequestHeader,
  NotificationResponseHeader,
} from '../../../src/protocol/headers/notification.js';
import { PeekMessageRequestHeader } from '../../../src/protocol/headers/peek-message.js';
import {
  PollingInfoRequestHeader,
  PollingInfoResponseHeader,
} from '../../../src/protocol/headers/polling-info.js';
import {
  PopMessageRequestHeader,
  PopMessageResponseHeader,
} from '../../../src/protocol/headers/pop-message.js';

/** Headers of requests of POP, by code. */
export const popRequests: Readonly<Record<number, HeaderCodec<unknown>>> = {
  200050: PopMessageRequestHeader,
  200051: AckMessageRequestHeader,
  200052: PeekMessageRequestHeader,
  200053: ChangeInvisibleTimeRequestHeader,
  200054: NotificationRequestHeader,
  200055: PollingInfoRequestHeader,
};

/** Headers of the answers, by the code of the request. */
export const popResponses: Readonly<Record<number, HeaderCodec<unknown>>> = {
  200050: PopMessageResponseHeader,
  200052: PopMessageResponseHeader,
  200053: ChangeInvisibleTimeResponseHeader,
  200054: NotificationResponseHeader,
  200055: PollingInfoResponseHeader,
};
