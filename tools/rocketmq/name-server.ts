import { isListening } from './free-port.js';
import { launchServer, type ServerSetting } from './launch-server.js';
import type { Properties } from './properties.js';
import { ServerNode } from './server-node.js';

export interface NameServerOptions {
  readonly port: number;
  readonly config: Properties;
  readonly jvmArgs: readonly string[];
}

export class NameServer extends ServerNode {
  constructor(setting: ServerSetting, { port, config, jvmArgs }: NameServerOptions) {
    const id = `name-server-${port}`;
    super({
      id,
      address: `127.0.0.1:${port}`,
      launch: () =>
        launchServer(setting, {
          name: id,
          mainClass: 'org.apache.rocketmq.namesrv.NamesrvStartup',
          config: { listenPort: port, ...config },
          jvmArgs: ['-Xms32m', '-Xmx64m', ...jvmArgs],
        }),
      createProbe: () => () => isListening(port),
    });
  }
}
