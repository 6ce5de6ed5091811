/**
 * Runs the steps of the setup and shows their progress: on a terminal one line per step with a seconds counter,
 * otherwise a line at the start, every ten seconds and at the end. Steps with nothing to do are not shown.
 */
import { spawn } from 'node:child_process';
import { env as environment } from 'node:process';

/** Interval between two updates of the line on a terminal. */
const FRAME_INTERVAL_MS = 120;
/** Interval between two lines if the output is not a terminal. */
const LINE_INTERVAL_MS = 10_000;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A failed step; `output` is the output of its program. */
export class StepError extends Error {
  constructor(message, output = '') {
    super(message);
    this.output = output;
  }
}

/** Writes to stderr, so that stdout contains only the output of the program that follows. */
export function createProgress(root, stream = process.stderr) {
  const isLive = stream.isTTY === true && !environment.CI && environment.TERM !== 'dumb';
  const paint = stream.hasColors?.()
    ? (code, text) => `\x1b[${code}m${text}\x1b[0m`
    : (_, text) => text;
  let shownSteps = 0;
  const startedAt = Date.now();

  /** Runs `work(run)`. A successful step that took less than `hiddenBelowMs` is not shown. */
  async function step(name, work, { hiddenBelowMs = 0 } = {}) {
    const stepStartedAt = Date.now();
    let lastLine = '';
    const display = (isLive ? createLiveDisplay : createLineDisplay)(
      stream,
      paint,
      name,
      hiddenBelowMs,
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
      stream.write(`${paint(31, 'setup failed:')} ${error.message}\n`);
    },
  };
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Shows one line with a seconds counter and the last output of the program. */
function createLiveDisplay(stream, paint, name, hiddenBelowMs, lastLine) {
  const startedAt = Date.now();
  let frame = 0;
  const timer = setInterval(() => {
    const passed = Date.now() - startedAt;
    if (passed < hiddenBelowMs) return;
    const head = `${SPINNER[frame++ % SPINNER.length]} ${name} ${seconds(passed)}`;
    const available = (stream.columns ?? 80) - head.length - 4;
    const output = available > 10 ? paint(2, lastLine().slice(0, available)) : '';
    stream.write(`\r\x1b[2K${head}  ${output}`);
  }, FRAME_INTERVAL_MS);
  let isShown = false;
  return {
    wasShown: () => isShown,
    end: (hasSucceeded, ms) => {
      clearInterval(timer);
      isShown = !hasSucceeded || ms >= hiddenBelowMs;
      if (!isShown) return;
      const mark = hasSucceeded ? paint(32, '✓') : paint(31, '✗');
      stream.write(`\r\x1b[2K${mark} ${name} ${paint(2, seconds(ms))}\n`);
    },
  };
}

/** Writes a line at the start, at an interval, and at the end. */
function createLineDisplay(stream, _paint, name, hiddenBelowMs) {
  let isShown = false;
  const show = (text) => {
    isShown = true;
    stream.write(`setup: ${name} ${text}\n`);
  };
  const first = setTimeout(() => show('…'), hiddenBelowMs);
  const startedAt = Date.now();
  const timer = setInterval(() => show(`… ${seconds(Date.now() - startedAt)}`), LINE_INTERVAL_MS);
  return {
    wasShown: () => isShown,
    end: (hasSucceeded, ms) => {
      clearTimeout(first);
      clearInterval(timer);
      if (hasSucceeded && ms < hiddenBelowMs) return;
      show(`${hasSucceeded ? 'done' : 'failed'} after ${seconds(ms)}`);
    },
  };
}

/**
 * Rejects with `StepError` if the program cannot be started or fails. Its stdin is empty, so that it cannot
 * prompt.
 */
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
    const commandText = [command === process.execPath ? 'node' : command, ...args].join(' ');
    child.on('error', (error) =>
      reject(new StepError(`cannot run "${commandText}": ${error.message}`)),
    );
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new StepError(`"${commandText}" ended with ${signal ?? `status ${code}`}`, output));
    });
  });
}
