/** Copies a text to the clipboard and confirms it. */
import { useState } from 'preact/hooks';

const CONFIRMATION_MS = 2_000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const isCopied = await copyText(text);
    setSaid(isCopied ? 'Copied' : 'Select the text and copy it');
    setTimeout(() => setSaid(''), CONFIRMATION_MS);
  };
  return (
    <button class="button" type="button" onClick={copy} aria-live="polite">
      {said || label}
    </button>
  );
}

/** Returns whether the text was copied. Browsers offer the clipboard only over https and on this machine. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
