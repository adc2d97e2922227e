import com.alibaba.fastjson.JSONObject;
import java.util.List;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.MessageExt;

/** What a push consumer subscribes to, and how it answers: each message is refused `failures` times first. */
final class Listening {
    private Listening() {
    }

    static void attach(DefaultMQPushConsumer consumer, JSONObject options, Consumer<MessageExt> onMessage)
        throws MQClientException {
        String topic = options.getString("topic");
        if (options.containsKey("sql")) {
            consumer.subscribe(topic, MessageSelector.bySql(options.getString("sql")));
        } else {
            consumer.subscribe(topic, options.getString("expression"));
        }
        int failures = options.getIntValue("failures");
        if (options.getBooleanValue("orderly")) {
            consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                messages.forEach(onMessage);
                return isConsumed(messages, failures)
                    ? ConsumeOrderlyStatus.SUCCESS
                    : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
            });
            return;
        }
        int retryLevel = options.getIntValue("retryLevel");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(onMessage);
            // 0: the broker decides, as for any consumer that says nothing.
            context.setDelayLevelWhenNextConsume(retryLevel);
            return isConsumed(messages, failures)
                ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
                : ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
    }

    /** The batch size is the default, 1. */
    private static boolean isConsumed(List<MessageExt> messages, int failures) {
        return messages.stream().allMatch(message -> message.getReconsumeTimes() >= failures);
    }
}
