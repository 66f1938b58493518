// What a user does in Langflow's pages, step by step. Prints one line of JSON: what the user saw.
// Usage: node browser.mjs '{"steps": ["settings"], "address": "http://127.0.0.1:7860", ...}'
import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const MINUTE = 60_000;
const PROVIDER = "AI/ML API";
const task = JSON.parse(process.argv[2]);

const text = (locator) => locator.innerText();

async function picture(page, name) {
  await page.waitForTimeout(500); // pages fade in
  await page.screenshot({ path: `${task.pictures}/langflow-${name}.png` });
}

async function saveKey(page, key) {
  await page.getByTestId(`provider-item-${PROVIDER}`).click();
  await page.getByTestId("provider-variable-input-AIMLAPI_API_KEY").fill(key);
  await page.getByTestId("provider-save-button").click();
}

const steps = {
  // Settings, Model Providers: a key that the service refuses, then a good one.
  async settings(page) {
    await page.goto(`${task.address}/settings/model-providers`);
    await saveKey(page, task.badKey);
    const refusal = page.getByText(/The API key was refused/).first();
    await refusal.waitFor();
    const refused = await text(refusal);
    await page.reload();
    await saveKey(page, task.key);
    await page.getByText(`${PROVIDER} Configuration Saved`).first().waitFor();
    await page.reload();
    const counted = page.getByTestId(`provider-item-${PROVIDER}`).filter({ hasText: /\d+ models/ });
    await counted.waitFor();
    await counted.click();
    const models = page.getByTestId("llm-models-section");
    await models.waitFor();
    await picture(page, "settings");
    return { refused, models: await text(models), page: await text(page.locator("body")) };
  },

  // The sidebar beside the canvas.
  async sidebar(page) {
    await page.goto(`${task.address}/flow/${task.flow}`);
    await page.getByTestId("sidebar-search-input").fill(PROVIDER);
    await page.getByTestId("aimlapiAI/ML API Chat").waitFor();
    const names = await page.locator('[data-testid^="aimlapiAI/ML API"]').allInnerTexts();
    await picture(page, "sidebar");
    return { names };
  },

  // The Playground: the answer grows while it is watched; the reasoning unfolds.
  async playground(page) {
    await ask(page);
    const answer = page.locator('[data-testid^="chat-message-AI"]').last();
    await answer.waitFor();
    const lengths = await grown(page, answer);
    const thought = page.getByText(/^Thought for/).last();
    await thought.click();
    await picture(page, "playground");
    return { lengths, answer: await text(answer), thought: await text(thought), page: await text(page.locator("body")) };
  },

  // The Playground of an agent that draws.
  async picture(page) {
    await ask(page);
    const answer = page.locator('[data-testid^="chat-message-AI"]').last();
    await answer.waitFor();
    await grown(page, answer);
    await picture(page, "agent");
    const links = await answer.locator("a").evaluateAll((all) => all.map((one) => one.href));
    return { answer: await text(answer), links, page: await text(page.locator("body")) };
  },
};

async function ask(page) {
  await page.goto(`${task.address}/flow/${task.flow}`);
  await page.locator('[data-testid^="playground-btn-flow"]').click();
  await page.getByTestId("input-chat-playground").last().fill(task.question);
  await page.getByTestId("button-send").last().click();
}

// The lengths that a text had until it stood still for three seconds.
async function grown(page, locator) {
  const lengths = [];
  let still = 0;
  while (still < 30) {
    const length = (await text(locator)).length;
    if (length === (lengths.at(-1) ?? 0)) still += lengths.length ? 1 : 0.05; // wait a minute for the first word
    else {
      still = 0;
      lengths.push(length);
    }
    await page.waitForTimeout(100);
  }
  return lengths;
}

const browser = await chromium.launch({ executablePath: task.browser, args: QUIET });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(2 * MINUTE); // its first pages are slow
const seen = {};
try {
  for (const step of task.steps) seen[step] = await steps[step](page);
  console.log(JSON.stringify(seen));
} catch (error) {
  await page.screenshot({ path: `${task.pictures}/failed.png` });
  throw error;
} finally {
  await browser.close();
}
