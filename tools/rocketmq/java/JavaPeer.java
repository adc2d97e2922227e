import com.alibaba.fastjson.JSON;

/**
 * The official client as the other side of a test: one JSON object per line on stdin and stdout, until stdin ends.
 *
 * <p>{@code JavaPeer send OPTIONS} sends each message it reads and prints its result; {@code JavaPeer consume OPTIONS}
 * prints each message it receives; {@code JavaPeer tour OPTIONS} runs the scenarios it reads. OPTIONS is a JSON object,
 * see java-peer.ts.
 */
public final class JavaPeer {
    public static void main(String[] args) throws Exception {
        // Whatever the client prints by itself must not end up between the lines.
        System.setOut(System.err);
        Clients clients = new Clients(JSON.parseObject(args[1]));
        switch (args[0]) {
            case "send":
                new SendPeer(clients).run();
                break;
            case "consume":
                new ConsumePeer(clients).run();
                break;
            default:
                new Tour(clients).run();
        }
        System.exit(0);
    }
}
