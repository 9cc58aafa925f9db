// An answer as a Detection Finding of the Open Cybersecurity Schema Framework (class 2004), with the incident profile's verdict. Names and
// numbers are those of OCSF 1.5.0: the class, its base "finding", the profile, and the objects finding_info, analytic and attack.

import { VERSION } from "../version.ts";
import {
  type AnsweredAlert,
  partsOf,
  riskOf,
  timeOf,
  titleOf,
  type Verdict,
  verdictOf,
} from "./answered-alert.ts";

const OCSF_VERSION = "1.5.0";
/** Of 0 unknown, 1 informational to 6 fatal: a model knows how sure it is, not how bad it would be. */
const SEVERITY_UNKNOWN = 0;
const VERDICT_IDS: Readonly<Record<Verdict, number>> = {
  unknown: 0,
  "false positive": 1,
  "true positive": 2,
  benign: 5,
};
/** Learning (ML/DL). */
const ANALYTIC_LEARNING = 4;

interface OcsfTechnique {
  uid: string;
  name?: string;
}

export interface OcsfDetectionFinding {
  activity_id: 1;
  activity_name: "Create";
  category_uid: 2;
  class_uid: 2004;
  type_uid: 200401;
  time: number;
  severity_id: number;
  status_id: 1;
  message: string;
  is_alert: boolean;
  /** The probability of the positive class in percent, and 1 low, 2 medium or 3 high by thirds. */
  confidence_score: number;
  confidence_id: 1 | 2 | 3;
  verdict_id: number;
  finding_info: {
    uid: string;
    title: string;
    analytic: { type_id: 4; name: "hedgerow"; uid: string; version?: string };
    attacks?: { technique: OcsfTechnique; sub_technique?: OcsfTechnique }[];
  };
  metadata: {
    version: string;
    profiles: ["incident"];
    product: { name: "hedgerow"; vendor_name: "hedgerow"; version: string };
  };
  unmapped: { label: string };
}

/**
 * The answer as an OCSF Detection Finding; `severityId` is 0 (unknown) to 6, where the caller knows it. Throws `bad-option` and
 * `bad-value`.
 *
 * @example
 * toOCSF({ id: "a-1", time: Date.now(), prediction: model.predict(alert), model: { id: await model.id() }, positive: "TP" });
 */
export function toOCSF(alert: AnsweredAlert, severityId: number = SEVERITY_UNKNOWN): OcsfDetectionFinding {
  const score = Math.round(riskOf(alert) * 100);
  const verdict = verdictOf(alert);
  const { id, version } = alert.model;
  const attacks = (alert.techniques ?? []).map((each) => {
    const { technique, sub } = partsOf(each);
    const name = each.name === undefined ? {} : { name: each.name };
    return sub === undefined
      ? { technique: { uid: technique, ...name } }
      : { technique: { uid: technique }, sub_technique: { uid: sub, ...name } };
  });
  return {
    ...{ activity_id: 1, activity_name: "Create", category_uid: 2, class_uid: 2004, type_uid: 200401 },
    time: timeOf(alert),
    severity_id: severityId,
    status_id: 1,
    message: titleOf(alert),
    is_alert: verdict === "true positive" || verdict === "unknown",
    confidence_score: score,
    confidence_id: score < 34 ? 1 : score < 67 ? 2 : 3,
    verdict_id: VERDICT_IDS[verdict],
    finding_info: {
      uid: alert.id,
      title: titleOf(alert),
      analytic: {
        type_id: ANALYTIC_LEARNING,
        name: "hedgerow",
        uid: id,
        ...(version === undefined ? {} : { version }),
      },
      ...(attacks.length === 0 ? {} : { attacks }),
    },
    metadata: {
      version: OCSF_VERSION,
      profiles: ["incident"],
      product: { name: "hedgerow", vendor_name: "hedgerow", version: VERSION },
    },
    unmapped: { label: alert.prediction.label },
  };
}
