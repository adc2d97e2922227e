import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.serializer.SerializerFeature;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What goes over stdin and stdout: one JSON object per line. */
final class Lines {
    private static final PrintStream OUT =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    static final BufferedReader IN = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Lines() {
    }

    static void print(Map<String, ?> line) {
        // Without references: an object that occurs twice is written twice.
        String text = JSON.toJSONString(line, SerializerFeature.DisableCircularReferenceDetect);
        synchronized (OUT) {
            OUT.println(text);
            OUT.flush();
        }
    }
}
