import com.alibaba.fastjson.JSONObject;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.PosixParser;
import org.apache.rocketmq.srvutil.ServerUtil;
import org.apache.rocketmq.tools.command.MQAdminStartup;
import org.apache.rocketmq.tools.command.SubCommand;
import org.apache.rocketmq.tools.command.SubCommandException;

/**
 * A command of mqadmin, `args`; returns what it printed. Not by way of `MQAdminStartup.main`, which ends the JVM at an
 * argument it does not like, and whose commands keep clients that they have shut down.
 */
final class MqadminScenario implements Scenario {
    private static final List<SubCommand> COMMANDS = commands();

    @Override
    public Object run(Tour tour, JSONObject options) throws Exception {
        List<String> args = options.getJSONArray("args").toJavaList(String.class);
        SubCommand command = create(args.get(0));
        Options known = command.buildCommandlineOptions(ServerUtil.buildCommandlineOptions(new Options()));
        String[] rest = args.subList(1, args.size()).toArray(new String[0]);
        CommandLine line = new PosixParser().parse(known, rest);
        while (true) {
            try {
                return PrintedText.during(() -> command.execute(line, known, tour.clients.credentials()));
            } catch (SubCommandException error) {
                if (!isNameTaken(error)) {
                    throw error;
                }
            }
        }
    }

    /** Clients of commands are named after the millisecond in which they start, and two cannot have one name. */
    private static boolean isNameTaken(Throwable error) {
        return error != null
            && (String.valueOf(error).contains("has created already") || isNameTaken(error.getCause()));
    }

    private static SubCommand create(String name) throws ReflectiveOperationException {
        for (SubCommand command : COMMANDS) {
            if (command.commandName().equals(name)) {
                return command.getClass().getDeclaredConstructor().newInstance();
            }
        }
        throw new IllegalArgumentException("mqadmin has no command " + name);
    }

    /** The only list of that class; it has another name in every major version. */
    @SuppressWarnings("unchecked")
    private static List<SubCommand> commands() {
        MQAdminStartup.initCommand();
        try {
            Field field = Arrays.stream(MQAdminStartup.class.getDeclaredFields())
                .filter(candidate -> candidate.getType() == List.class)
                .findFirst()
                .orElseThrow();
            field.setAccessible(true);
            return (List<SubCommand>) field.get(null);
        } catch (ReflectiveOperationException error) {
            throw new IllegalStateException(error);
        }
    }
}
