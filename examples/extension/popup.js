// The popup: which model answers, how many alerts of each class the page has, and which to look at first.

const MOST = 4;
/** The class that asks for work. */
const URGENT = "TP";

const byId = (id) => document.getElementById(id);

/** The tab below the popup; as a page of its own it is told which one (?tab=). */
async function tabId() {
  const told = new URLSearchParams(location.search).get("tab");
  if (told !== null) return Number(told);
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

async function show() {
  const [about, tab] = await Promise.all([chrome.runtime.sendMessage({ type: "about" }), tabId()]);
  byId("model").textContent =
    about.error ??
    `${about.method}, ${about.trees.toLocaleString("en")} trees, ${about.rows.toLocaleString("en")} alerts learnt from; model ${about.id.slice(0, 8)}`;
  const key = `tab-${tab}`;
  const { [key]: verdicts = {} } = await chrome.storage.session.get(key);
  showCounts(about.classes ?? [], Object.values(verdicts));
  showFirst(Object.entries(verdicts));
}

function showCounts(classes, verdicts) {
  byId("counts").replaceChildren(
    ...classes.map((name) => {
      const box = document.createElement("div");
      box.append(element("dt", name), element("dd", verdicts.filter(({ label }) => label === name).length));
      return box;
    }),
  );
}

function showFirst(entries) {
  const urgent = entries
    .filter(([, { label }]) => label === URGENT)
    .sort(([, a], [, b]) => b.probability - a.probability)
    .slice(0, MOST);
  byId("empty").hidden = entries.length > 0;
  byId("first").replaceChildren(
    ...urgent.map(([id, { probability, because }]) => {
      const item = document.createElement("li");
      item.append(element("span", id), element("b", `${Math.round(100 * probability)}%`));
      item.append(element("small", `because of ${because.join(", ").replaceAll("_", " ")}`));
      return item;
    }),
  );
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

show();
