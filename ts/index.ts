/**
 * hedgerow: tree-ensemble classifiers for security alerts, trained and run where the alerts are decided.
 *
 * ```ts
 * import { Dataset, evaluate, load, train } from "hedgerow";
 *
 * const alerts = await Dataset.fromCSV(csv, { label: "grade" });
 * const [fit, held] = alerts.split(0.8, { seed: 7 });
 * const model = await train(fit, { method: "boosting" });
 * evaluate(model, held).macroF1;
 * model.predict({ source: "edr", severity: "high", failedLogins: 41 });
 * const same = await load(model.save());
 * ```
 */

export type { AnsweredAlert, AttackTechnique, Verdict } from "./conventions/answered-alert.ts";
export { type EcsEvent, toECS } from "./conventions/ecs.ts";
export { type GraphClassification, toGraph } from "./conventions/graph.ts";
export { type OcsfDetectionFinding, toOCSF } from "./conventions/ocsf.ts";
export { type Aggregation, Aggregator, aggregate, aggregationFor, type Summary } from "./data/aggregation.ts";
export { Dataset } from "./data/dataset.ts";
export { Encoder } from "./data/encode.ts";
export {
  sampleAlerts,
  sampleIncidents,
  sampleSessions,
  toCSV,
  toRecords,
} from "./data/sample/index.ts";
export { Schema } from "./data/schema.ts";
export { type ErrorCode, type ErrorPlace, HedgerowError } from "./error.ts";
export { type Abstention, abstainFor, riskCoverage } from "./evaluate/abstention.ts";
export { type AnomalyEvaluation, type AnomalyOptions, evaluateAnomaly } from "./evaluate/anomaly.ts";
export { type CalibrationReport, calibrationReport } from "./evaluate/calibration-report.ts";
export {
  type AlertBudget,
  type ChosenDecision,
  chooseDecision,
  type DecisionRequest,
} from "./evaluate/choose-decision.ts";
export {
  type ComparedModel,
  type ComparedScores,
  type CompareOptions,
  type Comparison,
  compare,
} from "./evaluate/compare.ts";
export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type FoldResult,
  type Metric,
  type MetricMean,
} from "./evaluate/cross-validate.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export { type Evaluation, evaluateProbabilities } from "./evaluate/evaluation.ts";
export {
  type PermutationImportance,
  type PermutationOptions,
  permutationImportance,
} from "./evaluate/permutation.ts";
export {
  type SearchOptions,
  type SearchProgress,
  type SearchResult,
  search,
} from "./evaluate/search.ts";
export type { Range, SearchSpace } from "./evaluate/search-space.ts";
export type { SearchState, Trial } from "./evaluate/search-state.ts";
export {
  type Selection,
  type SelectionStep,
  type SelectOptions,
  selectFeatures,
} from "./evaluate/select-features.ts";
export { chooseThreshold, precisionRecallAt } from "./evaluate/threshold.ts";
export {
  type ColumnSummary,
  type Exploration,
  explore,
  type LabelAssociation,
  type Suspicion,
} from "./explore/explore.ts";
export { fromLightGBM } from "./interop/lightgbm.ts";
export { fromONNX } from "./interop/onnx.ts";
export { fromSklearn } from "./interop/sklearn.ts";
export { fromXGBoost } from "./interop/xgboost.ts";
export type { Anomalies, Anomaly, AnomalyInfo } from "./model/anomaly.ts";
export type { Balance, Oversampling } from "./model/balance.ts";
export type { Calibration } from "./model/calibration.ts";
export type { Calibrate } from "./model/choose-calibration.ts";
export type { Direction } from "./model/constraints.ts";
export type { Decision } from "./model/decision.ts";
export type { ColumnContribution, Contribution, ExplainOptions, Explanation } from "./model/explanation.ts";
export type { Importance } from "./model/importance.ts";
export type { ModelInfo } from "./model/metadata.ts";
export {
  load,
  Model,
  type Predictions,
  type UnseenPredictions,
  withDecision,
} from "./model/model.ts";
export { modelId } from "./model/model-id.ts";
export type { Method, Progress, TrainOptions } from "./model/options.ts";
export type { Prediction, RawRecord } from "./model/predictor.ts";
export { type RefitOptions, refit } from "./model/refit.ts";
export { generateKeys, type KeyPair, signatureOf, signModel } from "./model/sign.ts";
export type { PublicKey, Trust } from "./model/signature.ts";
export { train } from "./model/train.ts";
export {
  type Drift,
  type DriftBin,
  DriftMonitor,
  type DriftOptions,
  type DriftReport,
} from "./monitor/drift.ts";
export type { DriftProfile } from "./monitor/drift-profile.ts";
export type { DriftBand } from "./monitor/psi.ts";
export { withDriftProfile } from "./monitor/with-drift-profile.ts";
export {
  Catalogue,
  evaluateTagger,
  LoadedTagger,
  loadTagger,
  NavigatorCounts,
  prunedTo,
  type Tag,
  Tagger,
  type TaggerOptions,
  type TagOptions,
} from "./text/index.ts";
export { VERSION } from "./version.ts";
