/** Writes `instead` of what is pasted, where it says something and there is room. */
export function insertPasted(
  event: ClipboardEvent & { currentTarget: HTMLTextAreaElement },
  length: number | undefined,
  instead: ((text: string) => string | undefined) | undefined,
): void {
  const field = event.currentTarget;
  const text = instead?.(event.clipboardData?.getData('text/plain') ?? '');
  if (text === undefined) return;
  const { selectionStart, selectionEnd } = field;
  const room = (length ?? Infinity) - field.value.length + (selectionEnd - selectionStart);
  if (text.length > room) return;
  event.preventDefault();
  // Written as if typed, so that the browser's own undo takes it back in one step.
  if (document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, selectionStart, selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
