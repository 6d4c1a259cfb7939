// Colours for cells in the kvlab language; cells in Kotlin go to `kotlin`, a mode of the editor's own.
// A tokenizer in the form that CodeMirror 5 modes and CodeMirror 6 stream parsers share.
function kvlabMode(keywords, kotlin) {
  const words = new Set(keywords);
  const verbs = "compress|baseline|attention|generate|explain|plot|compare|show|describe|help|export|report|set";
  const queries = "compress|baseline|attention|generate";
  const statement = new RegExp(
    "^\\s*(?:%%?kv(?:\\s|$)|(?:" + verbs + ")(?:\\s+[\\w\"#{]|\\s*$)|[a-z_][\\w.-]*\\s*=\\s*(?:" + queries + ")(?:\\s|$))", "i");

  function statementToken(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/) || (/^\s*\/\//.test(stream.string) && stream.match(/^\/\/.*/))) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^%%?kv(?=\s|$)/)) return "meta";
    if (stream.match(/^\{[A-Za-z_]\w*\}/)) return "variable-2";
    if (stream.match(/^\.\./) || stream.match(/^[-+*\/=,;()[\]]/)) return "operator";
    if (stream.match(/^(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?![\w])/i)) return "number";
    const word = stream.match(/^[A-Za-z_]\w*(?:[-.]\w+)*/);
    if (word) return words.has(word[0].toLowerCase()) ? "keyword" : "variable";
    stream.next();
    return "error";
  }

  return {
    startState: function (indent) {
      return { language: null, line: false, kotlin: kotlin && kotlin.startState ? kotlin.startState(indent) : {} };
    },
    copyState: function (state) {
      return {
        language: state.language,
        line: state.line,
        kotlin: kotlin && kotlin.copyState ? kotlin.copyState(state.kotlin) : Object.assign({}, state.kotlin),
      };
    },
    blankLine: function (state, unit) {
      if (state.language !== "kv" && kotlin && kotlin.blankLine) kotlin.blankLine(state.kotlin, unit);
    },
    token: function (stream, state) {
      if (stream.sol() && state.language !== "kv" && /\S/.test(stream.string)) {
        const magicLine = /^\s*%kv(?:\s|$)/.test(stream.string);
        if (state.language === null && /^\s*\/\//.test(stream.string)) { // what follows tells
          stream.skipToEnd();
          return "comment";
        }
        if (state.language === null) state.language = statement.test(stream.string) && !magicLine ? "kv" : "kotlin";
        state.line = magicLine;
      }
      if (state.language === "kv" || state.line) return statementToken(stream, state);
      if (kotlin) return kotlin.token(stream, state.kotlin);
      stream.skipToEnd();
      return null;
    },
    indent: function (state, textAfter, context) {
      return state.language === "kv" || !kotlin || !kotlin.indent ? 0 : kotlin.indent(state.kotlin, textAfter, context);
    },
    electricInput: kotlin && kotlin.electricInput,
    languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", "\""] } },
    lineComment: "#",
  };
}
