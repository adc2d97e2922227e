import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;

/** The members of a group that go on after the scenario that started them. */
final class KeptConsumer {
    final Inbox inbox;
    private final List<DefaultMQPushConsumer> members;

    KeptConsumer(Inbox inbox, List<DefaultMQPushConsumer> members) {
        this.inbox = inbox;
        this.members = members;
    }

    void shutdown() {
        members.forEach(DefaultMQPushConsumer::shutdown);
    }
}
