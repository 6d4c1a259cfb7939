// Loaded by the classic notebook page together with the kernel: highlighting of language cells.
define(["base/js/namespace", "notebook/js/codecell", "codemirror/lib/codemirror", "codemirror/mode/clike/clike"],
  function (Jupyter, codecell, CodeMirror) {
    "use strict";
    const keywords = KEYWORDS;
    MODE
    CodeMirror.defineMode("kvlab", function (config) {
      return kvlabMode(keywords, CodeMirror.getMode(config, "text/x-kotlin"));
    });
    CodeMirror.defineMIME("text/x-kvlab", "kvlab");
    CodeMirror.modeInfo.push({ name: "kvlab", mime: "text/x-kvlab", mode: "kvlab", ext: ["kv"] });
    return {
      onload: function () {
        codecell.CodeCell.options_default.cm_config.mode = "kvlab";
        Jupyter.notebook.get_cells().forEach(function (cell) {
          if (cell.cell_type === "code") {
            cell.cm_config.mode = "kvlab";
            cell.code_mirror.setOption("mode", "kvlab");
          }
        });
      },
    };
  });
