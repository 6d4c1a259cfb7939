// Takes the tokenizer from the kernel, where the classic notebook gets it too, as a module.
import { readFileSync, writeFileSync } from 'node:fs';

const mode = new URL('../../src/main/resources/io/kvlab/jupyter/kernelspec/mode.js', import.meta.url);
writeFileSync(
  new URL('../src/mode.js', import.meta.url),
  readFileSync(mode, 'utf8').replace('function kvlabMode', 'export function kvlabMode'));
