// Builds dist/kvlab-jupyterlab, the folder that JupyterLab loads an extension from: a webpack module
// container that shares CodeMirror with the page, and a package.json that names it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url));
const description = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const out = at('dist/kvlab-jupyterlab');

// The tokenizer is the kernel's own, which the classic notebook gets too; here it becomes a module.
const mode = readFileSync(at('../src/main/resources/io/kvlab/jupyter/kernelspec/mode.js'), 'utf8');
writeFileSync(at('src/mode.js'), mode.replace('function kvlabMode', 'export function kvlabMode'));

rmSync(out, { recursive: true, force: true });
const fromThePage = { singleton: true, import: false, requiredVersion: false };
const stats = await new Promise((resolve, reject) =>
  webpack(
    {
      mode: 'production',
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

const entry = Object.keys(stats.compilation.assets).find(name => name.startsWith('remoteEntry'));
mkdirSync(out, { recursive: true });
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
console.log(`dist/kvlab-jupyterlab: ${entry}`);
