// Answers for a file of alerts that nobody has graded.

import { signal } from "@preact/signals";
import { Card } from "../control/card.tsx";
import { DropZone } from "../control/drop-zone.tsx";
import { Select } from "../control/field.tsx";
import { saveFile } from "../control/save-file.ts";
import { desk } from "../desk/connect.ts";
import type { Format } from "../desk/scored-rows.ts";
import { counted } from "../state/figures.ts";
import type { Entry } from "../state/models.ts";
import { attempt, tell } from "../state/notices.ts";

const format = signal<Format>("csv");
const scoring = signal<string | undefined>(undefined);

export function ScoreCard({ entry }: { entry: Entry }) {
  const score = async (file: File): Promise<void> => {
    scoring.value = file.name;
    await attempt(async () => {
      const { content, rows } = await desk.scoreFile(entry.id, file, format.value);
      saveFile(content, `${file.name.replace(/\.\w+(\.gz)?$/, "")}-scored.${format.value}`);
      tell(`${counted(rows, "alert")} of ${file.name} scored.`);
    });
    scoring.value = undefined;
  };
  return (
    <Card
      title="Score a file"
      about={`with ${entry.name}; the file comes back with the answers beside each row`}
    >
      <div class="score">
        <DropZone
          what="alerts to score"
          hint="CSV or JSONL, with or without a label."
          accept=".csv,.gz,.jsonl,.ndjson"
          onFile={score}
        >
          {scoring.value && <p>Scoring {scoring.value}</p>}
        </DropZone>
        <Select<Format>
          name="As"
          value={format.value}
          options={[
            ["csv", "CSV"],
            ["ndjson", "NDJSON"],
          ]}
          onChange={(value) => {
            format.value = value;
          }}
        />
      </div>
    </Card>
  );
}
