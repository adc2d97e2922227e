import com.alibaba.fastjson.JSONObject;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/** Sends `messages` as one batch. */
final class BatchScenario implements Scenario {
    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        DefaultMQProducer producer = tour.clients.producer(options.getString("group"));
        producer.start();
        try {
            return Messages.describe(producer.send(Messages.parseAll(options.getJSONArray("messages"))));
        } finally {
            tour.shutDown(producer);
        }
    }
}
