import com.alibaba.fastjson.JSONObject;
import java.util.List;
import java.util.Map;

/** Ends a group that was kept, and returns `count` messages that it received since. */
final class ReleaseScenario implements Scenario {
    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        KeptConsumer group = tour.kept.remove(options.getString("group"));
        List<Map<String, Object>> taken = group.inbox.take(options);
        group.shutdown();
        return taken;
    }
}
