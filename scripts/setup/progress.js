/**
 * Runs the steps of the set-up and shows them: on a terminal one line a step that counts the seconds, else
 * a line at the start, a sign of life every ten seconds and a line at the end. Nothing to do, nothing shown.
 */
import { spawn } from 'node:child_process';
import { env as environment } from 'node:process';

const FRAME_MS = 120;
const LIFE_SIGN_MS = 10_000;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A step failed; `output` is what its program printed. */
export class StepError extends Error {
  constructor(message, output = '') {
    super(message);
    this.output = output;
  }
}

/** Shows on stderr, so that the program that follows has stdout to itself. */
export function createProgress(root, stream = process.stderr) {
  const isLive = stream.isTTY === true && !environment.CI && environment.TERM !== 'dumb';
  const paint = stream.hasColors?.()
    ? (code, text) => `\x1b[${code}m${text}\x1b[0m`
    : (_, text) => text;
  let shownSteps = 0;
  const startedAt = Date.now();

  /** Runs `work(run)`; `isQuietBelowMs`: a step that took less and did well is not shown. */
  async function step(name, work, { isQuietBelowMs = 0 } = {}) {
    const stepStartedAt = Date.now();
    let lastLine = '';
    const display = (isLive ? liveLine : plainLine)(
      stream,
      paint,
      name,
      isQuietBelowMs,
      () => lastLine,
    );
    const run = (command, args, env = environment) =>
      runProgram(command, args, { cwd: root, env }, (line) => {
        lastLine = line;
      });
    try {
      const result = await work(run);
      display.end(true, Date.now() - stepStartedAt);
      if (display.wasShown()) shownSteps++;
      return result;
    } catch (error) {
      display.end(false, Date.now() - stepStartedAt);
      throw error;
    }
  }

  return {
    step,
    done: () => {
      const text = `set up in ${seconds(Date.now() - startedAt)}`;
      if (shownSteps > 0) stream.write(`${paint(32, '✓')} ${text}\n\n`);
    },
    failed: (error) => {
      if (error.output) stream.write(`\n${error.output.trimEnd()}\n\n`);
      stream.write(`${paint(31, 'set-up failed:')} ${error.message}\n`);
    },
  };
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** One line that counts the seconds and shows what the program said last. */
function liveLine(stream, paint, name, quietMs, lastLine) {
  const startedAt = Date.now();
  let frame = 0;
  const timer = setInterval(() => {
    const passed = Date.now() - startedAt;
    if (passed < quietMs) return;
    const head = `${SPINNER[frame++ % SPINNER.length]} ${name} ${seconds(passed)}`;
    const room = (stream.columns ?? 80) - head.length - 4;
    const said = room > 10 ? paint(2, lastLine().slice(0, room)) : '';
    stream.write(`\r\x1b[2K${head}  ${said}`);
  }, FRAME_MS);
  const ended = { isShown: false };
  return {
    wasShown: () => ended.isShown,
    end: (isGood, ms) => {
      clearInterval(timer);
      ended.isShown = !isGood || ms >= quietMs;
      if (!ended.isShown) return;
      const mark = isGood ? paint(32, '✓') : paint(31, '✗');
      stream.write(`\r\x1b[2K${mark} ${name} ${paint(2, seconds(ms))}\n`);
    },
  };
}

function plainLine(stream, _paint, name, quietMs) {
  let isShown = false;
  const show = (text) => {
    isShown = true;
    stream.write(`set-up: ${name} ${text}\n`);
  };
  const first = setTimeout(() => show('…'), quietMs);
  const startedAt = Date.now();
  const timer = setInterval(() => show(`… ${seconds(Date.now() - startedAt)}`), LIFE_SIGN_MS);
  return {
    wasShown: () => isShown,
    end: (isGood, ms) => {
      clearTimeout(first);
      clearInterval(timer);
      if (!isGood || ms >= quietMs) show(`${isGood ? 'done' : 'failed'} after ${seconds(ms)}`);
    },
  };
}

/** Rejects with `StepError` when the program cannot be run or fails. Its input is empty: nothing can ask. */
function runProgram(command, args, options, onLine) {
  return new Promise((resolve, reject) => {
    const needsShell = process.platform === 'win32' && command.endsWith('.cmd');
    const child = spawn(command, args, {
      ...options,
      shell: needsShell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const pipe of [child.stdout, child.stderr]) {
      pipe.setEncoding('utf8').on('data', (text) => {
        output += text;
        const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
        if (lines.length > 0) onLine(lines.at(-1).trim());
      });
    }
    const shown = [command === process.execPath ? 'node' : command, ...args].join(' ');
    child.on('error', (error) => reject(new StepError(`cannot run "${shown}": ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new StepError(`"${shown}" ended with ${signal ?? `status ${code}`}`, output));
    });
  });
}
