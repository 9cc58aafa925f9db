// The service worker: alerts in, verdicts out. It is the only part that has the model, loaded again whenever Chrome starts it anew. What it
// said of a tab is kept for the popup, in the session's memory.

import { loadScorer } from "./hedgerow.mjs";

let scorer;

function ready() {
  scorer ??= fetch(chrome.runtime.getURL("model.bin"))
    .then((response) => response.arrayBuffer())
    .then((bytes) => loadScorer(bytes));
  return scorer;
}

/** Only this extension's own pages and content scripts can send messages here. */
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  const work = message.type === "score" ? score(message.alerts, sender.tab?.id) : about();
  work.then(reply, (error) => reply({ error: String(error.message ?? error) }));
  // The reply comes later.
  return true;
});

async function score(alerts, tab) {
  const model = await ready();
  const verdicts = alerts.map((alert) => verdictOf(model, alert));
  if (tab !== undefined) await remember(tab, alerts, verdicts);
  return { verdicts };
}

function verdictOf(model, alert) {
  try {
    const { label, probability, abstain } = model.predict(alert);
    const { contributions } = model.explain(alert, { top: 3 });
    const because = contributions
      .filter(({ contribution }) => contribution > 0)
      .map(({ feature }) => feature);
    return { label, probability, review: abstain === true, because };
  } catch (error) {
    // One alert with a value of the wrong type leaves the others their verdicts.
    return { error: error.message };
  }
}

async function remember(tab, alerts, verdicts) {
  const key = `tab-${tab}`;
  const { [key]: before = {} } = await chrome.storage.session.get(key);
  alerts.forEach((alert, i) => {
    before[alert.id ?? i] = verdicts[i];
  });
  await chrome.storage.session.set({ [key]: before });
}

async function about() {
  const model = await ready();
  const { trees, training, method, byteLength } = model.info;
  return { id: await model.id(), classes: model.classes, trees, method, byteLength, rows: training.rows };
}

chrome.tabs.onRemoved.addListener((tab) => chrome.storage.session.remove(`tab-${tab}`));
