// The run as a program, to be copied.

import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import type { Recipe } from "../state/models.ts";
import { attempt, tell } from "../state/notices.ts";
import { programOf } from "./reproduce.ts";

export function ProgramCard({ recipe }: { recipe: Recipe }) {
  const program = programOf(recipe);
  if (program === undefined) return null;
  const copy = (): Promise<unknown> =>
    attempt(async () => {
      await navigator.clipboard.writeText(program);
      tell("The code is in the clipboard.");
    });
  return (
    <Card
      title="The same in code"
      about="makes the same bytes, in Node"
      actions={
        <Button little onClick={copy}>
          Copy
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach it. */}
      <pre tabIndex={0} data-program>
        <code>{program}</code>
      </pre>
    </Card>
  );
}
