/** What brokers append to remarks about things that are not there (Java `FAQUrl#suggestTodo`). */
export const seeFaq = '\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.';
