/** How many pieces one tag stands for. */
export function Quantity(props: { readonly quantity: string; readonly onQuantity: (text: string) => void }) {
  return (
    <input
      class="quantity"
      type="number"
      aria-label="Pieces on the tag"
      min={1}
      max={1_000_000}
      required
      value={props.quantity}
      onInput={(event) => props.onQuantity(event.currentTarget.value)}
    />
  );
}
