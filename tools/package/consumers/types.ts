// What a strict TypeScript program does with the package; compiled as an ES module, as CommonJS and for a bundler.
import { firstValueFrom, map, type Observable } from 'rxjs';
import {
  BrokerCodeTable,
  createClient,
  handle,
  isTimeoutError,
  RequestTimeoutError,
  RocketMQError,
  Single,
  type ClientOptions,
  type Delivery,
  type ErrorContext,
  type Logger,
  type SendReceipt,
} from 'rx-rocketmq';
import { decodeFrame, encodeFrame } from 'rx-rocketmq/protocol';
import * as remoting from 'rx-rocketmq/remoting';

const single = new Single<number>((subscriber) => {
  subscriber.next(20);
  subscriber.complete();
});

export const doubled: Observable<number> = single.pipe(map((value) => value * 2));
export const awaited = async (): Promise<number> => (await single) + (await firstValueFrom(doubled));

export async function orders(options: ClientOptions): Promise<SendReceipt> {
  const client = createClient(options);
  const consumer = client.consumer({ group: 'billing', subscribe: { orders: '*' } });
  const settled$ = consumer.messages$.pipe(
    handle((delivery: Delivery) => delivery.text(), { concurrency: 4 }),
  );
  const subscription = settled$.subscribe(({ outcome, result }) => console.log(outcome.type, result?.length));
  const receipt = await client.producer({ group: 'checkout' }).send({ topic: 'orders', body: 'text' });
  subscription.unsubscribe();
  await client.close();
  return receipt;
}

export function describe(error: unknown): string {
  if (isTimeoutError(error)) return `${error.timeoutMs} ms`;
  if (error instanceof RequestTimeoutError) return error.code;
  if (error instanceof RocketMQError) {
    const context: ErrorContext = error.context;
    return context.topic ?? 'no topic';
  }
  return 'foreign';
}

export const logger: Logger = console;
export const firstName: string | undefined = BrokerCodeTable[0]?.name;
export const roundTrip = (frame: Uint8Array): Uint8Array => encodeFrame(decodeFrame(frame));
export const tools: object = remoting;
