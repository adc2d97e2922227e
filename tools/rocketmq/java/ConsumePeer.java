import java.io.OutputStream;
import java.util.Map;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;

/** Prints each message it receives, until stdin ends. */
final class ConsumePeer {
    private final Clients clients;

    ConsumePeer(Clients clients) {
        this.clients = clients;
    }

    void run() throws Exception {
        DefaultMQPushConsumer consumer = clients.pushConsumer(clients.options.getString("group"));
        Listening.attach(consumer, clients.options, message -> Lines.print(Messages.describe(message)));
        consumer.start();
        Lines.print(Map.of("event", "started"));
        System.in.transferTo(OutputStream.nullOutputStream());
        consumer.shutdown();
    }
}
