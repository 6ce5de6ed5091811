/**
 * `completion`: prints a shell script that completes commands, flags and the values of flags with fixed choices.
 * It is generated from the commands' option tables, so it matches this version.
 */

import { type Option, oneOfWords } from '@wearwire/options';
import type { Command, CommandEntry } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { COMMON_OPTIONS, type RawArguments, readOperands } from '../command-line/options.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const OPERANDS = [{ kind: oneOfWords(...SHELLS), meaning: 'The shell' }] as const;

export const completionOf = (commands: readonly CommandEntry[]): Command => ({
  notes: [
    'bash: eval "$(wearwire completion bash)" in ~/.bashrc',
    'zsh:  eval "$(wearwire completion zsh)" in ~/.zshrc, after compinit',
    'fish: wearwire completion fish > ~/.config/fish/completions/wearwire.fish',
  ],
  examples: ['completion bash'],
  operands: OPERANDS,
  options: [],
  run: (line, io) => run(commands, line, io),
});

/** The words to complete for one command. */
interface Words {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Option[];
}

async function run(
  entries: readonly CommandEntry[],
  line: RawArguments,
  io: Io,
): Promise<ExitStatus> {
  const [shell] = readOperands(line, OPERANDS);
  const commands = await Promise.all(entries.map(wordsOf));
  io.stdout.write({ bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands));
  return ExitStatus.Done;
}

/** A command that cannot be loaded on this platform is completed by its name only. */
async function wordsOf(entry: CommandEntry): Promise<Words> {
  const command = await entry.load([]).catch(() => undefined);
  const own = command !== undefined && 'options' in command ? command.options : [];
  const options = [...own, ...Object.values(COMMON_OPTIONS)];
  return { name: entry.name, summary: entry.summary, options };
}

/** The values of a flag with fixed choices, such as `disk|memory`; words in capitals are placeholders. */
function choicesOf({ kind }: Option): readonly string[] {
  const words = kind.metavar.split('|');
  return words.length > 1
    ? words.filter((word) => /^[\w-]+$/.test(word) && !/^[A-Z]+$/.test(word))
    : [];
}

const takesFile = ({ kind }: Option): boolean => /^(FILE|DIR)$/.test(kind.metavar);

function flagsOf({ options }: Words): string {
  return options.map(({ flag }) => `--${flag}`).join(' ');
}

/** Returns the pairs of `command:--flag` and option for every flag that has a value. */
function valueCases(commands: readonly Words[]): [string, Option][] {
  return commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.kind.metavar !== '')
      .map((option) => [`${name}:--${option.flag}`, option] as [string, Option]),
  );
}

function bashScript(commands: readonly Words[]): string {
  const names = ['help', ...commands.map(({ name }) => name)].join(' ');
  const values = valueCases(commands).map(([key, option]) => {
    const choices = choicesOf(option).join(' ');
    const reply = takesFile(option) ? '-f' : `-W "${choices}"`;
    return `    ${key}) COMPREPLY=($(compgen ${reply} -- "$current")); return ;;`;
  });
  const flags = commands.map((words) => `    ${words.name}) words="${flagsOf(words)}" ;;`);
  return [
    '_wearwire() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"`,
    `  local command="\${COMP_WORDS[1]}" words=""`,
    '  if [ "$COMP_CWORD" -eq 1 ] || [ "$command" = help ]; then',
    `    COMPREPLY=($(compgen -W "${names}" -- "$current")); return`,
    '  fi',
    '  case "$command:$previous" in',
    ...values,
    '  esac',
    '  case "$command" in',
    ...flags,
    '  esac',
    '  case "$current" in',
    '    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;',
    '    *) COMPREPLY=($(compgen -f -- "$current")) ;;',
    '  esac',
    '}',
    'complete -F _wearwire wearwire',
    '',
  ].join('\n');
}

function zshScript(commands: readonly Words[]): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map(({ name, options }) => {
    const specs = options.map((option) => `      ${quoted(zshSpec(option))}`);
    return [
      `    ${name}) _arguments \\`,
      [...specs, "      '*:file:_files'"].join(' \\\n'),
      '    ;;',
    ];
  });
  return [
    '#compdef wearwire',
    '_wearwire() {',
    '  local -a commands=(',
    ...list,
    '  )',
    '  if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then',
    "    _describe 'command' commands; return",
    '  fi',
    '  local command=$words[2]',
    '  shift words; (( CURRENT-- ))',
    '  case $command in',
    ...cases.flat(),
    '  esac',
    '}',
    'compdef _wearwire wearwire',
    '',
  ].join('\n');
}

function zshSpec(option: Option): string {
  const { flag, kind, meaning, isList } = option;
  const text = meaning.replaceAll(/[[\]:]/g, ' ');
  const choices = choicesOf(option);
  const action = takesFile(option) ? '_files' : choices.length > 0 ? `(${choices.join(' ')})` : ' ';
  const value = kind.metavar === '' ? '' : `:${kind.metavar.replaceAll(':', ' ')}:${action}`;
  return `${isList ? '*' : ''}--${flag}[${text}]${value}`;
}

function fishScript(commands: readonly Words[]): string {
  const none = '__fish_use_subcommand';
  return [
    'complete -c wearwire -f',
    ...commands.map(
      ({ name, summary }) => `complete -c wearwire -n ${none} -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(({ name, options }) =>
      options.map((option) => {
        const choices = choicesOf(option);
        const value =
          option.kind.metavar === ''
            ? ''
            : takesFile(option)
              ? ' -r -F'
              : ` -x${choices.length > 0 ? ` -a ${quoted(choices.join(' '))}` : ''}`;
        return `complete -c wearwire -n '__fish_seen_subcommand_from ${name}' -l ${option.flag}${value} -d ${quoted(option.meaning)}`;
      }),
    ),
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
