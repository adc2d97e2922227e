import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * The official client as the other side of a test: one JSON object per line on stdin and stdout, until stdin ends.
 *
 * <p>{@code JavaPeer send OPTIONS} sends each message it reads and prints its result; {@code JavaPeer consume OPTIONS}
 * prints each message it receives. OPTIONS is a JSON object, see java-peer.ts.
 */
public final class JavaPeer {
    // Whatever the client prints by itself must not end up between the lines.
    private static final PrintStream LINES =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        JSONObject options = JSON.parseObject(args[1]);
        if (args[0].equals("send")) {
            send(options);
        } else {
            consume(options);
        }
        System.exit(0);
    }

    private static void send(JSONObject options) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(options.getString("group"), credentials(options));
        producer.setNamesrvAddr(options.getString("nameServers"));
        producer.setSendMsgTimeout(10_000);
        if (options.containsKey("compressOverBytes")) {
            producer.setCompressMsgBodyOverHowmuch(options.getIntValue("compressOverBytes"));
        }
        producer.start();
        print(Map.of("event", "started"));
        BufferedReader requests = stdin();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            JSONObject request = JSON.parseObject(line);
            print(sendOne(producer, request));
        }
        producer.shutdown();
    }

    private static Map<String, Object> sendOne(DefaultMQProducer producer, JSONObject request) {
        Map<String, Object> answer = new TreeMap<>();
        answer.put("id", request.get("id"));
        try {
            Message message = message(request);
            String orderKey = request.getString("orderKey");
            SendResult result = orderKey == null
                ? producer.send(message)
                : producer.send(message, new SelectMessageQueueByHash(), orderKey);
            answer.put("status", result.getSendStatus().name());
            answer.put("messageId", result.getMsgId());
            answer.put("offsetMessageId", result.getOffsetMsgId());
            answer.put("brokerName", result.getMessageQueue().getBrokerName());
            answer.put("queueId", result.getMessageQueue().getQueueId());
            answer.put("queueOffset", result.getQueueOffset());
        } catch (Exception error) {
            answer.put("error", String.valueOf(error));
        }
        return answer;
    }

    private static Message message(JSONObject request) {
        Message message = new Message(request.getString("topic"), Base64.getDecoder().decode(request.getString("body")));
        if (request.containsKey("tags")) {
            message.setTags(request.getString("tags"));
        }
        if (request.containsKey("keys")) {
            message.setKeys(request.getString("keys"));
        }
        if (request.containsKey("delayLevel")) {
            message.setDelayTimeLevel(request.getIntValue("delayLevel"));
        }
        JSONObject properties = request.getJSONObject("properties");
        if (properties != null) {
            // Not putUserProperty: a test may want to set what the client reserves.
            properties.forEach((key, value) -> MessageAccessor.putProperty(message, key, String.valueOf(value)));
        }
        return message;
    }

    private static void consume(JSONObject options) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(
            options.getString("group"), credentials(options), new AllocateMessageQueueAveragely());
        consumer.setNamesrvAddr(options.getString("nameServers"));
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        String topic = options.getString("topic");
        if (options.containsKey("sql")) {
            consumer.subscribe(topic, MessageSelector.bySql(options.getString("sql")));
        } else {
            consumer.subscribe(topic, options.getString("expression"));
        }
        int failures = options.getIntValue("failures");
        if (options.getBooleanValue("orderly")) {
            consumer.registerMessageListener((MessageListenerOrderly) (messages, context) ->
                received(messages, failures)
                    ? ConsumeOrderlyStatus.SUCCESS
                    : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT);
        } else {
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) ->
                received(messages, failures) ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
                    : ConsumeConcurrentlyStatus.RECONSUME_LATER);
        }
        consumer.start();
        print(Map.of("event", "started"));
        System.in.transferTo(OutputStream.nullOutputStream());
        consumer.shutdown();
    }

    /** Whether they count as consumed: each is refused `failures` times first. The batch size is the default, 1. */
    private static boolean received(List<MessageExt> messages, int failures) {
        boolean isConsumed = true;
        for (MessageExt message : messages) {
            print(describe(message));
            isConsumed &= message.getReconsumeTimes() >= failures;
        }
        return isConsumed;
    }

    private static Map<String, Object> describe(MessageExt message) {
        Map<String, Object> line = new TreeMap<>();
        line.put("topic", message.getTopic());
        line.put("tags", message.getTags());
        line.put("keys", message.getKeys());
        line.put("properties", message.getProperties());
        line.put("body", Base64.getEncoder().encodeToString(message.getBody()));
        line.put("messageId", message.getMsgId());
        line.put("offsetMessageId", offsetMessageId(message));
        line.put("brokerName", message.getBrokerName());
        line.put("queueId", message.getQueueId());
        line.put("queueOffset", message.getQueueOffset());
        line.put("reconsumeTimes", message.getReconsumeTimes());
        line.put("sysFlag", message.getSysFlag());
        line.put("bornTimestamp", message.getBornTimestamp());
        line.put("storeTimestamp", message.getStoreTimestamp());
        return line;
    }

    private static String offsetMessageId(MessageExt message) {
        return message instanceof MessageClientExt ? ((MessageClientExt) message).getOffsetMsgId() : message.getMsgId();
    }

    private static RPCHook credentials(JSONObject options) {
        String accessKey = options.getString("accessKey");
        return accessKey == null
            ? null
            : new AclClientRPCHook(new SessionCredentials(accessKey, options.getString("secretKey")));
    }

    private static BufferedReader stdin() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private static void print(Map<String, ?> line) {
        synchronized (LINES) {
            LINES.println(JSON.toJSONString(line));
            LINES.flush();
        }
    }
}
