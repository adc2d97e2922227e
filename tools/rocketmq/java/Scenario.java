import com.alibaba.fastjson.JSONObject;

/** One thing that users do with the official client. The class of scenario `x` is `XScenario`. */
interface Scenario {
    /** Returns what a test can look at: anything that becomes JSON. */
    Object run(Tour tour, JSONObject options) throws Exception;
}
