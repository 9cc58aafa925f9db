// The scored rows as a file.

import { Button } from "../control/button.tsx";
import { saveFile } from "../control/save-file.ts";
import { desk } from "../desk/connect.ts";
import { attempt } from "../state/notices.ts";

export function Download({ id }: { id: string }) {
  const save = (format: "csv" | "ndjson"): Promise<unknown> =>
    attempt(async () => saveFile(await desk.scoredRows(id, format), `scored.${format}`));
  return (
    <>
      <Button little onClick={() => save("csv")}>
        Scored CSV
      </Button>
      <Button little onClick={() => save("ndjson")}>
        Scored NDJSON
      </Button>
    </>
  );
}
