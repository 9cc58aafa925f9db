// What a model's bytes say beside the trees: how records become rows, what the outputs are called, how it was trained.
// No time of day and no path is in it, so that the same data, options and seed give the same bytes.

import { Encoder } from "../data/encode.ts";
import type { EnrichmentSpec } from "../enrich/enrichment-spec.ts";
import { HedgerowError } from "../error.ts";
import type { DriftProfile } from "../monitor/drift-profile.ts";
import { type AnomalyInfo, checkAnomaly } from "./anomaly.ts";
import type { Oversampling } from "./balance.ts";
import type { Calibration } from "./calibration.ts";
import { checkCalibration } from "./check-calibration.ts";
import { checkDecision } from "./check-decision.ts";
import type { Decision } from "./decision.ts";
import type { Header } from "./header.ts";
import type { Method } from "./options.ts";

/** How a model was trained. */
export interface TrainingInfo {
  /** Rows trained on; validation rows are not counted, unless `retrained`. */
  rows: number;
  /** Rows of each class among them, in class order. */
  classRows: number[];
  /** Rows held out to tell when to stop; with folds, each row by the trees that were not grown on its fold. */
  validationRows: number;
  /** Folds that told when to stop, where it was not one part of the rows. */
  folds?: number;
  /** Whether these rows were then trained on as well, for as many rounds. */
  retrained?: boolean;
  /** Rounds or trees kept. */
  rounds: number;
  /** Rows that were made of those, and what they brought. */
  synthetic?: SyntheticInfo;
  /** Mean log-loss in nats of the training rows after the last round kept; boosting only. */
  trainingLoss?: number;
  /** Mean log-loss in nats of the held-out rows after the last round kept. */
  validationLoss?: number;
  /** Options that were given. */
  options: Record<string, unknown>;
  /** Earlier trainings that this one went on from, the oldest first; the counts above are of the last alone. */
  from?: EarlierTraining[];
  /** Refits since, the oldest first. */
  refits?: RefitInfo[];
}

/** What oversampling did. */
export interface SyntheticInfo extends Required<Oversampling> {
  /** Rows made of each class, in class order. */
  rows: number[];
  /** Macro-F1 on the held-out rows, where there are any. */
  macroF1?: number;
  /** The same by a model trained on the same rows without synthetic ones. */
  macroF1Without?: number;
}

/** What is kept of a training that was gone on from. */
export type EarlierTraining = Pick<TrainingInfo, "rows" | "validationRows" | "rounds" | "options" | "refits">;

/** What is kept of a refit. */
export interface RefitInfo {
  rows: number;
  decay: number;
}

/** Where an imported model comes from. */
export interface ImportedFrom {
  /** XGBoost, LightGBM, ONNX or scikit-learn. */
  maker: string;
  /** The maker's version, where the file tells it. */
  version?: string;
  /** What was trained: the maker's name of the objective or the estimator. */
  objective?: string;
}

/** The JSON in a model. */
export interface Metadata {
  /** Version of the package that wrote it. */
  hedgerow: string;
  method: Method;
  /** Name of the label column, where it had one. */
  label?: string;
  /** Class names in the order of the probabilities. */
  classes: string[];
  /** The texts that stood for missing in the CSV it was trained on, when they were not the usual ones. */
  missing?: string[];
  /** The Encoder's JSON. */
  encoder: unknown;
  training: TrainingInfo;
  /** Of a model that was not trained here. Its `classes` are empty where it gives numbers instead. */
  imported?: ImportedFrom;
  /** How probabilities are made true, where rows that the trees did not see could tell. */
  calibration?: Calibration;
  /** How probabilities become the answer, where that is not the most probable class. */
  decision?: Decision;
  /** Feeds that its records are looked up in before they are scored. */
  enrichment?: EnrichmentSpec;
  /** Where the trees tell how unlike the training rows a record is. */
  anomaly?: AnomalyInfo;
  /** What the training rows looked like, for `DriftMonitor`. */
  drift?: DriftProfile;
}

/** What a model is, in short. */
export interface ModelInfo extends Metadata {
  byteLength: number;
  trees: number;
  nodes: number;
  maxDepth: number;
  /** Encoded columns. */
  columns: number;
}

/** Metadata with all parts checked, and its encoder. Throws `bad-model` where it is not what a model of ours says. */
export function checkMetadata(json: unknown, header: Header): { metadata: Metadata; encoder: Encoder } {
  const metadata = json as Partial<Metadata> | null | undefined;
  if (typeof metadata !== "object" || metadata === null || typeof metadata.hedgerow !== "string") {
    throw bad("the model has no description of its features: it can give margins but no answers");
  }
  const { classes, imported } = metadata;
  const least = imported === undefined ? 2 : 0;
  if (
    !Array.isArray(classes) ||
    classes.length < least ||
    classes.length === 1 ||
    !classes.every((name) => typeof name === "string")
  ) {
    throw bad("the model's class names are damaged");
  }
  const encoder = undamaged("encoder", () => Encoder.fromJSON(metadata.encoder));
  if (encoder.columns.length !== header.features) {
    throw bad(`the model has ${header.features} features, its encoder makes ${encoder.columns.length}`);
  }
  checkAnomaly(metadata.anomaly, header);
  checkCalibration(metadata.calibration, classes.length);
  undamaged("decision", () => checkDecision(metadata.decision, classes));
  return { metadata: metadata as Metadata, encoder };
}

function undamaged<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new HedgerowError("bad-model", `the model's ${part} is damaged`, {}, { cause });
  }
}

function bad(message: string): HedgerowError {
  return new HedgerowError("bad-model", message);
}
