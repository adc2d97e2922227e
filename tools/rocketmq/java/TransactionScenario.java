import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.TransactionSendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Sends half messages. Each message's property `local` says how its local work ends, and `check` what is answered when
 * the broker asks: names of LocalTransactionState. Waits for `checks` questions.
 */
final class TransactionScenario implements Scenario {
    private static final int WAIT_MS = 40_000;

    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        LinkedBlockingQueue<Map<String, Object>> checks = new LinkedBlockingQueue<>();
        TransactionMQProducer producer = tour.clients.transactionProducer(options.getString("group"));
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
                return LocalTransactionState.valueOf(message.getProperty("local"));
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                checks.add(Messages.describe(message));
                return LocalTransactionState.valueOf(message.getProperty("check"));
            }
        });
        producer.start();
        try {
            Map<String, Object> result = new TreeMap<>();
            result.put("sent", send(producer, options.getJSONArray("messages")));
            result.put("checks", take(checks, options.getIntValue("checks")));
            return result;
        } finally {
            tour.shutDown(producer);
        }
    }

    private static List<Object> send(TransactionMQProducer producer, JSONArray requests) throws Exception {
        List<Object> sent = new ArrayList<>();
        for (Message message : Messages.parseAll(requests)) {
            TransactionSendResult result = producer.sendMessageInTransaction(message, null);
            Map<String, Object> line = Messages.describe(result);
            line.put("localState", result.getLocalTransactionState().name());
            sent.add(line);
        }
        return sent;
    }

    private static List<Object> take(LinkedBlockingQueue<Map<String, Object>> checks, int count) throws Exception {
        List<Object> taken = new ArrayList<>();
        while (taken.size() < count) {
            Map<String, Object> check = checks.poll(WAIT_MS, TimeUnit.MILLISECONDS);
            if (check == null) {
                break;
            }
            taken.add(check);
        }
        return taken;
    }
}
