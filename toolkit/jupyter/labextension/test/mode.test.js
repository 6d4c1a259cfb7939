import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvlabMode } from '../src/mode.js';

const keywords = ['compress', 'plot', 'ratio', 'capacity', 'on', 'with', 'limit', 'of', 'show', 'models', 'shots', 'at', 'question', 'generate',
  'max', 'tasks'];

/** What the editors give a tokenizer of the line it reads. */
class Line {
  constructor(text) {
    this.string = text;
    this.pos = 0;
  }
  sol() { return this.pos === 0; }
  eol() { return this.pos >= this.string.length; }
  next() { return this.string[this.pos++]; }
  skipToEnd() { this.pos = this.string.length; }
  eatSpace() {
    const from = this.pos;
    while (/\s/.test(this.string[this.pos] ?? '')) this.pos++;
    return this.pos > from;
  }
  match(pattern) {
    const found = this.string.slice(this.pos).match(pattern);
    if (found) this.pos += found[0].length;
    return found;
  }
}

const kotlin = { startState: () => ({}), token: line => { line.skipToEnd(); return 'kotlin'; } };

function tokens(cell) {
  const mode = kvlabMode(keywords, kotlin);
  const state = mode.startState();
  const found = [];
  for (const text of cell.split('\n')) {
    const line = new Line(text);
    while (!line.eol()) {
      const from = line.pos;
      const style = mode.token(line, state);
      assert.ok(line.pos > from, `no progress at ${from} of ${text}`);
      if (style) found.push([text.slice(from, line.pos), style]);
    }
  }
  return found;
}

test('a statement: keywords, names, numbers, operators', () => {
  assert.deepEqual(tokens('compress ada(snapkv) ratio 0.1..0.9'), [
    ['compress', 'keyword'], ['ada', 'variable'], ['(', 'operator'], ['snapkv', 'variable'], [')', 'operator'],
    ['ratio', 'keyword'], ['0.1', 'number'], ['..', 'operator'], ['0.9', 'number'],
  ]);
});

test('names may hold hyphens, keywords in them stay names', () => {
  assert.deepEqual(tokens('show ratio-8').at(-1), ['ratio-8', 'variable']);
});

test('texts, comments and placeholders', () => {
  assert.deepEqual(tokens('generate "ratio \\" 1" max {n} # on'), [
    ['generate', 'keyword'], ['"ratio \\" 1"', 'string'], ['max', 'keyword'], ['{n}', 'variable-2'], ['# on', 'comment'],
  ]);
});

test('a bound query is the language, on its second line too', () => {
  assert.deepEqual(tokens('grid = compress h2o\n  on gsm-mini').at(-2), ['on', 'keyword']);
});

test('Kotlin cells go to the Kotlin mode', () => {
  for (const cell of ['val x = 1', 'show(x)', 'compress.length', 'plot = 3']) {
    assert.deepEqual(tokens(cell), [[cell, 'kotlin']], cell);
  }
});

test('%%kv makes a cell the language, %kv a line of a Kotlin cell', () => {
  assert.deepEqual(tokens('%%kv\nshow models'), [['%%kv', 'meta'], ['show', 'keyword'], ['models', 'keyword']]);
  assert.deepEqual(tokens('val x = 1\n%kv show tasks\nx'), [
    ['val x = 1', 'kotlin'], ['%kv', 'meta'], ['show', 'keyword'], ['tasks', 'keyword'], ['x', 'kotlin'],
  ]);
});

test('a comment of Kotlin before a statement is one, and %kv may be indented', () => {
  assert.deepEqual(tokens('// a look\nshow models'), [['// a look', 'comment'], ['show', 'keyword'], ['models', 'keyword']]);
  assert.deepEqual(tokens('for (x in y) {\n  %kv show tasks\n}').slice(1, 4), [
    ['%kv', 'meta'], ['show', 'keyword'], ['tasks', 'keyword'],
  ]);
});
