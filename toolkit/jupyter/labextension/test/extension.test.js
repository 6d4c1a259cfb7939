import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import * as language from '@codemirror/language';
import { classHighlighter, highlightTree } from '@lezer/highlight';

const dist = new URL('../dist/kvlab-jupyterlab/', import.meta.url);
const built = JSON.parse(readFileSync(new URL('package.json', dist), 'utf8'));

/** Loads the built container as JupyterLab's page does; what it shares stands in for the page's own. */
async function load(shared) {
  const run = name =>
    vm.runInThisContext(readFileSync(new URL(`static/${name}`, dist), 'utf8'), { filename: name });
  globalThis.self = globalThis.window = globalThis;
  globalThis.location = { href: 'http://lab/' };
  globalThis.document = {
    currentScript: { src: 'http://lab/static/remoteEntry.js', tagName: 'SCRIPT' },
    getElementsByTagName: () => [],
    getElementById: id => (id === 'jupyter-config-data' ? { textContent: '{"baseUrl": "/lab-at/"}' } : null),
    createElement: () => ({ setAttribute() {}, getAttribute: () => '' }),
    head: {
      appendChild: script => {
        run(script.src.split('/').at(-1));
        script.onload({ type: 'load', target: script });
      },
    },
  };
  run(built.jupyterlab._build.load.split('/').at(-1));
  const container = globalThis._JUPYTERLAB[built.name];
  const scope = {};
  for (const [name, module] of Object.entries(shared)) {
    scope[name] = { '4.0.0': { get: async () => () => module, loaded: true, from: 'page', eager: true } };
  }
  await container.init(scope);
  return (await container.get(built.jupyterlab._build.extension))();
}

test('the built extension gives JupyterLab a language that colours statements', async () => {
  const token = { name: 'IEditorLanguageRegistry' };
  const module = await load({
    '@jupyterlab/codemirror': { IEditorLanguageRegistry: token },
    '@codemirror/language': language,
  });
  const plugin = module.default;
  assert.equal(plugin.autoStart, true);
  assert.deepEqual(Array.from(plugin.requires, each => each.name), [token.name]);
  const added = [];
  plugin.activate({}, { addLanguage: each => added.push(each) });
  assert.deepEqual(added.map(each => each.name), ['kvlab']);

  const asked = [];
  globalThis.fetch = async url => {
    asked.push(url);
    return { ok: true, json: async () => ['compress', 'ratio', 'on'] };
  };
  const support = await added[0].load();
  assert.deepEqual(asked, ['/lab-at/kernelspecs/kvlab/keywords.json']);
  const colours = text => {
    const found = [];
    highlightTree(support.language.parser.parse(text), classHighlighter, (from, to, style) =>
      found.push([text.slice(from, to), style.replace(/tok-/g, '')]));
    return found;
  };
  assert.deepEqual(colours('grid = compress snapkv ratio 0.1 on gsm-mini # a tenth').filter(([, s]) => /keyword|number|comment/.test(s)), [
    ['compress', 'keyword'], ['ratio', 'keyword'], ['0.1', 'number'], ['on', 'keyword'], ['# a tenth', 'comment'],
  ]);
  // a Kotlin cell keeps Kotlin's colours
  assert.ok(colours('val x = "a"').some(([text, style]) => text === 'val' && style.includes('keyword')));
  assert.ok(colours('val x = "a"').some(([text, style]) => text === '"a"' && style.includes('string')));
});

test('the resource that ships with the kernel is this build', () => {
  const resource = new URL('../../src/main/resources/io/kvlab/jupyter/labextension/', import.meta.url);
  const files = readFileSync(new URL('files.txt', dist), 'utf8').trim().split('\n');
  assert.equal(readdirSync(new URL('static/', resource)).length, files.length - 1);
  for (const name of [...files, 'files.txt']) {
    assert.equal(
      readFileSync(new URL(name, resource), 'utf8'), readFileSync(new URL(name, dist), 'utf8'),
      `${name}: 'npm run build' in toolkit/jupyter/labextension renews it`);
  }
});

test('what JupyterLab has is not shipped again', () => {
  const entry = readFileSync(fileURLToPath(new URL(built.jupyterlab._build.load, dist)), 'utf8');
  assert.ok(entry.length < 40_000, `${entry.length} characters`);
});
