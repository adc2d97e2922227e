import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a thread prints to stdout, kept apart from what others print at the same time. */
final class PrintedText extends OutputStream {
    private static final ThreadLocal<ByteArrayOutputStream> CURRENT = new ThreadLocal<>();

    /** Something that prints, and may throw. */
    interface Action {
        void run() throws Exception;
    }

    private final OutputStream fallback;

    private PrintedText(OutputStream fallback) {
        this.fallback = fallback;
    }

    /** Once, before the first {@link #during}. */
    static void install() {
        System.setOut(new PrintStream(new PrintedText(System.out), true, StandardCharsets.UTF_8));
    }

    static String during(Action action) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CURRENT.set(bytes);
        try {
            action.run();
            return bytes.toString(StandardCharsets.UTF_8);
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public void write(int value) throws IOException {
        target().write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        target().write(bytes, offset, length);
    }

    private OutputStream target() {
        OutputStream own = CURRENT.get();
        return own == null ? fallback : own;
    }
}
