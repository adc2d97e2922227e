import { encodeFrame } from '../../protocol/frame-codec.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { requestCodeName } from '../../protocol/request-code.js';
import { ResponseCode, responseCodeName } from '../../protocol/response-code.js';
import { createRocketMQProtocol } from '../../protocol/rocketmq-protocol.js';
import type { RecordingFormat } from '../../remoting/recording/recording-format.js';
import { blankMessages } from './blank-messages.js';
import { bodyClass, type BodyClass } from './body-class.js';
import { fromKept, type KeptBody, toKept } from './kept-command.js';
import { isPoll, isRepeatable } from './request-habits.js';
import { aboutRequest } from './request-likeness.js';
import { SecretMask } from './secret-mask.js';

/**
 * How commands of RocketMQ are kept in recordings: one of them per recording, since it remembers credentials that it has seen, to
 * find them again in remarks.
 *
 * @param bodies - whether the bodies of messages are kept
 */
export function createCommandFormat(bodies: boolean): RecordingFormat<RemotingCommand> {
  const mask = new SecretMask();
  return {
    protocol: createRocketMQProtocol(),
    subject: ({ code }) => code,
    keep: (command, answers) => {
      const { code, isResponse, remark, extFields, body } = command;
      const kind = bodyClass(isResponse ? answers : code, isResponse);
      return toKept(command, isResponse ? responseCodeName(code) : requestCodeName(code), {
        extFields: extFields && mask.fields(extFields, kind === 'secret'),
        remark: remark === undefined ? undefined : mask.text(remark, kind === 'secret'),
        body: body && keptBody(body, kind, bodies),
      });
    },
    restore: fromKept,
    encode: (command, opaque) => encodeFrame(command, { opaque }),
    likeness: (request) => `${request.code} ${aboutRequest(request)}`,
    isRepeatable,
    isPoll,
    describe: (request) => `${requestCodeName(request.code)} ${aboutRequest(request)}`.trimEnd(),
    refuse: (_, reason) => createResponse(ResponseCode.SYSTEM_ERROR, { remark: reason }),
  };
}

function keptBody(body: Buffer, kind: BodyClass, bodies: boolean): KeptBody {
  if (kind === 'secret') return undefined;
  if (kind === 'plain' || bodies) return body;
  return kind === 'stored' ? blankMessages(body) : body.length;
}
