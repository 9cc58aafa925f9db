// Earlier alerts for which the model has the nearest reasons, and how those were graded.

import { Card } from "../control/card.tsx";
import { Scroll } from "../control/scroll.tsx";
import { textOf } from "../plot/waterfall.tsx";
import { percent } from "../state/figures.ts";
import { type ChosenAlert, similar } from "./chosen-alert.ts";

export function SimilarCard({ chosen }: { chosen: ChosenAlert }) {
  const found = similar.value;
  const telling = chosen.now.explanation.contributions.slice(0, 3).map(({ feature }) => feature);
  return (
    <Card title="Similar alerts" about="earlier ones for which the model has the nearest reasons">
      {found === undefined ? (
        <p class="quiet">Looking through earlier alerts.</p>
      ) : (
        <>
          <p class="similar-sum">{sumOf(found.map(({ truth }) => truth))}</p>
          <Scroll label="Similar alerts">
            <table class="table similar">
              <thead>
                <tr>
                  <th scope="col">Graded</th>
                  <th scope="col" class="number">
                    {chosen.label}
                  </th>
                  <th scope="col" class="number">
                    Likeness
                  </th>
                  {telling.map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.map(({ record, truth, probability, similarity }, i) => (
                  <tr key={i}>
                    <th scope="row">{truth ?? "not graded"}</th>
                    <td class="number">{percent(probability, 0)}</td>
                    <td class="number">{percent(similarity, 0)}</td>
                    {telling.map((name) => (
                      <td key={name}>{textOf(record[name])}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
    </Card>
  );
}

/** "4 of these 5 were graded TP, 1 BP." */
function sumOf(truths: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const truth of truths) if (truth !== undefined) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const [first, ...rest] = sorted;
  if (first === undefined) return "None of these was graded.";
  return `${first[1]} of these ${truths.length} were graded ${first[0]}${rest.map(([name, times]) => `, ${times} ${name}`).join("")}.`;
}
