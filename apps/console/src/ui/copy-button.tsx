/** Copies a text to the clipboard and confirms it. */
import { useState } from 'preact/hooks';

const SAID_FOR_MS = 2_000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const done = await copied(text);
    setSaid(done ? 'Copied' : 'Select the text and copy it');
    setTimeout(() => setSaid(''), SAID_FOR_MS);
  };
  return (
    <button class="button" type="button" onClick={copy} aria-live="polite">
      {said || label}
    </button>
  );
}

/** The clipboard is available only on https and on this machine. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
