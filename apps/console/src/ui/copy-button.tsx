/** Copies a text to the clipboard and confirms it. */
import { useState } from 'preact/hooks';

const CONFIRMATION_MS = 2_000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      // Browsers offer the clipboard only to pages loaded over https or from this machine.
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Select the text and copy it');
    }
    setTimeout(() => setSaid(''), CONFIRMATION_MS);
  };
  return (
    <button class="button" type="button" onClick={copy} aria-live="polite">
      {said || label}
    </button>
  );
}
