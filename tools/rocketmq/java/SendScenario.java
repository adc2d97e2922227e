import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/** Sends `messages`, as `mode` says: `sync`, `async`, `oneway`, or `ordered` by each message's `queue`. */
final class SendScenario implements Scenario {
    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        DefaultMQProducer producer = tour.clients.producer(options.getString("group"));
        producer.start();
        try {
            return send(producer, options.getString("mode"), options.getJSONArray("messages"));
        } finally {
            tour.shutDown(producer);
        }
    }

    private static Object send(DefaultMQProducer producer, String mode, JSONArray requests) throws Exception {
        List<Message> messages = Messages.parseAll(requests);
        if (mode.equals("async")) {
            return sendAsync(producer, messages);
        }
        List<Object> results = new ArrayList<>();
        for (int index = 0; index < messages.size(); index++) {
            Message message = messages.get(index);
            if (mode.equals("oneway")) {
                producer.sendOneway(message);
            } else if (mode.equals("ordered")) {
                Integer queue = requests.getJSONObject(index).getInteger("queue");
                results.add(Messages.describe(producer.send(message, (queues, one, id) -> queues.get((int) id), queue)));
            } else {
                results.add(Messages.describe(producer.send(message)));
            }
        }
        return results;
    }

    private static Object sendAsync(DefaultMQProducer producer, List<Message> messages) throws Exception {
        List<CompletableFuture<SendResult>> pending = new ArrayList<>();
        for (Message message : messages) {
            CompletableFuture<SendResult> result = new CompletableFuture<>();
            pending.add(result);
            producer.send(message, new SendCallback() {
                @Override
                public void onSuccess(SendResult sent) {
                    result.complete(sent);
                }

                @Override
                public void onException(Throwable error) {
                    result.completeExceptionally(error);
                }
            });
        }
        List<Object> results = new ArrayList<>();
        for (CompletableFuture<SendResult> result : pending) {
            results.add(Messages.describe(result.get()));
        }
        return results;
    }
}
