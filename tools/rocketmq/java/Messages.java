import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageExt;

/** Messages and send results from and to JSON; bodies are in base64. */
final class Messages {
    private Messages() {
    }

    static Message parse(JSONObject request) {
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

    static List<Message> parseAll(JSONArray requests) {
        List<Message> messages = new ArrayList<>();
        for (int index = 0; index < requests.size(); index++) {
            messages.add(parse(requests.getJSONObject(index)));
        }
        return messages;
    }

    static Map<String, Object> describe(MessageExt message) {
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

    static Map<String, Object> describe(SendResult result) {
        Map<String, Object> line = new TreeMap<>();
        line.put("status", result.getSendStatus().name());
        line.put("messageId", result.getMsgId());
        line.put("offsetMessageId", result.getOffsetMsgId());
        line.put("brokerName", result.getMessageQueue().getBrokerName());
        line.put("queueId", result.getMessageQueue().getQueueId());
        line.put("queueOffset", result.getQueueOffset());
        line.put("transactionId", result.getTransactionId());
        return line;
    }

    private static String offsetMessageId(MessageExt message) {
        return message instanceof MessageClientExt ? ((MessageClientExt) message).getOffsetMsgId() : message.getMsgId();
    }
}
