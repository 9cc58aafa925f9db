// An answer as an event of the Elastic Common Schema: event.risk_score, threat.technique.*, and the label among the labels. Names and values
// are those of ECS 8.17: the field sets event, observer and threat, and the categorization fields' allowed values.

import { VERSION } from "../version.ts";
import { type AnsweredAlert, partsOf, riskOf, timeOf, titleOf, verdictOf } from "./answered-alert.ts";

const ECS_VERSION = "8.17.0";

export interface EcsEvent {
  "@timestamp": string;
  ecs: { version: string };
  message: string;
  event: {
    kind: "alert";
    category: ["intrusion_detection"];
    type: ["info"];
    id: string;
    provider: "hedgerow";
    /** The probability of the positive class, in percent; `_norm` is the same, as its scale is that already. */
    risk_score: number;
    risk_score_norm: number;
  };
  observer: { vendor: "hedgerow"; product: "hedgerow"; type: "ids"; version: string };
  threat?: {
    framework: "MITRE ATT&CK";
    technique: {
      id: string[];
      name?: string[];
      reference: string[];
      subtechnique?: { id: string[]; name?: string[]; reference: string[] };
    };
  };
  labels: { model_id: string; model_version?: string; label: string; verdict: string };
}

/**
 * The answer as an ECS event. Throws `bad-option` and `bad-value`.
 *
 * @example
 * toECS({ id: "a-1", time: Date.now(), prediction: model.predict(alert), model: { id: await model.id() }, positive: "TP" });
 */
export function toECS(alert: AnsweredAlert): EcsEvent {
  const risk = Math.round(riskOf(alert) * 10_000) / 100;
  const { id, version } = alert.model;
  return {
    "@timestamp": new Date(timeOf(alert)).toISOString(),
    ecs: { version: ECS_VERSION },
    message: titleOf(alert),
    event: {
      kind: "alert",
      category: ["intrusion_detection"],
      type: ["info"],
      id: alert.id,
      provider: "hedgerow",
      risk_score: risk,
      risk_score_norm: risk,
    },
    observer: { vendor: "hedgerow", product: "hedgerow", type: "ids", version: VERSION },
    ...threatOf(alert),
    labels: {
      model_id: id,
      ...(version === undefined ? {} : { model_version: version }),
      label: alert.prediction.label,
      verdict: verdictOf(alert),
    },
  };
}

/** Names stand with a list only where all of it has one: ECS pairs them by place. */
function threatOf({ techniques = [] }: AnsweredAlert): Pick<EcsEvent, "threat"> {
  if (techniques.length === 0) return {};
  const whole = new Map<string, string | undefined>();
  const subs = new Map<string, string | undefined>();
  for (const each of techniques) {
    const { technique, sub } = partsOf(each);
    if (sub !== undefined) subs.set(sub, each.name);
    whole.set(technique, sub === undefined ? (each.name ?? whole.get(technique)) : whole.get(technique));
  }
  const technique = { ...listed(whole), ...(subs.size === 0 ? {} : { subtechnique: listed(subs) }) };
  return { threat: { framework: "MITRE ATT&CK", technique } };
}

function listed(named: ReadonlyMap<string, string | undefined>): {
  id: string[];
  name?: string[];
  reference: string[];
} {
  const names = [...named.values()].filter((name) => name !== undefined);
  return {
    id: [...named.keys()],
    ...(names.length === named.size ? { name: names } : {}),
    reference: Array.from(
      named.keys(),
      (id) => `https://attack.mitre.org/techniques/${id.replace(".", "/")}/`,
    ),
  };
}
