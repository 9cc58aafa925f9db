// On a page of the console: reads the alerts in its table, asks for verdicts, and writes them beside the alerts. A table is one with the
// attribute data-alerts whose header cells name fields (data-field); rows that come later are scored as they come.

const FIELD = "data-field";

for (const table of document.querySelectorAll("table[data-alerts]")) {
  scoreRows(table);
  new MutationObserver(() => scoreRows(table)).observe(table.tBodies[0], { childList: true });
}

async function scoreRows(table) {
  const fields = [...table.tHead.rows[0].cells].map((cell) => cell.getAttribute(FIELD));
  addHeader(table);
  const rows = [...table.tBodies[0].rows].filter((row) => row.dataset.triage === undefined);
  if (rows.length === 0) return;
  const cells = rows.map((row) => {
    row.dataset.triage = "asked";
    const cell = row.insertCell();
    cell.className = "hedgerow-verdict";
    cell.textContent = "\u2026";
    return cell;
  });
  const alerts = rows.map((row) => alertOf(row, fields));
  const { verdicts, error } = await chrome.runtime.sendMessage({ type: "score", alerts });
  for (const [i, cell] of cells.entries()) show(cell, verdicts?.[i] ?? { error });
}

function alertOf(row, fields) {
  const alert = { id: row.dataset.id };
  fields.forEach((field, i) => {
    const text = row.cells[i]?.textContent.trim();
    if (field !== null && text) alert[field] = text;
  });
  return alert;
}

function addHeader(table) {
  if (table.querySelector("th.hedgerow-verdict") !== null) return;
  const head = document.createElement("th");
  head.className = "hedgerow-verdict";
  head.textContent = "Triage";
  table.tHead.rows[0].append(head);
}

/** Text only: what a page says never becomes markup. */
function show(cell, { label, probability, review, because, error }) {
  const row = cell.closest("tr");
  row.dataset.triage = error === undefined ? label : "failed";
  const badge = document.createElement("span");
  badge.className = `hedgerow-badge hedgerow-${error === undefined ? label : "failed"}`;
  badge.textContent = error === undefined ? `${label} ${Math.round(100 * probability)}%` : "not scored";
  badge.title = error ?? (review ? "not sure: a person should look" : "");
  const why = document.createElement("span");
  why.className = "hedgerow-why";
  why.textContent = (because ?? []).slice(0, 2).join(", ").replaceAll("_", " ");
  cell.replaceChildren(badge, why);
}
