import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;

/** A push consumer whose queues and mode the broker decides: by POP, if the group is set so (`setConsumeMode`). */
final class PopScenario extends ConsumeScenario {
    @Override
    void configure(DefaultMQPushConsumer consumer) {
        consumer.setClientRebalance(false);
    }
}
