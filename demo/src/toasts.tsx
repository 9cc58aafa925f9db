// Notices in the corner.

import { dismiss, notices } from "./state/notices.ts";

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {notices.value.map(({ id, kind, text }) => (
        <div key={id} class={kind === "failure" ? "toast failure" : "toast"}>
          <p>{text}</p>
          <button type="button" class="button plain little" onClick={() => dismiss(id)}>
            Close
          </button>
        </div>
      ))}
    </div>
  );
}
