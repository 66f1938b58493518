// Two turns with a tool through Vercel's AI SDK, streamed. node ai_sdk.mjs openai-compatible|anthropic MODEL; prints JSON.
import { stepCountIs, streamText, tool } from "ai";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { z } from "zod";

const [kind, name] = process.argv.slice(2);
const baseURL = `${process.env.PROXY_BASE}/v1`;
const apiKey = process.env.PROXY_KEY;
const model =
  kind === "anthropic"
    ? createAnthropic({ baseURL, apiKey })(name)
    : createOpenAICompatible({ name: "litellm", baseURL, apiKey, includeUsage: true })(name);
const run = [];
const tools = {
  get_weather: tool({
    description: "Get the weather in a city.",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => {
      run.push(city);
      return `21 degrees in ${city}`;
    },
  }),
};

const messages = [];
const turns = [];
for (const question of ["What is the weather in Paris and London?", "What is the weather in Oslo?"]) {
  messages.push({ role: "user", content: question });
  const errors = [];
  const answer = streamText({
    model,
    messages,
    tools,
    maxOutputTokens: 4000,
    maxRetries: 0,
    stopWhen: stepCountIs(4),
    onError: ({ error }) => errors.push(String(error?.responseBody ?? error)),
    ...(kind === "anthropic" && { providerOptions: { anthropic: { thinking: { type: "enabled", budgetTokens: 2000 } } } }),
  });
  await answer.consumeStream();
  if (errors.length) {
    turns.push({ errors });
    break;
  }
  const steps = await answer.steps;
  messages.push(...(await answer.response).messages);
  turns.push({
    text: await answer.text,
    steps: steps.map((step) => step.content.filter((part) => part.type !== "tool-result").map((part) => part.type)),
    usage: await answer.totalUsage,
  });
}
console.log(JSON.stringify({ run, turns }));
