import type { RemotingClient } from './remoting-client.js';

/** What calls to one address are made with: its client, or whatever connection of a pool is free. */
export type Caller<Request, Message extends object> = Pick<
  RemotingClient<Request, Message>,
  'address' | 'invoke' | 'begin' | 'invokeOneway'
>;
