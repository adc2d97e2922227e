import { readFileSync, rmSync } from 'node:fs';
import esbuild from 'rollup-plugin-esbuild';

const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The entry points that package.json announces, as files of src. */
const library = Object.values(exports)
  .filter((target) => typeof target !== 'string')
  .map((target) => target.import.default.replace('./dist/esm/', 'src/').replace(/\.js$/, '.ts'));

/** The programs that package.json announces; Node runs them as ES modules. */
const programs = Object.values(bin).map((target) =>
  target.replace('./dist/esm/', 'src/').replace(/\.js$/, '.ts'),
);

/** Everything that is not a file of ours stays an import: no dependency is ever bundled. */
const external = (id) => !id.startsWith('.') && !id.startsWith('/');

/** Marks dist/cjs as CommonJS inside a `"type": "module"` package. */
const commonjsMarker = {
  name: 'commonjs-marker',
  generateBundle({ format }) {
    if (format === 'cjs')
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

const build = (input, format, dir) => ({
  input,
  external,
  plugins: [esbuild({ target: 'node20' }), commonjsMarker],
  output: {
    dir,
    format,
    sourcemap: true,
    preserveModules: true,
    preserveModulesRoot: 'src',
    exports: 'named',
    generatedCode: 'es2015',
  },
});

rmSync('dist', { recursive: true, force: true });
export default [build([...library, ...programs], 'es', 'dist/esm'), build(library, 'cjs', 'dist/cjs')];
