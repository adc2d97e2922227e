/**
 * The version that our headers carry: `V5_3_3`.
 *
 * It is a switch, not decoration (wire.md section 2.5): from 401 on routes come as standard JSON, from 400 on all
 * fields are signed, and above 475 every server that shuts down gracefully answers GO_AWAY.
 */
export const headerVersion = 479;

/** What 3.0.0 began with, before the numbering became regular. */
const first =
  'SNAPSHOT ALPHA1 BETA1 BETA2 BETA3 BETA4 BETA5 BETA6_SNAPSHOT BETA6 BETA7_SNAPSHOT BETA7 BETA8_SNAPSHOT BETA8 ' +
  'BETA9_SNAPSHOT BETA9 FINAL';

/** After that every patch release has two numbers, its snapshot first. Rows: major, minors, patches. */
const regular = [
  { major: 3, minors: [0, 0], patches: [1, 15] },
  { major: 3, minors: [1, 2], patches: [0, 9] },
  { major: 3, minors: [3, 9], patches: [1, 9] },
  { major: 4, minors: [0, 9], patches: [0, 9] },
  { major: 5, minors: [0, 9], patches: [0, 9] },
] as const;

/** Java's `MQVersion.Version`: the place of a name is its number on the wire. */
function versionNames(): readonly string[] {
  const names = first.split(' ').map((name) => `V3_0_0_${name}`);
  for (const { major, minors, patches } of regular) {
    for (let minor: number = minors[0]; minor <= minors[1]; minor++) {
      for (let patch: number = patches[0]; patch <= patches[1]; patch++) {
        const name = `V${major}_${minor}_${patch}`;
        names.push(`${name}_SNAPSHOT`, name);
      }
    }
  }
  return [...names, 'HIGHER_VERSION'];
}

const names = versionNames();

/** The name of a version number, such as `V5_1_4`. Numbers above the table are the last entry, as in Java. */
export function versionName(ordinal: number): string {
  return names[Math.max(0, Math.min(ordinal, names.length - 1))] ?? 'HIGHER_VERSION';
}

/** The number of a version name, or `undefined` for a name that Java's table does not have. */
export function versionOrdinal(name: string): number | undefined {
  const ordinal = names.indexOf(name);
  return ordinal < 0 ? undefined : ordinal;
}
