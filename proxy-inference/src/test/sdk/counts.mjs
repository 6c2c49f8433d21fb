// Usage: node counts.mjs TEXTS
// Counts the strings of the JSON array in the file TEXTS by tiktoken, names of special tokens as ordinary text, and prints an
// object with the numbers of each vocabulary.
import { readFileSync } from 'node:fs';
import { get_encoding } from 'tiktoken';

const texts = JSON.parse(readFileSync(process.argv[2]));
const out = {};
for (const name of ['o200k_base', 'cl100k_base']) {
  const encoding = get_encoding(name);
  out[name] = texts.map((text) => encoding.encode_ordinary(text).length);
}
console.log(JSON.stringify(out));
