import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.message.Message;

/** Sends each message it reads, one after the other, and prints its result. */
final class SendPeer {
    private final Clients clients;

    SendPeer(Clients clients) {
        this.clients = clients;
    }

    void run() throws Exception {
        DefaultMQProducer producer = clients.producer(clients.options.getString("group"));
        if (clients.options.containsKey("compressOverBytes")) {
            producer.setCompressMsgBodyOverHowmuch(clients.options.getIntValue("compressOverBytes"));
        }
        producer.start();
        Lines.print(Map.of("event", "started"));
        for (String line = Lines.IN.readLine(); line != null; line = Lines.IN.readLine()) {
            Lines.print(send(producer, JSON.parseObject(line)));
        }
        producer.shutdown();
    }

    private static Map<String, Object> send(DefaultMQProducer producer, JSONObject request) {
        Map<String, Object> answer = new TreeMap<>();
        try {
            Message message = Messages.parse(request);
            String orderKey = request.getString("orderKey");
            SendResult result = orderKey == null
                ? producer.send(message)
                : producer.send(message, new SelectMessageQueueByHash(), orderKey);
            answer.putAll(Messages.describe(result));
        } catch (Exception error) {
            answer.put("error", String.valueOf(error));
        }
        answer.put("id", request.get("id"));
        return answer;
    }
}
