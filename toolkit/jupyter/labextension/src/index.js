import { LanguageSupport, StreamLanguage } from '@codemirror/language';
import { kotlin } from '@codemirror/legacy-modes/mode/clike';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { kvlabMode } from './mode.js';

/** The keywords of the installed kernel's grammar, which lie in its folder; none where it cannot be asked. */
async function keywords() {
  const config = JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '{}');
  try {
    const answer = await fetch(`${config.baseUrl ?? '/'}kernelspecs/kvlab/keywords.json`);
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

/** The kernel names this language in its `codemirror_mode`; without this extension cells are shown as Kotlin. */
const plugin = {
  id: 'kvlab-jupyterlab:language',
  description: "Colours for kvlab's language.",
  autoStart: true,
  requires: [IEditorLanguageRegistry],
  activate: (app, languages) => {
    languages.addLanguage({
      name: 'kvlab',
      mime: 'text/x-kvlab',
      extensions: ['kv'],
      load: async () => new LanguageSupport(StreamLanguage.define(kvlabMode(await keywords(), kotlin))),
    });
  },
};

export default plugin;
