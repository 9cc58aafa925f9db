// A distribution in the size of a word.

export function Spark({ shape, text }: { shape: readonly number[]; text: string }) {
  const [width, height] = [96, 26];
  const step = width / Math.max(1, shape.length);
  return (
    <svg class="spark" width={width} height={height} role="img" aria-label={text || "no values"}>
      <title>{text}</title>
      {shape.map((share, i) => (
        <rect
          key={i}
          x={i * step}
          y={height - Math.max(share > 0 ? 1.5 : 0, share * height)}
          width={Math.max(1, Math.min(step - 1, 16))}
          height={Math.max(share > 0 ? 1.5 : 0, share * height)}
          fill="var(--series-7)"
        />
      ))}
    </svg>
  );
}
