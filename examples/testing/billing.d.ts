import type { Observable } from 'rxjs';
import type { Client, Settled } from 'rx-rocketmq';

export interface Order {
  readonly id: string;
  readonly total: number;
}

/** Bills the orders of a client until it is unsubscribed; emits every order that was billed. */
export function startBilling(
  mq: Client,
  bill: (order: Order) => Promise<void>,
): Observable<Settled<Uint8Array, Order>>;
