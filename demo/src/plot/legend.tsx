// Which colour is what.

export function Legend({ items }: { items: readonly { readonly name: string; readonly color: string }[] }) {
  return (
    <ul class="legend">
      {items.map(({ name, color }) => (
        <li key={name}>
          <span class="swatch" style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
