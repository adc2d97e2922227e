/** Settings of a name server, by the names of Apache RocketMQ's `namesrv.conf` (Java `NamesrvConfig`). */
export interface NameServerConfig {
  /** Routes tell the order of order topics (KV namespace `ORDER_TOPIC_CONFIG`). Default false. */
  orderMessageEnable: boolean;
  /** In routes the slave with the smallest id takes the place of a master that is gone, for brokers that allow it. Default false. */
  supportActingMaster: boolean;
  /** GET_ALL_TOPIC_LIST_FROM_NAMESERVER is answered. Default true. */
  enableAllTopicList: boolean;
  /** The other lists of topics are answered. Default true. */
  enableTopicList: boolean;
}

export const defaultNameServerConfig: Readonly<NameServerConfig> = Object.freeze({
  orderMessageEnable: false,
  supportActingMaster: false,
  enableAllTopicList: true,
  enableTopicList: true,
});
