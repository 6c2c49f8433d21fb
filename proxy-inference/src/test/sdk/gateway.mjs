// Usage: node gateway.mjs BASE_URL KEYS
// Asks models through a proxy at BASE_URL with virtual keys, by the vendors' own SDKs, and prints what they understood as one
// JSON object. KEYS is an object of JSON: which key to use for what.
import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';

const [base, written] = process.argv.slice(2);
if (!written) {
  console.error('usage: node gateway.mjs BASE_URL KEYS');
  process.exit(2);
}
const keys = JSON.parse(written);

// One of each vendor's clients, as people make them; what goes over the wire is noted.
function client(vendor, key, more = {}) {
  const tries = [];
  const noting = async (url, init) => {
    const sent = performance.now();
    const headers = new Headers(init.headers);
    if (key === '') ['authorization', 'x-api-key'].forEach((name) => headers.delete(name));
    const answer = await fetch(url, { ...init, headers });
    tries.push({
      status: answer.status, sent, answered: performance.now(),
      afterMs: Number(answer.headers.get('retry-after-ms')), after: Number(answer.headers.get('retry-after')),
      again: answer.headers.get('x-should-retry'), cost: answer.headers.get('x-inference-cost'),
    });
    return answer;
  };
  const made = vendor === 'openai'
    ? new OpenAI({ baseURL: `${base}/v1`, apiKey: key || 'none', fetch: noting, ...more })
    : new Anthropic({ baseURL: base, apiKey: key || 'none', fetch: noting, ...more });
  return { made, tries };
}

const ask = [{ role: 'user', content: 'Please call look.' }];
const schema = { type: 'object', properties: { question: { type: 'string' } } };

async function openaiAll() {
  const { made, tries } = client('openai', keys.all);
  const tools = [{ type: 'function', function: { name: 'look', parameters: schema } }];
  const chat = await made.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] });
  const plain = await made.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }], stream: true });
  let text = '';
  let usages = 0;
  for await (const chunk of plain) {
    text += chunk.choices[0]?.delta.content ?? '';
    usages += chunk.usage ? 1 : 0;
  }
  const asking = await made.chat.completions.create({
    model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }], stream: true, stream_options: { include_usage: true } });
  let usage = null;
  for await (const chunk of asking) usage = chunk.usage ?? usage;
  const tool = await made.chat.completions.create({ model: 'gpt-4o', messages: ask, tools });
  const streamedTool = await made.chat.completions.stream({ model: 'gpt-4o', messages: ask, tools }).finalChatCompletion();
  const response = await made.responses.create({ model: 'demo-reasoning', input: 'hi' });
  const streamedResponse = await made.responses.stream({ model: 'demo-reasoning', input: 'hi' }).finalResponse();
  const embedded = await made.embeddings.create({ model: 'text-embedding-3-small', input: ['Hello, world!', 'a'] });
  const completion = await made.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'hi' });
  const models = [];
  for await (const model of made.models.list()) models.push(model.id);
  return {
    chat: chat.choices[0].message.content, chatUsage: chat.usage, cost: tries[0].cost, streamed: text, usagesNotAskedFor: usages, usageAskedFor: usage,
    tool: tool.choices[0].message.tool_calls[0].function, streamedTool: streamedTool.choices[0].message.tool_calls[0].function,
    responseUsage: response.usage, streamedResponseUsage: streamedResponse.usage,
    embedding: embedded.usage, dimensions: embedded.data[1].embedding.length, completion: completion.usage, models,
  };
}

async function anthropicAll() {
  const { made } = client('anthropic', keys.all);
  const question = { model: 'claude-demo', max_tokens: 200, messages: [{ role: 'user', content: 'hi' }] };
  const whole = await made.messages.create(question);
  const streamed = await made.messages.stream(question).finalMessage();
  const withTool = { ...question, messages: ask, tools: [{ name: 'look', input_schema: schema }] };
  const tool = await made.messages.create(withTool);
  const streamedTool = await made.messages.stream(withTool).finalMessage();
  const counted = await made.messages.countTokens({ model: 'claude-demo', messages: question.messages });
  return {
    text: whole.content[0].text, streamed: streamed.content[0].text, usage: whole.usage, streamedUsage: streamed.usage,
    tool: tool.content.at(-1).input, streamedTool: streamedTool.content.at(-1).input, counted: counted.input_tokens,
  };
}

function say(vendor, made, model, more = {}) {
  return vendor === 'openai'
    ? made.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }], max_tokens: 20, ...more })
    : made.messages.create({ model, messages: [{ role: 'user', content: 'hi' }], max_tokens: 20, ...more });
}

const MODEL = { openai: 'gpt-4o', anthropic: 'claude-demo' };

async function failure(vendor, key, model, more = {}, settings = {}) {
  const { made, tries } = client(vendor, key, settings);
  try {
    await say(vendor, made, model, more);
    return null;
  } catch (error) {
    const known = vendor === 'openai' ? OpenAI : Anthropic;
    const name = error.constructor.name;
    const told = error.error?.error ?? error.error;
    return { name: known[name] === error.constructor ? name : null, status: error.status, type: told?.type ?? null, code: told?.code ?? null, param: told?.param ?? null, tries: tries.length, message: error.message };
  }
}

async function failures(vendor) {
  return {
    noKey: await failure(vendor, '', MODEL[vendor]),
    unknownKey: await failure(vendor, 'zk-nobody', MODEL[vendor]),
    revoked: await failure(vendor, keys.revoked, MODEL[vendor]),
    otherModel: await failure(vendor, keys.small, MODEL[vendor]),
    unknownModel: await failure(vendor, keys.all, 'nothing-like-it'),
    wrongType: await failure(vendor, keys.all, MODEL[vendor], { max_tokens: 'many' }),
    tooSoon: await failure(vendor, keys[`slow-${vendor}`], MODEL[vendor], {}, { maxRetries: 0 })
      ?? await failure(vendor, keys[`slow-${vendor}`], MODEL[vendor], {}, { maxRetries: 0 }),
  };
}

// The second of two requests comes too soon, and is asked again by the SDK itself when it was told.
async function retried(vendor) {
  const { made, tries } = client(vendor, keys[`busy-${vendor}`]);
  await say(vendor, made, MODEL[vendor]);
  await say(vendor, made, MODEL[vendor]);
  return tries;
}

// As long as the budget lasts, and once more.
async function spent(vendor) {
  let answered = 0;
  for (;;) {
    const end = await failure(vendor, keys[`poor-${vendor}`], MODEL[vendor]);
    if (end) return { ...end, answered };
    answered++;
  }
}

async function all(vendor) {
  return { failures: await failures(vendor), retried: await retried(vendor), spent: await spent(vendor) };
}

console.log(JSON.stringify({
  openai: { ...await openaiAll(), ...await all('openai') },
  anthropic: { ...await anthropicAll(), ...await all('anthropic') },
}));
