import { LanguageSupport, StreamLanguage } from '@codemirror/language';
import { kotlin } from '@codemirror/legacy-modes/mode/clike';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import keywords from './keywords.json';
import { kvlabMode } from './mode.js';

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
      load: async () => new LanguageSupport(StreamLanguage.define(kvlabMode(keywords, kotlin))),
    });
  },
};

export default plugin;
