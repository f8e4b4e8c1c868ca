/** Gives a box the focus and brings all of it into sight, which focusing alone does not promise. */
export function focusBox(node: string): void {
  const box = document.getElementById(`node-${node}`);
  box?.focus();
  box?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
