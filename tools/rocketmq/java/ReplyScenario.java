import com.alibaba.fastjson.JSONObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Replies to one request, with its body in capitals; returns the request and the result of sending the reply. */
final class ReplyScenario implements Scenario {
    private static final int WAIT_S = 30;

    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        String group = options.getString("group");
        DefaultMQProducer producer = tour.clients.producer(group + "-replies");
        DefaultMQPushConsumer consumer = tour.clients.pushConsumer(group);
        CompletableFuture<Map<String, Object>> replied = new CompletableFuture<>();
        consumer.subscribe(options.getString("topic"), "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            try {
                replied.complete(reply(producer, messages.get(0)));
            } catch (Exception error) {
                replied.completeExceptionally(error);
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        producer.start();
        consumer.start();
        try {
            return replied.get(WAIT_S, TimeUnit.SECONDS);
        } finally {
            consumer.shutdown();
            tour.shutDown(producer);
        }
    }

    private static Map<String, Object> reply(DefaultMQProducer producer, MessageExt request) throws Exception {
        String text = new String(request.getBody(), StandardCharsets.UTF_8).toUpperCase();
        Message reply = MessageUtil.createReplyMessage(request, text.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> line = new TreeMap<>();
        line.put("request", Messages.describe(request));
        line.put("status", producer.send(reply).getSendStatus().name());
        return line;
    }
}
