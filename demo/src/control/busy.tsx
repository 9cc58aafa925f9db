// What is being worked on, how far it is, and a button to stop it where that can be done.

import { Button } from "./button.tsx";

export interface Work {
  readonly what: string;
  /** 0 to 1; unknown at first. */
  readonly share?: number | undefined;
}

export function Busy({ work: { what, share }, onStop }: { work: Work; onStop: (() => void) | undefined }) {
  return (
    <div class="busy">
      <span>
        {what}
        {share !== undefined && ` · ${Math.round(100 * share)}%`}
      </span>
      <progress aria-label={what} value={share} max={1} />
      {onStop && (
        <Button little onClick={onStop}>
          Stop
        </Button>
      )}
    </div>
  );
}
