// Fills the table from incidents.json: all but the last at once, the last after a moment, as a console would that is kept up to date.

const incidents = await (await fetch("incidents.json")).json();
const table = document.querySelector("table[data-alerts]");
const named = [...table.querySelectorAll("th[data-field]")].map((cell) => cell.dataset.field);
const fields = ["incident_id", ...named];

function add(incident) {
  const row = table.tBodies[0].insertRow();
  row.dataset.id = incident.incident_id;
  for (const field of fields) row.insertCell().textContent = String(incident[field] ?? "");
}

for (const incident of incidents.slice(0, -1)) add(incident);
setTimeout(() => add(incidents.at(-1)), 500);
