// Builds dist/kvlab-jupyterlab, the folder that JupyterLab loads an extension from: a webpack module
// container that shares CodeMirror with the page, and a package.json that names it. The same files
// are a resource of the kernel, so that installing it needs no npm; 'npm run build' renews those that
// changed, 'npm test' builds dist alone and compares.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url));
const description = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const out = at('dist/kvlab-jupyterlab');
const resource = at('../src/main/resources/io/kvlab/jupyter/labextension');

// The tokenizer is the kernel's own, which the classic notebook gets too; here it becomes a module.
const mode = readFileSync(at('../src/main/resources/io/kvlab/jupyter/kernelspec/mode.js'), 'utf8');
writeFileSync(at('src/mode.js'), mode.replace('function kvlabMode', 'export function kvlabMode'));

rmSync(out, { recursive: true, force: true });
const fromThePage = { singleton: true, import: false, requiredVersion: false };
const stats = await new Promise((resolve, reject) =>
  webpack(
    {
      mode: 'production',
      cache: false,
      context: at('.'),
      entry: {},
      output: { path: `${out}/static`, publicPath: 'auto', uniqueName: description.name },
      plugins: [
        new webpack.container.ModuleFederationPlugin({
          name: description.name,
          library: { type: 'var', name: ['_JUPYTERLAB', description.name] },
          filename: 'remoteEntry.[contenthash].js',
          exposes: { './index': './src/index.js', './extension': './src/index.js' },
          shared: { '@jupyterlab/codemirror': fromThePage, '@codemirror/language': fromThePage },
        }),
      ],
    },
    (failure, result) => (failure ? reject(failure) : resolve(result))));
if (stats.hasErrors()) {
  console.error(stats.toString('errors-only'));
  process.exit(1);
}

const built = Object.keys(stats.compilation.assets);
const entry = built.find(name => name.startsWith('remoteEntry'));
writeFileSync(
  `${out}/package.json`,
  JSON.stringify(
    {
      name: description.name,
      version: description.version,
      description: description.description,
      jupyterlab: { extension: true, _build: { load: `static/${entry}`, extension: './extension' } },
    },
    null,
    2) + '\n');
const files = ['package.json', ...built.map(name => `static/${name}`)].sort();
writeFileSync(`${out}/files.txt`, files.join('\n') + '\n'); // a jar does not list what it holds
console.log(`dist/kvlab-jupyterlab: ${entry}`);

if (process.argv.includes('--resource')) {
  const list = `${resource}/files.txt`;
  const before = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : [];
  before.filter(name => !files.includes(name)).forEach(name => rmSync(`${resource}/${name}`, { force: true }));
  mkdirSync(`${resource}/static`, { recursive: true });
  for (const name of [...files, 'files.txt']) {
    const content = readFileSync(`${out}/${name}`, 'utf8');
    const target = `${resource}/${name}`;
    if (!existsSync(target) || readFileSync(target, 'utf8') !== content) {
      writeFileSync(target, content);
    }
  }
}
