import com.alibaba.fastjson.JSONObject;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Sends `message` as a request and returns the reply. */
final class RequestScenario implements Scenario {
    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        DefaultMQProducer producer = tour.clients.producer(options.getString("group"));
        producer.start();
        introduce(producer, options.getJSONObject("message").getString("topic"));
        Message request = Messages.parse(options.getJSONObject("message"));
        // The producer lives on: it answers the broker's push after the reply is here, and the replier waits for that.
        return Messages.describe(request(producer, request, options.getLongValue("timeoutMs")));
    }

    /**
     * By callback and queue selector: of the six ways to request it is the only one that is right in 4.9.7, 5.3.3 and
     * 5.5.0. The blocking ones of 5.3.3 stop waiting when the request has been stored.
     */
    private static MessageExt request(DefaultMQProducer producer, Message request, long timeoutMs) throws Exception {
        CompletableFuture<MessageExt> reply = new CompletableFuture<>();
        producer.request(request, (queues, message, argument) -> queues.get(0), null, new RequestCallback() {
            @Override
            public void onSuccess(Message message) {
                reply.complete((MessageExt) message);
            }

            @Override
            public void onException(Throwable error) {
                reply.completeExceptionally(error);
            }
        }, timeoutMs);
        return reply.get();
    }

    /** A reply is pushed to a producer that the broker knows; by itself it would say who it is after a second. */
    private static void introduce(DefaultMQProducer producer, String topic) {
        MQClientInstance client = producer.getDefaultMQProducerImpl().getMqClientFactory();
        client.updateTopicRouteInfoFromNameServer(topic);
        client.sendHeartbeatToAllBrokerWithLock();
    }
}
