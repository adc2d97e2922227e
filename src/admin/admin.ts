import type { Unpack } from '../message/unpack-message.js';
import { AccessAdmin } from './access-admin.js';
import { BrokersAdmin } from './brokers-admin.js';
import { Cluster, type ClusterSettings } from './cluster.js';
import { GroupsAdmin } from './groups-admin.js';
import { MessagesAdmin } from './messages-admin.js';
import { NameServersAdmin } from './name-servers-admin.js';
import { OffsetsAdmin } from './offsets-admin.js';
import { TopicsAdmin } from './topics-admin.js';
import { UsersAdmin } from './users-admin.js';

/** @internal What a client lends to its admin. */
export interface AdminSettings extends ClusterSettings {
  readonly unpack: Unpack;
}

/**
 * Administers a cluster: what `mqadmin` does. Made by `client.admin(...)`; it uses the connections of its client and has
 * nothing to close.
 *
 * Every command is cold and a {@link Single}. Where several servers are concerned, all of them are tried; when one fails, the
 * command errs with {@link AdminFailedError}, whose `outcomes` tell of each. Commands err with
 * {@link NameServersUnreachableError} when no name server answers, with {@link InvalidArgumentError} before anything is asked, and
 * with {@link ClosedError} after the client was closed.
 */
export class Admin {
  readonly topics: TopicsAdmin;
  readonly groups: GroupsAdmin;
  readonly offsets: OffsetsAdmin;
  readonly messages: MessagesAdmin;
  readonly brokers: BrokersAdmin;
  readonly nameServers: NameServersAdmin;
  readonly users: UsersAdmin;
  readonly accessControl: AccessAdmin;

  /** @internal */
  constructor(settings: AdminSettings) {
    const cluster = new Cluster(settings);
    this.topics = new TopicsAdmin(cluster);
    this.groups = new GroupsAdmin(cluster);
    this.offsets = new OffsetsAdmin(cluster);
    this.messages = new MessagesAdmin(cluster, settings.unpack);
    this.brokers = new BrokersAdmin(cluster);
    this.nameServers = new NameServersAdmin(cluster);
    this.users = new UsersAdmin(cluster);
    this.accessControl = new AccessAdmin(cluster);
  }
}
