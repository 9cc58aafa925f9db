// Something to press.

import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "size" | "onClick" | "children"> {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  /** "main-action" is the one thing to do next. */
  readonly look?: "main-action" | "plain" | "usual";
  readonly little?: boolean;
  readonly disabled?: boolean;
}

export function Button({ children, look = "usual", little, onClick, ...rest }: ButtonProps) {
  const className = ["button", look === "usual" ? "" : look, little ? "little" : ""]
    .filter(Boolean)
    .join(" ");
  return (
    <button type="button" class={className} onClick={onClick} {...rest}>
      {children}
    </button>
  );
}
