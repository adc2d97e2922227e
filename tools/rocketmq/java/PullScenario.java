import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Lite pull until `count` messages have been polled, then a commit. As a member of the group, or with `assign` on all
 * queues of the topic, there from `offset` or from `timestamp` when given.
 */
final class PullScenario implements Scenario {
    private static final int POLL_MS = 200;
    private static final int WAIT_MS = 30_000;
    private static final int SEEK_ATTEMPTS = 3;

    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        String topic = options.getString("topic");
        DefaultLitePullConsumer consumer = tour.clients.pullConsumer(options.getString("group"));
        consumer.setAutoCommit(false);
        if (!options.getBooleanValue("assign")) {
            consumer.subscribe(topic, options.getString("expression"));
        }
        consumer.start();
        try {
            Collection<MessageQueue> queues = consumer.fetchMessageQueues(topic);
            if (options.getBooleanValue("assign")) {
                assign(consumer, queues, options);
            }
            Map<String, Object> result = new TreeMap<>();
            result.put("messages", poll(consumer, options.getIntValue("count")));
            consumer.commitSync();
            Map<String, Object> committed = new TreeMap<>();
            for (MessageQueue queue : queues) {
                committed.put(String.valueOf(queue.getQueueId()), consumer.committed(queue));
            }
            result.put("committed", committed);
            return result;
        } finally {
            consumer.shutdown();
        }
    }

    private static void assign(DefaultLitePullConsumer consumer, Collection<MessageQueue> queues, JSONObject options)
        throws Exception {
        consumer.assign(queues);
        for (MessageQueue queue : queues) {
            seek(consumer, queue, options, SEEK_ATTEMPTS);
        }
    }

    /** A client that has just started may lose its first connection to a race of its own threads. */
    private static void seek(DefaultLitePullConsumer consumer, MessageQueue queue, JSONObject options, int attempts)
        throws MQClientException {
        try {
            if (options.containsKey("offset")) {
                consumer.seek(queue, options.getLongValue("offset"));
            } else if (options.containsKey("timestamp")) {
                consumer.seek(queue, consumer.offsetForTimestamp(queue, options.getLongValue("timestamp")));
            } else {
                consumer.seekToBegin(queue);
            }
        } catch (MQClientException error) {
            if (attempts == 1) {
                throw error;
            }
            seek(consumer, queue, options, attempts - 1);
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
