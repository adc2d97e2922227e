import com.alibaba.fastjson.JSONObject;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.remoting.RPCHook;

/** Makes clients of one cluster, not started yet, each with connections of its own. */
final class Clients {
    private static final int SEND_TIMEOUT_MS = 10_000;
    private static final int ROUTE_POLL_MS = 1_000;

    /** What the program was started with. */
    final JSONObject options;

    Clients(JSONObject options) {
        this.options = options;
    }

    DefaultMQProducer producer(String group) {
        return configure(new DefaultMQProducer(group, credentials()));
    }

    TransactionMQProducer transactionProducer(String group) {
        return configure(new TransactionMQProducer(group, credentials()));
    }

    /** A new group starts at the first message. */
    DefaultMQPushConsumer pushConsumer(String group) {
        DefaultMQPushConsumer consumer =
            new DefaultMQPushConsumer(group, credentials(), new AllocateMessageQueueAveragely());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        return configure(consumer);
    }

    /** A new group starts at the first message. */
    DefaultLitePullConsumer pullConsumer(String group) {
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(group, credentials());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        return configure(consumer);
    }

    RPCHook credentials() {
        String accessKey = options.getString("accessKey");
        return accessKey == null
            ? null
            : new AclClientRPCHook(new SessionCredentials(accessKey, options.getString("secretKey")));
    }

    private <T extends DefaultMQProducer> T configure(T producer) {
        producer.setSendMsgTimeout(SEND_TIMEOUT_MS);
        locate(producer);
        return producer;
    }

    private <T extends ClientConfig> T configure(T consumer) {
        // The default, 30 s, is how late a group would learn of its new retry topic.
        consumer.setPollNameServerInterval(ROUTE_POLL_MS);
        locate(consumer);
        return consumer;
    }

    private void locate(ClientConfig client) {
        client.setNamesrvAddr(options.getString("nameServers"));
    }
}
