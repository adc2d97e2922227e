import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/**
 * Runs every scenario it reads, `{ id, scenario, options }`, and prints `{ id, result }` or `{ id, error }`.
 *
 * <p>They run at the same time: most of them wait. At the end of stdin what consumers are left is dropped.
 */
final class Tour {
    final Clients clients;
    /** Consumers that stay when their scenario has ended, by group. */
    final Map<String, KeptConsumer> kept = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Tour(Clients clients) {
        this.clients = clients;
    }

    void run() throws Exception {
        // Default 20 s: how late a consumer takes the queues of a topic it has just learnt of.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
        PrintedText.install();
        Lines.print(Map.of("event", "started"));
        for (String line = Lines.IN.readLine(); line != null; line = Lines.IN.readLine()) {
            JSONObject request = JSON.parseObject(line);
            threads.execute(() -> Lines.print(answer(request)));
        }
    }

    /** Clients of 5.x take up to 3 s to shut down; nobody waits for those that have nothing to tell the broker. */
    void shutDown(DefaultMQProducer producer) {
        threads.execute(producer::shutdown);
    }

    private Map<String, Object> answer(JSONObject request) {
        Map<String, Object> answer = new TreeMap<>();
        answer.put("id", request.get("id"));
        try {
            answer.put("result", find(request.getString("scenario")).run(this, request.getJSONObject("options")));
        } catch (Throwable error) {
            // Linkage errors too: a scenario may need what this version of the client does not have.
            answer.put("error", describe(error));
        }
        return answer;
    }

    /** With its causes: mqadmin wraps what the broker said. */
    private static String describe(Throwable error) {
        String cause = error.getCause() == null ? "" : "\ncaused by " + describe(error.getCause());
        return error + cause;
    }

    private static Scenario find(String name) throws ReflectiveOperationException {
        String className = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Scenario";
        return (Scenario) Class.forName(className).getDeclaredConstructor().newInstance();
    }
}
