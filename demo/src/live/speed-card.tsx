// How fast: alerts a second as they are, how long one takes, and how many a second that would allow.

import { Card } from "../control/card.tsx";
import { count, percent } from "../state/figures.ts";
import { LATENCY_EDGES } from "./latency.ts";
import { news } from "./stream.ts";

export function SpeedCard() {
  const told = news.value;
  if (told === undefined) return null;
  const { latency, microseconds, perSecond } = told;
  const total = latency.reduce((sum, each) => sum + each, 0);
  const most = Math.max(...latency, 1);
  return (
    <Card
      title="Speed"
      about="from record to answer; some alerts are scored 128 times over, since the browser's clock is coarse"
    >
      <div class="speed">
        <dl class="facts">
          <div>
            <dt>Alerts a second, now</dt>
            <dd>{count(Math.round(perSecond))}</dd>
          </div>
          <div>
            <dt>One alert, mean</dt>
            <dd>{microseconds === undefined ? "" : `${microseconds.toFixed(1)} µs`}</dd>
          </div>
          <div>
            <dt>Room for, a second</dt>
            <dd>{microseconds === undefined ? "" : count(Number((1e6 / microseconds).toPrecision(2)))}</dd>
          </div>
        </dl>
        <ol class="histogram" aria-label="Alerts by time">
          {latency.map((each, i) => (
            <li
              key={LATENCY_EDGES[i] ?? "more"}
              title={`${percent(total === 0 ? 0 : each / total)} of the alerts measured`}
            >
              <span class="unseen">{each}</span>
              <span class="bar" aria-hidden="true" style={{ height: `${(100 * each) / most}%` }} />
              <span class="edge">{LATENCY_EDGES[i] ?? "more"}</span>
            </li>
          ))}
        </ol>
        <p class="small quiet">Microseconds, up to.</p>
      </div>
    </Card>
  );
}
