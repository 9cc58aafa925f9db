// A part of a panel with its title, what is said of it, and what can be done.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface CardProps {
  readonly title: string;
  readonly about?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Card({ title, about, actions, children }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {about !== undefined && <span class="quiet">{about}</span>}
        {actions}
      </header>
      {children}
    </section>
  );
}

/** The head of a panel. */
export function PanelHead({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children?: ComponentChildren;
}) {
  return (
    <header class="top">
      <div>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
      </div>
      {children}
    </header>
  );
}

/** Said where there is nothing to show yet. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="card empty">{children}</div>;
}
