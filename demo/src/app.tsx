// The frame: the steps of the work, the panel that is open, and what the page promises.

import { DataPanel } from "./data/data-panel.tsx";
import { EvaluatePanel } from "./evaluate/evaluate-panel.tsx";
import { ExplainPanel } from "./explain/explain-panel.tsx";
import { LivePanel } from "./live/live-panel.tsx";
import { running } from "./live/stream.ts";
import { ready as offlineReady } from "./offline/register.ts";
import { count } from "./state/figures.ts";
import { current, entries, ready } from "./state/models.ts";
import { addressOf, type Panel, panel } from "./state/place.ts";
import { arranged } from "./state/table.ts";
import { type Theme, theme } from "./state/theme.ts";
import { TagPanel } from "./tag/tag-panel.tsx";
import { TakeAwayPanel } from "./take-away/take-away-panel.tsx";
import { Toasts } from "./toasts.tsx";
import { TrainPanel } from "./train/train-panel.tsx";

const STEPS: readonly (readonly [Panel, string])[] = [
  ["data", "Data"],
  ["train", "Train"],
  ["evaluate", "Evaluate"],
  ["explain", "Explain"],
  ["live", "Live"],
  ["tag", "Tag"],
  ["take-away", "Take away"],
];

const CONTENT: Readonly<Partial<Record<Panel, () => preact.JSX.Element>>> = {
  data: DataPanel,
  train: TrainPanel,
  evaluate: EvaluatePanel,
  explain: ExplainPanel,
  live: LivePanel,
  tag: TagPanel,
  "take-away": TakeAwayPanel,
};

export function App() {
  const Content = CONTENT[panel.value] ?? DataPanel;
  return (
    <div class="shell">
      <aside class="side">
        <a class="brand" href={addressOf("data")}>
          <Leaf />
          hedgerow
        </a>
        <nav class="steps" aria-label="Steps">
          {STEPS.map(([name, text]) => (
            <a key={name} href={addressOf(name)} aria-current={panel.value === name ? "page" : undefined}>
              {text}
              <span class="mark">{markOf(name)}</span>
            </a>
          ))}
        </nav>
        <Assurance />
      </aside>
      <main class="main">
        <Content />
      </main>
      <Toasts />
    </div>
  );
}

/** What a step has to say while another is open. */
function markOf(name: Panel): string {
  if (name === "data") return arranged.value === undefined ? "" : `${count(arranged.value.rows)} rows`;
  if (name === "train") {
    const running = entries.value.filter(({ view }) => view === undefined).length;
    if (running > 0) return "training";
    return ready.value.length === 0 ? "" : `${ready.value.length} ready`;
  }
  if (name === "evaluate") {
    const f1 = current.value?.judged?.evaluation.macroF1;
    return f1 === undefined ? "" : `F1 ${f1.toFixed(3)}`;
  }
  if (name === "live") return running.value === "running" ? "streaming" : "";
  return "";
}

const THEMES: Readonly<Record<Theme, readonly [next: Theme, text: string]>> = {
  system: ["light", "Theme: system"],
  light: ["dark", "Theme: light"],
  dark: ["system", "Theme: dark"],
};

function Assurance() {
  const [next, text] = THEMES[theme.value];
  return (
    <div class="promise">
      <p class="long">
        <strong>Nothing leaves this page.</strong> Files are read, models trained and alerts scored in this
        browser. There is no server behind it.
      </p>
      <p class="long" role="status">
        <span class={offlineReady.value ? "dot on" : "dot"} />
        {offlineReady.value ? "Works without a network" : "Getting ready for offline"}
      </p>
      <button
        type="button"
        class="button little"
        onClick={() => {
          theme.value = next;
        }}
      >
        {text}
      </button>
    </div>
  );
}

function Leaf() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#1c6345" />
      <g fill="#f5f6f2">
        <circle cx="9" cy="13" r="4.5" />
        <circle cx="16" cy="10" r="5" />
        <circle cx="23" cy="13" r="4.5" />
        <path d="M8 17h2v8H8zM15 15h2v10h-2zM22 17h2v8h-2z" />
      </g>
    </svg>
  );
}
