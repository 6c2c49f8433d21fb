// Usage: node check.mjs BASE_URL
// Asks the model at BASE_URL through the vendors' own SDKs, in both dialects, streaming and not, and prints what they
// understood as one JSON object; with it, the token counts of texts.json by tiktoken.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';
import { get_encoding } from 'tiktoken';

const base = process.argv[2];
if (!base) {
  console.error('usage: node check.mjs BASE_URL');
  process.exit(2);
}

const o200k = get_encoding('o200k_base');
const cl100k = get_encoding('cl100k_base');
const count = (encoding, text) => encoding.encode_ordinary(text).length;

const openai = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'none-needed', maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: base, apiKey: 'none-needed', maxRetries: 0 });

const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: [{ type: 'text', text: 'Grüße, 世界 ' }, { type: 'text', text: '🚀!' }] },
];

async function openaiWhole(model, extra) {
  const answer = await openai.chat.completions.create({ model, messages, ...extra });
  const text = answer.choices[0].message.content;
  return { text, finish: answer.choices[0].finish_reason, usage: answer.usage, recount: count(model === 'gpt-4' ? cl100k : o200k, text) };
}

async function openaiStream(model, extra) {
  const stream = await openai.chat.completions.create({
    model, messages, stream: true, stream_options: { include_usage: true }, ...extra });
  const out = { role: null, text: '', finish: null, usage: null, chunks: 0, usageChunkChoices: null };
  for await (const chunk of stream) {
    out.chunks++;
    if (chunk.usage) {
      out.usage = chunk.usage;
      out.usageChunkChoices = chunk.choices.length;
    }
    const choice = chunk.choices[0];
    out.role ??= choice?.delta.role ?? null;
    out.text += choice?.delta.content ?? '';
    out.finish = choice?.finish_reason ?? out.finish;
  }
  return out;
}

const question = { model: 'claude-demo', system: 'Be brief.', messages: [{ role: 'user', content: 'Grüße, 世界 🚀!' }] };

async function anthropicWhole(max_tokens) {
  const answer = await anthropic.messages.create({ ...question, max_tokens });
  const text = answer.content.map((block) => block.text).join('');
  return { text, stop: answer.stop_reason, usage: answer.usage, recount: count(o200k, text) };
}

async function anthropicStream(max_tokens) {
  const stream = anthropic.messages.stream({ ...question, max_tokens });
  const out = { text: '', events: [] };
  stream.on('streamEvent', (event) => out.events.push(event.type));
  stream.on('text', (delta) => { out.text += delta; });
  const final = await stream.finalMessage();
  return { ...out, finalText: final.content.map((block) => block.text).join(''), stop: final.stop_reason, usage: final.usage };
}

async function refusal(request) {
  try {
    await request();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, type: error.type ?? null, param: error.param ?? null, requestId: error.requestID ?? null };
  }
}

const ask = [{ role: 'user', content: 'Please call look.' }];
const schema = { type: 'object', properties: { question: { type: 'string' } } };

async function openaiMore() {
  const tools = [{ type: 'function', function: { name: 'look', parameters: schema } }];
  const whole = await openai.chat.completions.create({ model: 'gpt-4o', messages: ask, tools });
  const stream = openai.chat.completions.stream({ model: 'gpt-4o', messages: ask, tools });
  const streamed = (await stream.finalChatCompletion()).choices[0];
  const answered = await openai.chat.completions.create({ model: 'gpt-4o', tools, messages: [...ask, whole.choices[0].message,
    { role: 'tool', tool_call_id: whole.choices[0].message.tool_calls[0].id, content: '42' }] });
  const response = await openai.responses.create({ model: 'demo-reasoning', input: 'hi' });
  const events = openai.responses.stream({ model: 'demo-reasoning', input: 'hi' });
  let deltas = '';
  events.on('response.output_text.delta', (event) => { deltas += event.delta; });
  const last = await events.finalResponse();
  const texts = ['Hello, world!', 'a'];
  const base64 = await openai.embeddings.create({ model: 'text-embedding-3-small', input: texts });
  const float = await openai.embeddings.create({ model: 'text-embedding-3-small', input: texts, encoding_format: 'float' });
  const far = float.data.flatMap((one, i) => one.embedding.map((value, j) => Math.abs(value - base64.data[i].embedding[j])));
  const completion = await openai.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'hi' });
  return {
    tool: whole.choices[0].message.tool_calls[0].function, toolFinish: whole.choices[0].finish_reason,
    streamedTool: streamed.message.tool_calls[0].function, streamedFinish: streamed.finish_reason,
    answered: answered.choices[0].finish_reason,
    response: response.output_text, responseUsage: response.usage, deltas, streamed: last.output.at(-1).content[0].text, streamedUsage: last.usage,
    embeddingTokens: base64.usage.prompt_tokens, dimensions: base64.data[1].embedding.length, same: Math.max(...far) < 1e-6,
    completion: completion.choices[0].finish_reason, completionTokens: completion.usage.completion_tokens,
    limited: await refusal(() => openai.chat.completions.create({ model: 'gpt-4o-fault-rate-limit', messages: ask })),
  };
}

async function anthropicMore() {
  const asked = { model: 'demo-reasoning', messages: ask, tools: [{ name: 'look', input_schema: schema }] };
  const whole = await anthropic.messages.create({ ...asked, max_tokens: 500 });
  const streamed = await anthropic.messages.stream({ ...asked, max_tokens: 500 }).finalMessage();
  const counted = await anthropic.messages.countTokens(asked);
  return {
    blocks: whole.content.map((block) => block.type), stop: whole.stop_reason, input: whole.content.at(-1).input,
    streamedBlocks: streamed.content.map((block) => block.type), streamedInput: streamed.content.at(-1).input,
    usage: whole.usage, streamedUsage: streamed.usage, counted: counted.input_tokens,
    overloaded: await refusal(() => anthropic.messages.create({ ...asked, model: 'claude-fault-overloaded', max_tokens: 9 })),
  };
}

const models = [];
for await (const model of openai.models.list()) models.push(model.id);
const texts = JSON.parse(readFileSync(new URL('./texts.json', import.meta.url)));

console.log(JSON.stringify({
  models,
  openai: {
    whole: await openaiWhole('gpt-4o', {}),
    older: await openaiWhole('gpt-4', {}),
    cut: await openaiWhole('gpt-4o', { max_completion_tokens: 7 }),
    stream: await openaiStream('gpt-4o', {}),
    cutStream: await openaiStream('gpt-4o', { max_tokens: 7 }),
    noMessages: await refusal(() => openai.chat.completions.create({ model: 'gpt-4o', messages: [] })),
    unknownPath: await refusal(() => openai.get('/nowhere')),
  },
  anthropic: {
    whole: await anthropicWhole(1024),
    cut: await anthropicWhole(7),
    stream: await anthropicStream(1024),
    cutStream: await anthropicStream(7),
    noMessages: await refusal(() => anthropic.messages.create({ ...question, messages: [], max_tokens: 9 })),
    unknownPath: await refusal(() => anthropic.get('/v1/nowhere')),
  },
  openaiMore: await openaiMore(),
  anthropicMore: await anthropicMore(),
  counts: texts.map((text) => ({ text, o200k: count(o200k, text), cl100k: count(cl100k, text) })),
}));
