import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Lite pull until `count` messages have been polled, then a commit. As a member of the group, or with `assign` on all
 * queues of the topic, there from the first message, from `offset` or from `timestamp`.
 */
final class PullScenario implements Scenario {
    private static final int POLL_MS = 200;
    private static final int WAIT_MS = 30_000;

    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        String topic = options.getString("topic");
        DefaultLitePullConsumer consumer = tour.clients.pullConsumer(options.getString("group"));
        consumer.setAutoCommit(false);
        try {
            if (!options.getBooleanValue("assign")) {
                consumer.subscribe(topic, options.getString("expression"));
                consumer.start();
            } else if (options.containsKey("offset") || options.containsKey("timestamp")) {
                startAt(consumer, queues(tour, options), options);
            } else {
                consumer.start();
                consumer.assign(consumer.fetchMessageQueues(topic));
            }
            Map<String, Object> result = new TreeMap<>();
            result.put("messages", poll(consumer, options.getIntValue("count")));
            consumer.commitSync();
            Map<String, Object> committed = new TreeMap<>();
            for (MessageQueue queue : consumer.fetchMessageQueues(topic)) {
                committed.put(String.valueOf(queue.getQueueId()), consumer.committed(queue));
            }
            result.put("committed", committed);
            return result;
        } finally {
            consumer.shutdown();
        }
    }

    /** Paused before the start: a pull that is under way would be in the way of the seek. */
    private static void startAt(DefaultLitePullConsumer consumer, Collection<MessageQueue> queues, JSONObject options)
        throws MQClientException {
        consumer.assign(queues);
        consumer.pause(queues);
        consumer.start();
        for (MessageQueue queue : queues) {
            long offset = options.containsKey("offset")
                ? options.getLongValue("offset")
                : consumer.offsetForTimestamp(queue, options.getLongValue("timestamp"));
            consumer.seek(queue, offset);
        }
        consumer.resume(queues);
    }

    /** A consumer tells the queues of a topic only after its start. */
    private static Collection<MessageQueue> queues(Tour tour, JSONObject options) throws MQClientException {
        DefaultMQProducer producer = tour.clients.producer(options.getString("group"));
        producer.start();
        try {
            return producer.fetchPublishMessageQueues(options.getString("topic"));
        } finally {
            tour.shutDown(producer);
        }
    }

    private static List<Object> poll(DefaultLitePullConsumer consumer, int count) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        List<Object> messages = new ArrayList<>();
        while (messages.size() < count && System.nanoTime() < deadline) {
            for (MessageExt message : consumer.poll(POLL_MS)) {
                messages.add(Messages.describe(message));
            }
        }
        return messages;
    }
}
