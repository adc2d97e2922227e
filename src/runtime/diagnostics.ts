import { type Channel, channel } from 'node:diagnostics_channel';

/** A connection was established. */
export interface ConnectDiagnostics {
  readonly address: string;
  readonly localAddress: string;
  /** Dials since the last connection, this one included. */
  readonly attempt: number;
}

/** A call or oneway has ended, of this side (`client`) or of the other one (`server`). */
export interface RequestDiagnostics {
  /** The other side, `host:port`. */
  readonly address: string;
  /** The part this side played: a `client` asked, a `server` was asked. */
  readonly role: 'client' | 'server';
  readonly kind: 'call' | 'oneway';
  /** Undefined where the protocol has no codes. */
  readonly requestCode: number | undefined;
  /** From the beginning of the call, the wait for a connection included; of a server from the arrival of the request. */
  readonly durationMs: number;
  /**
   * `answered`: there was a reply. `written`: the oneway is on its way. `received`: a oneway of the other side came. `failed`: `error`
   * tells, which may have been made of a reply. `cancelled`: whoever called did not wait for the end.
   */
  readonly outcome: 'answered' | 'written' | 'received' | 'failed' | 'cancelled';
  /** Of the reply, when there was one and the protocol has codes. */
  readonly responseCode?: number;
  readonly error?: unknown;
}

/** A message was sent, or will not be: `error` tells. */
export interface SendDiagnostics {
  readonly topic: string;
  readonly group: string;
  readonly messageId: string;
  readonly durationMs: number;
  readonly error?: unknown;
}

/** A pull was answered. */
export interface PullDiagnostics {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly offset: number;
  readonly nextOffset: number;
}

/** A delivery has ended, by what `outcome` says: `ack`, `retry`, `deadLetter`, `lost`. */
export interface SettleDiagnostics {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly offset: number;
  readonly outcome: string;
}

/** An offset was committed, or was not: `error` tells. */
export interface CommitDiagnostics {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly offset: number;
  readonly error?: unknown;
}

/** The share of a group's queues that a consumer has is another one. */
export interface RebalanceDiagnostics {
  readonly group: string;
  readonly clientId: string;
  readonly queues: readonly {
    readonly topic: string;
    readonly brokerName: string;
    readonly queueId: number;
  }[];
}

const named = <T extends object>(name: string): Channel<unknown, T> =>
  channel(`rx-rocketmq:${name}`) as Channel<unknown, T>;

/**
 * Node's diagnostics channels, for tools that watch a process from within: `diagnostics_channel.subscribe('rx-rocketmq:send', ...)`.
 * Nothing is made for a channel without subscribers. Plain data: no bodies, no credentials.
 */
export const diagnostics = Object.freeze({
  connect: named<ConnectDiagnostics>('connect'),
  request: named<RequestDiagnostics>('request'),
  send: named<SendDiagnostics>('send'),
  pull: named<PullDiagnostics>('pull'),
  settle: named<SettleDiagnostics>('settle'),
  commit: named<CommitDiagnostics>('commit'),
  rebalance: named<RebalanceDiagnostics>('rebalance'),
});
