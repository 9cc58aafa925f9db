// All columns: what each is taken for and why, what it holds, and how much of the label it tells alone.

import { Card } from "../control/card.tsx";
import { Scroll } from "../control/scroll.tsx";
import type { Arranged, ColumnView, KindChoice } from "../desk/arranging.ts";
import { Spark } from "../plot/spark.tsx";
import { count, percent } from "../state/figures.ts";
import { chooseKind } from "../state/table.ts";

const KINDS: readonly (readonly [KindChoice, string])[] = [
  ["number", "number"],
  ["category", "category"],
  ["boolean", "yes or no"],
  ["time", "time"],
  ["ip", "IP address"],
  ["tags", "list of tags"],
  ["text", "free text"],
  ["frequency", "how frequent it is"],
  ["target", "its rate of the label"],
  ["drop", "left out"],
];

export function ColumnTable({ arranged }: { arranged: Arranged }) {
  const used = arranged.columns.filter(({ kind }) => kind !== "drop").length;
  const about = `${used} of ${arranged.columns.length} are used`;
  const looked = arranged.lookedAt === undefined ? "" : `, looked at on ${count(arranged.lookedAt)} rows`;
  return (
    <Card title="Columns" about={about + looked}>
      <Scroll label="Columns">
        <table class="table columns">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Taken for</th>
              <th scope="col">Distribution</th>
              <th scope="col" class="number">
                Missing
              </th>
              <th scope="col" class="number">
                Different
              </th>
              <th scope="col">Tells of the label</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {arranged.columns.map((column) => (
              <Row key={column.name} column={column} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Row({ column }: { column: ColumnView }) {
  const { name, kind, set, reason, notes, missing, distinct, shape, shapeText, tells, suspicion } = column;
  return (
    <tr class={kind === "drop" ? "left-out" : undefined}>
      <th scope="row">{name}</th>
      <td>
        <select
          aria-label={`Kind of ${name}`}
          value={kind}
          onChange={(event) =>
            chooseKind(name, (event.currentTarget.value || undefined) as KindChoice | undefined)
          }
        >
          {KINDS.map(([value, text]) => (
            <option key={value} value={value} selected={value === kind}>
              {text}
            </option>
          ))}
          {set && <option value="">as inferred</option>}
        </select>
      </td>
      <td>
        <Spark shape={shape} text={shapeText} />
      </td>
      <td class="number">{missing === 0 ? <span class="quiet">none</span> : percent(missing)}</td>
      <td class="number">{count(distinct)}</td>
      <td>
        {tells !== undefined && (
          <span class="tells">
            <span class="track" aria-hidden="true">
              <span class={suspicion ? "fill bad-fill" : "fill"} style={{ width: `${100 * tells}%` }} />
            </span>
            {percent(tells, 0)}
          </span>
        )}
      </td>
      <td class="why">
        {suspicion === undefined ? null : <p class="suspicion">{suspicion}</p>}
        <span class="quiet">{[reason, ...notes].filter(Boolean).join("; ")}</span>
      </td>
    </tr>
  );
}
