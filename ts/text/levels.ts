/**
 * Scores of labels -> scores of techniques or tactics. In: labels (T1003.001 is a sub-technique of T1003) and a score each. Out:
 * one entry a technique or tactic, with what its members add up to: of labels that exclude each other the sum; of several
 * labels a text, the largest. A label of several tactics gives each an equal part; one without tactics stands for itself.
 */
import type { TagLabel } from "./tagger-metadata.ts";

export type Level = "subtechnique" | "technique" | "tactic";

export interface LevelScore {
  readonly label: TagLabel;
  readonly score: number;
  /** The member of the highest score. */
  readonly best: number;
  readonly members: readonly number[];
}

export function rolledUp(
  labels: readonly TagLabel[],
  scores: Float64Array,
  level: Level | undefined,
  multi: boolean,
): LevelScore[] {
  if (level === undefined || level === "subtechnique") {
    return labels.map((label, k) => ({ label, score: scores[k] as number, best: k, members: [k] }));
  }
  const groups = new Map<string, { score: number; best: number; members: number[] }>();
  for (const [k, label] of labels.entries()) {
    const ids = level === "technique" ? [techniqueOf(label.id)] : (label.tactics ?? [label.id]);
    const score = scores[k] as number;
    for (const id of ids) {
      const group = groups.get(id) ?? { score: 0, best: k, members: [] };
      group.score = multi ? Math.max(group.score, score) : group.score + score / ids.length;
      if (score > (scores[group.best] as number)) group.best = k;
      group.members.push(k);
      groups.set(id, group);
    }
  }
  return [...groups].map(([id, group]) => ({
    label: groupLabel(id, labels, level, group.members),
    ...group,
  }));
}

/** "T1003.001" is of "T1003". Labels that are no ATT&CK ids are their own technique. */
export function techniqueOf(id: string): string {
  return /^T\d{4}\.\d{3}$/.test(id) ? id.slice(0, 5) : id;
}

function groupLabel(
  id: string,
  labels: readonly TagLabel[],
  level: Level,
  members: readonly number[],
): TagLabel {
  if (level === "tactic") return { id };
  const known = labels.find((label) => label.id === id);
  if (known !== undefined) return known;
  const tactics = new Set(members.flatMap((k) => labels[k]?.tactics ?? []));
  return tactics.size === 0 ? { id } : { id, tactics: [...tactics] };
}
