import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import {
  createRequest,
  decodeFrame,
  defaultMaxFrameBytes,
  EmptyHeader,
  encodeFrame,
  type RemotingCommand,
  rocketmqFraming,
} from '../../src/protocol/index.js';

/** One request by its parts: what tests of servers ask need not have a header class. */
export interface AdminRequest {
  readonly code: number;
  readonly extFields?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface AdminCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface AdminAccess {
  /** Given when the servers refuse plain connections. */
  readonly tls?: ConnectionOptions;
  /** Given when they check signatures. */
  readonly credentials?: AdminCredentials;
}

/** An answer with another code than 0. */
export class AdminError extends Error {
  readonly code: number;

  constructor(request: AdminRequest, address: string, { code, remark }: RemotingCommand) {
    super(`Request ${request.code} to ${address} was answered ${code}: ${remark ?? 'no remark'}`);
    this.name = 'AdminError';
    this.code = code;
  }
}

const requestTimeoutMs = 15_000;

/** All field values in the order of their keys, then the body (wire.md section 10). */
function sign(request: AdminRequest, { accessKey, secretKey }: AdminCredentials): AdminRequest {
  const fields: Record<string, string> = { ...request.extFields, AccessKey: accessKey };
  const hmac = createHmac('sha1', secretKey);
  for (const key of Object.keys(fields).toSorted()) hmac.update(fields[key] ?? '');
  if (request.body !== undefined) hmac.update(request.body);
  return { ...request, extFields: { ...fields, Signature: hmac.digest('base64') } };
}

/** The first whole frame that arrives. */
async function readFrame(socket: Socket): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    const frameBytes = rocketmqFraming.frameLength(bytes, 0, bytes.length, defaultMaxFrameBytes);
    if (frameBytes > 0 && frameBytes <= bytes.length) return bytes.subarray(0, frameBytes);
  }
  throw new Error('The connection was closed without an answer');
}

function encode({ code, extFields, body }: AdminRequest): Buffer {
  return encodeFrame(createRequest(code, EmptyHeader, {}, body).withExtFields(extFields ?? {}), {
    opaque: 1,
  });
}

/**
 * Sends one request over a connection of its own and resolves with the answer, whatever its code.
 *
 * For set-up and probes only: a connection per request needs no state and survives every restart.
 */
export async function askServer(
  address: string,
  request: AdminRequest,
  { tls, credentials }: AdminAccess = {},
  timeoutMs = requestTimeoutMs,
): Promise<RemotingCommand> {
  const [host = '', port = ''] = address.split(':');
  const target = { host, port: Number(port) };
  const socket = tls === undefined ? connect(target) : connectTls({ ...tls, ...target });
  const timer = setTimeout(() => {
    socket.destroy(new Error(`No answer to request ${request.code} from ${address} within ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    await once(socket, tls === undefined ? 'connect' : 'secureConnect');
    socket.write(encode(credentials === undefined ? request : sign(request, credentials)));
    return decodeFrame(await readFrame(socket));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Like {@link askServer}, but rejects with an {@link AdminError} unless the answer's code is 0. */
export async function requireSuccess(
  address: string,
  request: AdminRequest,
  access?: AdminAccess,
): Promise<RemotingCommand> {
  const response = await askServer(address, request, access);
  if (response.code !== 0) throw new AdminError(request, address, response);
  return response;
}
