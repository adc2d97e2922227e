import com.alibaba.fastjson.JSONObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.common.message.MessageExt;

/** Messages that arrived, in the order of their arrival. */
final class Inbox {
    private static final int DEFAULT_WAIT_MS = 30_000;

    private final LinkedBlockingQueue<Map<String, Object>> arrivals = new LinkedBlockingQueue<>();

    void put(MessageExt message, int member) {
        Map<String, Object> line = Messages.describe(message);
        line.put("member", member);
        line.put("arrivedAt", System.currentTimeMillis());
        arrivals.add(line);
    }

    /** `count` messages, or what came in `waitMs`; then, if `settleMs` is given, also what came in that time. */
    List<Map<String, Object>> take(JSONObject options) throws InterruptedException {
        long waitMs = options.containsKey("waitMs") ? options.getLongValue("waitMs") : DEFAULT_WAIT_MS;
        List<Map<String, Object>> taken = new ArrayList<>();
        take(taken, options.getIntValue("count"), waitMs);
        take(taken, Integer.MAX_VALUE, options.getLongValue("settleMs"));
        return taken;
    }

    private void take(List<Map<String, Object>> taken, int count, long waitMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        while (taken.size() < count) {
            Map<String, Object> next = arrivals.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            taken.add(next);
        }
    }
}
