/** Where half messages wait for the end of their transaction (Java `TopicValidator`). */
export const halfTopic = 'RMQ_SYS_TRANS_HALF_TOPIC';

/** Where brokers note which half messages are settled; here that is kept in memory, the topic is only there. */
export const operationTopic = 'RMQ_SYS_TRANS_OP_HALF_TOPIC';

/** Where half messages end that nobody could settle. */
export const abandonedTopic = 'TRANS_CHECK_MAX_TIME_TOPIC';
