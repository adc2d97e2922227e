import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/** Sends timed `messages` and takes each back at once. */
final class RecallScenario implements Scenario {
    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        DefaultMQProducer producer = tour.clients.producer(options.getString("group"));
        producer.start();
        try {
            return recall(producer, options.getJSONArray("messages"));
        } finally {
            tour.shutDown(producer);
        }
    }

    private static List<Object> recall(DefaultMQProducer producer, JSONArray requests) throws Exception {
        List<Object> results = new ArrayList<>();
        for (Message message : Messages.parseAll(requests)) {
            SendResult sent = producer.send(message);
            Map<String, Object> line = Messages.describe(sent);
            line.put("recallHandle", sent.getRecallHandle());
            line.put("recalled", producer.recallMessage(message.getTopic(), sent.getRecallHandle()));
            results.add(line);
        }
        return results;
    }
}
