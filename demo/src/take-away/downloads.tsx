// Files of the model: its bytes, projects that run it, a report, other makers' formats.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { saveFile } from "../control/save-file.ts";
import { desk } from "../desk/connect.ts";
import type { ExportFormat } from "../desk/exports.ts";
import type { ModelView } from "../desk/model-view.ts";
import { bytes } from "../state/figures.ts";
import type { Entry } from "../state/models.ts";
import { attempt } from "../state/notices.ts";

const making = signal<string | undefined>(undefined);

async function make(what: string, work: () => Promise<unknown>): Promise<void> {
  making.value = what;
  await attempt(work);
  making.value = undefined;
}

/** A name of the model as a file's. */
function fileName({ name }: Entry, ending: string): string {
  return `${name.replaceAll(/[^\w.-]+/g, "-")}${ending}`;
}

export function Downloads({ entry, view }: { entry: Entry; view: ModelView }) {
  return (
    <Card title="Download" about={making.value === undefined ? undefined : `making ${making.value}`}>
      <ul class="offers">
        <Offer
          title="The model"
          text={`${bytes(view.bytes)}. Open it with load(bytes), or import it here again.`}
        >
          <Button look="main-action" onClick={() => make("the model", () => saveModel(entry))}>
            Download model
          </Button>
        </Offer>
        <Offer
          title="A report"
          text="One HTML page to send to others: the data, how good the model is, reasons, errors, how it was made."
        >
          <Button onClick={() => make("the report", () => saveReport(entry))}>HTML report</Button>
        </Offer>
        <Offer
          title="A Worker"
          text="A project for Cloudflare Workers that answers alerts over HTTP: unzip, npm install, npm run dev."
        >
          <Button onClick={() => make("the project", () => saveProject(entry, "worker"))}>
            Worker project (zip)
          </Button>
        </Offer>
        <Offer
          title="An extension"
          text="For Chrome or Firefox, with no permissions: score an alert in a popup, offline."
        >
          <Button onClick={() => make("the project", () => saveProject(entry, "extension"))}>
            Extension (zip)
          </Button>
        </Offer>
        <Offer
          title="For others"
          text="The same trees in formats of other libraries, or as one JavaScript file without dependencies."
        >
          <span class="row">
            {FORMATS.map(([format, text]) => (
              <Button key={format} little onClick={() => make(text, () => saveExport(entry, format))}>
                {text}
              </Button>
            ))}
          </span>
        </Offer>
      </ul>
    </Card>
  );
}

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ["onnx", "ONNX"],
  ["xgboost", "XGBoost"],
  ["lightgbm", "LightGBM"],
  ["javascript", "JavaScript"],
];
const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  onnx: ".onnx",
  xgboost: ".json",
  lightgbm: ".txt",
  javascript: ".mjs",
};

function Offer({ title, text, children }: { title: string; text: string; children: ComponentChildren }) {
  return (
    <li>
      <div>
        <h3>{title}</h3>
        <p class="quiet small">{text}</p>
      </div>
      {children}
    </li>
  );
}

async function saveModel(entry: Entry): Promise<void> {
  saveFile(new Blob([(await desk.bytesOf(entry.id)) as BlobPart]), fileName(entry, ".bin"));
}

async function saveExport(entry: Entry, format: ExportFormat): Promise<void> {
  saveFile(await desk.exportModel(entry.id, format), fileName(entry, ENDINGS[format]));
}

async function saveReport(entry: Entry): Promise<void> {
  const held = entry.recipe?.plan.held;
  const testRows = held === undefined ? "the open data" : `${100 * held.share}% of the rows, by ${held.by}`;
  const [results, { report }] = await Promise.all([
    desk.resultsOf(entry.id, entry.data, testRows),
    import("hedgerow/report"),
  ]);
  saveFile(new Blob([report(results)], { type: "text/html" }), fileName(entry, "-report.html"));
}

async function saveProject(entry: Entry, kind: "worker" | "extension"): Promise<void> {
  const [{ extensionProject, workerProject }, module, example] = await Promise.all([
    import("./projects.ts"),
    desk.exportModel(entry.id, "javascript"),
    desk.exampleRecord(entry.id),
  ]);
  const project = { name: entry.name, model: await module.text(), example };
  const zip = kind === "worker" ? workerProject(project) : extensionProject(project);
  saveFile(new Blob([zip as BlobPart], { type: "application/zip" }), fileName(entry, `-${kind}.zip`));
}
