import { expect } from 'chai';
import { type ImportLine, importsOf, sourceFiles } from './source-files.js';

const ground = ['errors', 'runtime', 'internal'];
const wire = [...ground, 'transport', 'remoting', 'protocol', 'message', 'payload'];
const untilBroker = [...wire, 'naming', 'broker'];

/**
 * Which folders a folder of src may import besides itself: what stands to its left in docs/architecture.md.
 * Never sideways between producer, admin, reader and consumer: what two of them need moves left.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  runtime: ['errors'],
  internal: ['errors', 'runtime'],
  transport: ground,
  remoting: [...ground, 'transport'],
  protocol: ground,
  message: [...ground, 'protocol', 'payload'],
  payload: ground,
  naming: wire,
  broker: [...wire, 'naming'],
  sending: untilBroker,
  delivery: untilBroker,
  producer: [...untilBroker, 'sending'],
  admin: [...untilBroker, 'sending'],
  reader: [...untilBroker, 'delivery'],
  consumer: [...untilBroker, 'sending', 'delivery'],
  client: [...untilBroker, 'sending', 'delivery', 'producer', 'admin', 'reader', 'consumer'],
  testing: [...ground, 'transport', 'remoting', 'protocol', 'message'],
};

/** Folders that see the rest of the package as its users do: through the entry points. */
const outside = new Set(['cli', 'integrations']);

/** What the pure layer must not reach: other packages, sockets, clocks. */
const impure = /^(?:rxjs(?:\/.*)?|node:(?:net|tls|dgram|dns|http|https|http2|timers)(?:\/.*)?)$/;

const files = sourceFiles('src');
const imports = files.flatMap((file) => importsOf(file));
const isDoor = (path: string): boolean => path.endsWith('/index.ts');

/** `transport` for `src/transport/link.ts`; undefined for files directly in src. */
const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

const at = ({ path, line, specifier }: ImportLine): string => `${path}:${line} imports ${specifier}`;

/** The types of `delivery` are the one thing that the marble helpers of `testing` take from beyond their row. */
function isAllowed({ typeOnly }: ImportLine, from: string, to: string): boolean {
  return (
    from === to ||
    mayImport[from]?.includes(to) === true ||
    (from === 'testing' && to === 'delivery' && typeOnly)
  );
}

/** Every file that reaches itself through imports that exist at run time, as the shortest way round; each ring once. */
function rings(): readonly string[] {
  const targets = new Map<string, readonly string[]>();
  for (const { path } of files)
    targets.set(
      path,
      imports.filter((line) => line.path === path && !line.typeOnly).flatMap(({ target }) => target ?? []),
    );
  const found = new Map<string, string>();
  for (const start of targets.keys()) {
    const cameFrom = new Map<string, string>();
    const queue = [start];
    for (const path of queue) {
      for (const target of targets.get(path) ?? []) {
        if (cameFrom.has(target)) continue;
        cameFrom.set(target, path);
        queue.push(target);
      }
    }
    if (!cameFrom.has(start)) continue;
    const ring = [start];
    for (let path = cameFrom.get(start); path !== undefined && path !== start; path = cameFrom.get(path))
      ring.unshift(path);
    found.set(ring.toSorted().join(' '), [start, ...ring].join(' -> '));
  }
  return [...found.values()];
}

describe('layers', () => {
  it('have a row for every folder of src', () => {
    const strangers = files.map(({ path }) => folderOf(path)).filter((folder) => folder !== undefined);
    expect(
      [...new Set(strangers)].filter((folder) => !(folder in mayImport) && !outside.has(folder)),
      'folders without a row: decide what they may import, add it here and in docs/architecture.md',
    ).to.deep.equal([]);
  });

  it('import only what stands to their left', () => {
    const wrong = imports.filter((line) => {
      const from = folderOf(line.path);
      const to = line.target === undefined ? undefined : folderOf(line.target);
      if (from === undefined || to === undefined || isDoor(line.path) || outside.has(from)) return false;
      return !isAllowed(line, from, to);
    });
    expect(
      wrong.map(at),
      'imports against the arrows: move what is shared to the left, or hand it in as a parameter',
    ).to.deep.equal([]);
  });

  it('import the defining file, never an index.ts', () => {
    const wrong = imports.filter(
      ({ path, target }) => target !== undefined && isDoor(target) && !outside.has(folderOf(path) ?? ''),
    );
    expect(wrong.map(at), 'import the file that defines the name').to.deep.equal([]);
  });

  it('are reached from cli and integrations through the entry points', () => {
    const wrong = imports.filter(({ path, target }) => {
      const from = folderOf(path) ?? '';
      return outside.has(from) && target !== undefined && folderOf(target) !== from && !isDoor(target);
    });
    expect(wrong.map(at), 'cli and integrations are users of the package').to.deep.equal([]);
  });

  it('depend on nothing but rxjs and Node', () => {
    const allowed = /^(?:rxjs|node:.+)$/;
    const wrong = imports.filter(
      ({ path, specifier, target }) =>
        target === undefined &&
        !allowed.test(specifier) &&
        !outside.has(folderOf(path) ?? '') &&
        !(specifier === 'rxjs/testing' && folderOf(path) === 'testing'),
    );
    expect(wrong.map(at), 'the package has no runtime dependency but its peer rxjs').to.deep.equal([]);
  });

  it('keep protocol pure: no rxjs, no sockets, no clocks', () => {
    const wrong = imports.filter(
      ({ path, specifier }) => folderOf(path) === 'protocol' && impure.test(specifier),
    );
    expect(wrong.map(at), 'protocol is bytes in, values out').to.deep.equal([]);
  });

  it('have no ring of imports at run time', () => {
    expect(rings(), 'rings: move what both need into a file of its own').to.deep.equal([]);
  });
});
