/** What requests are signed with. */
export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of temporary credentials. */
  readonly securityToken?: string | undefined;
}
