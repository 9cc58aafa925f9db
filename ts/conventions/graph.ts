// An answer in the words of Microsoft Graph's security alerts and incidents: what an update of one (PATCH /security/alerts_v2/ID, v1.0) would
// set. Names are those of alertClassification there.

import { type AnsweredAlert, type Verdict, verdictOf } from "./answered-alert.ts";

/** alertClassification of microsoft.graph.security. */
export type GraphClassification =
  | "unknown"
  | "falsePositive"
  | "truePositive"
  | "informationalExpectedActivity";

const CLASSIFICATIONS: Readonly<Record<Verdict, GraphClassification>> = {
  unknown: "unknown",
  "false positive": "falsePositive",
  "true positive": "truePositive",
  benign: "informationalExpectedActivity",
};

/**
 * The classification as Microsoft Graph names it. Its `determination` is left to a person: a label does not tell it.
 *
 * @example
 * toGraph({ prediction: model.predict(alert), positive: "TP" }); // { classification: "truePositive" }
 */
export function toGraph(alert: Pick<AnsweredAlert, "prediction" | "positive" | "verdicts">): {
  classification: GraphClassification;
} {
  return { classification: CLASSIFICATIONS[verdictOf(alert)] };
}
