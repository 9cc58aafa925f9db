// Named bars under each other, from 0 to the longest.

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly color?: string;
}

export function Bars({ bars, most }: { bars: readonly Bar[]; most?: number }) {
  const longest = most ?? Math.max(...bars.map(({ value }) => Math.abs(value)), 1e-12);
  return (
    <ul class="bars">
      {bars.map(({ name, value, text, color }) => (
        <li key={name}>
          <span class="name" title={name}>
            {name}
          </span>
          <span class="track" aria-hidden="true">
            <span
              class="fill"
              style={{
                width: `${Math.max(0, Math.min(100, (100 * value) / longest))}%`,
                ...(color && { background: color }),
              }}
            />
          </span>
          <span class="value">{text}</span>
        </li>
      ))}
    </ul>
  );
}
