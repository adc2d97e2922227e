import type { AdminCredentials } from './admin-connection.js';
import { isVersion4 } from './rocketmq-version.js';
import type { Properties } from './properties.js';

export interface AccessControlSettings {
  /** May do everything; brokers use it among themselves. A secret key of 4.9 has at least 7 characters. */
  readonly admin: AdminCredentials;
  /** 4.9 only: more entries of `accounts` in `plain_acl.yml`. Users of 5.x are made by admin requests. */
  readonly accounts?: string;
}

export interface AccessControl {
  readonly brokerConfig: Properties;
  /** For the broker's home, by path. */
  readonly brokerFiles: Readonly<Record<string, string>>;
}

function plainAcl({ admin, accounts = '' }: AccessControlSettings): AccessControl {
  const yaml = `accounts:\n- accessKey: ${admin.accessKey}\n  secretKey: ${admin.secretKey}\n  admin: true\n${accounts}`;
  return { brokerConfig: { aclEnable: true }, brokerFiles: { 'conf/plain_acl.yml': yaml } };
}

function provider(kind: string, name: string): string {
  return `org.apache.rocketmq.auth.${kind}.provider.${name}`;
}

function authentication({ admin: { accessKey, secretKey } }: AccessControlSettings): AccessControl {
  return {
    brokerConfig: {
      authenticationEnabled: true,
      authenticationProvider: provider('authentication', 'DefaultAuthenticationProvider'),
      authenticationMetadataProvider: provider('authentication', 'LocalAuthenticationMetadataProvider'),
      initAuthenticationUser: JSON.stringify({ username: accessKey, password: secretKey }),
      innerClientAuthenticationCredentials: JSON.stringify({ accessKey, secretKey }),
      authorizationEnabled: true,
      authorizationProvider: provider('authorization', 'DefaultAuthorizationProvider'),
      authorizationMetadataProvider: provider('authorization', 'LocalAuthorizationMetadataProvider'),
    },
    brokerFiles: {},
  };
}

/** What makes brokers of a version check signatures and rights; name servers check nothing. */
export function accessControl(version: string, settings: AccessControlSettings | undefined): AccessControl {
  if (settings === undefined) return { brokerConfig: {}, brokerFiles: {} };
  return isVersion4(version) ? plainAcl(settings) : authentication(settings);
}
