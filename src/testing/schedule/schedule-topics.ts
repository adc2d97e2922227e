/** Where messages wait for their time: by delay level, one queue for each (Java `TopicValidator`). */
export const delayTopic = 'SCHEDULE_TOPIC_XXXX';

/** Where timer messages wait, in one queue (Java `TimerMessageStore#TIMER_TOPIC`). */
export const timerTopic = 'rmq_sys_wheel_timer';
