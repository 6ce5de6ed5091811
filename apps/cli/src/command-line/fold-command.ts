/** Folds a command line with backslashes, so that it can be copied and run. */
export function foldCommand(command: string, width: number): string[] {
  const lines: string[] = [];
  // Keep each flag and its value on one line.
  for (const word of command.split(/ (?=--|ws:)/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + word.length + 3 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else {
      lines[lines.length - 1] = `${last} \\`;
      lines.push(`  ${word}`);
    }
  }
  return lines;
}
