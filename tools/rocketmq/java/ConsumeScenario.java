import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;

/**
 * A push consumer, or `members` of them in one group, until `count` messages have arrived. With `keep` they go on until
 * the scenario `release` names their group.
 */
class ConsumeScenario implements Scenario {
    private static final int SUSPEND_MS = 100;
    private static final int LAST_WORK_MS = 2_000;

    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        Inbox inbox = new Inbox();
        List<DefaultMQPushConsumer> members = new ArrayList<>();
        KeptConsumer group = new KeptConsumer(inbox, members);
        boolean isKept = options.getBooleanValue("keep");
        try {
            int count = Math.max(1, options.getIntValue("members"));
            for (int index = 0; index < count; index++) {
                members.add(start(tour, options, inbox, index));
            }
            if (isKept) {
                tour.kept.put(options.getString("group"), group);
            }
            return inbox.take(options);
        } finally {
            if (!isKept) {
                group.shutdown();
            }
        }
    }

    /** For what only some versions have. */
    void configure(DefaultMQPushConsumer consumer) {
    }

    private DefaultMQPushConsumer start(Tour tour, JSONObject options, Inbox inbox, int index) throws Exception {
        DefaultMQPushConsumer consumer = tour.clients.pushConsumer(options.getString("group"));
        if (options.getBooleanValue("broadcasting")) {
            // Called on a value: the class of the model is in another package in every major version.
            consumer.setMessageModel(consumer.getMessageModel().valueOf("BROADCASTING"));
            // Names its offset file; consumers of other models get a name of their own from the client.
            consumer.setInstanceName(options.getString("group") + index);
        }
        if (options.containsKey("maxReconsumeTimes")) {
            consumer.setMaxReconsumeTimes(options.getIntValue("maxReconsumeTimes"));
        }
        consumer.setSuspendCurrentQueueTimeMillis(SUSPEND_MS);
        // Default 0: what is being consumed would not be in the last commit.
        consumer.setAwaitTerminationMillisWhenShutdown(LAST_WORK_MS);
        Listening.attach(consumer, options, message -> inbox.put(message, index));
        configure(consumer);
        consumer.start();
        return consumer;
    }
}
