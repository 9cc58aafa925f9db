/**
 * Tags -> an ATT&CK Navigator layer. In: the tags of many texts. Out: the layer's JSON (format 4.5), which MITRE's Navigator
 * opens: a technique is scored by the number of texts whose best tag it is.
 */
import type { Tag } from "./tagger.ts";

export interface NavigatorLayer {
  readonly name: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly domain: string;
  readonly description: string;
  readonly techniques: readonly {
    readonly techniqueID: string;
    readonly score: number;
    readonly enabled: boolean;
    readonly comment: string;
  }[];
  readonly gradient: {
    readonly colors: readonly string[];
    readonly minValue: number;
    readonly maxValue: number;
  };
}

export interface LayerOptions {
  /** @default "hedgerow" */
  readonly name?: string | undefined;
  /** "enterprise-attack", "mobile-attack" or "ics-attack". @default "enterprise-attack" */
  readonly domain?: string | undefined;
}

export class NavigatorCounts {
  readonly #found = new Map<string, { texts: number; sum: number }>();

  /** The tags of one text, best first. */
  add(tags: readonly Pick<Tag, "technique" | "score">[]): void {
    const [best] = tags;
    if (best === undefined) return;
    const own = this.#found.get(best.technique) ?? { texts: 0, sum: 0 };
    own.texts++;
    own.sum += best.score;
    this.#found.set(best.technique, own);
  }

  /** Labels that are no ATT&CK ids have no place in a matrix and are left out. */
  layer({ name = "hedgerow", domain = "enterprise-attack" }: LayerOptions = {}): NavigatorLayer {
    const techniques = [...this.#found]
      .filter(([id]) => /^T\d{4}(?:\.\d{3})?$/.test(id))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([techniqueID, { texts, sum }]) => ({
        techniqueID,
        score: texts,
        enabled: true,
        comment: `${texts} ${texts === 1 ? "text" : "texts"}, mean score ${(sum / texts).toFixed(2)}`,
      }));
    return {
      name,
      versions: { attack: "18", navigator: "5.3.0", layer: "4.5" },
      domain,
      description: "Techniques by the number of texts tagged with them",
      techniques,
      gradient: {
        colors: ["#ffffff", "#ce232e"],
        minValue: 0,
        maxValue: techniques.reduce((most, { score }) => Math.max(most, score), 1),
      },
    };
  }
}
