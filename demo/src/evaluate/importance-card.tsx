// Which features the model leans on: by what shuffling each of them costs, or by what its splits gained.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { desk } from "../desk/connect.ts";
import type { FeatureImportance } from "../desk/judging.ts";
import { Bars } from "../plot/bars.tsx";
import { percent } from "../state/figures.ts";
import { attempt } from "../state/notices.ts";

const SHOWN = 15;

export function ImportanceCard({ id }: { id: string }) {
  const [found, setFound] = useState<readonly FeatureImportance[]>([]);
  const [by, setBy] = useState<"shuffled" | "gain">("shuffled");
  useEffect(() => {
    let current = true;
    attempt(() => desk.importanceOf(id)).then((each) => current && setFound(each ?? []));
    return () => {
      current = false;
    };
  }, [id]);
  const sorted = found.toSorted((a, b) => (b[by] ?? 0) - (a[by] ?? 0)).slice(0, SHOWN);
  const bars = sorted.map((each) => ({
    name: each.feature,
    value: each[by] ?? 0,
    text: by === "gain" ? percent(each.gain ?? 0) : (each.shuffled ?? 0).toFixed(4),
  }));
  const about =
    by === "gain" ? "share of the loss that its splits took off" : "rise of the log-loss when it is shuffled";
  return (
    <Card
      title="What it leans on"
      about={about}
      actions={
        <span class="row">
          <Button little aria-pressed={by === "shuffled"} onClick={() => setBy("shuffled")}>
            Shuffled
          </Button>
          <Button
            little
            aria-pressed={by === "gain"}
            disabled={found[0]?.gain === undefined}
            onClick={() => setBy("gain")}
          >
            Gain
          </Button>
        </span>
      }
    >
      <div class="importance-space">
        <Bars bars={bars} />
      </div>
    </Card>
  );
}
