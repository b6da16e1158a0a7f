/** From the words of the command line to a command, and from whatever it throws to a message and an exit code. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { AppError } from '../contract/errors.ts'
import { COMMANDS, type Command } from './commands.ts'
import { EXIT, EXIT_CODES_HELP, exitCodeOf, Progress, UsageError } from './output.ts'
import { openSession } from './session.ts'

const OVERVIEW = `podium: type what matters, see your photos in that order.

Usage: podium COMMAND [OPTIONS]

${Object.entries(COMMANDS)
  .map(([name, command]) => `  ${name.padEnd(11)}  ${command.summary}`)
  .join('\n')}

Options of every command:
  --library FILE  the library to use (default: the one of the app)
  --help          what a command does

Results go to standard output, progress to standard error.
${EXIT_CODES_HELP}
`

const COMMON = { library: { type: 'string' }, help: { type: 'boolean' } } as const satisfies ParseArgsConfig['options']

/** Runs one command; the number is the exit code. Never throws. */
export async function runCommand(words: readonly string[], entryUrl: string): Promise<number> {
  quietOnClosedPipe()
  const [name, ...rest] = words
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(OVERVIEW)
    return name === undefined ? EXIT.usage : EXIT.done
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    process.stderr.write(`podium: there is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.\n`)
    return EXIT.usage
  }
  const progress = new Progress(process.stderr)
  try {
    return await runParsed(command, rest, entryUrl, progress)
  } catch (error) {
    progress.end()
    const known = error instanceof AppError || error instanceof UsageError
    const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)
    process.stderr.write(`podium ${name}: ${text}\n`)
    return exitCodeOf(error)
  }
}

async function runParsed(command: Command, words: string[], entryUrl: string, progress: Progress): Promise<number> {
  const { values, positionals } = parse(command, words)
  if (values['help'] === true) {
    process.stdout.write(`${command.help}\n\n${EXIT_CODES_HELP}\n`)
    return EXIT.done
  }
  command.check?.(positionals, values)
  const interrupted = new AbortController()
  const onSignal = (): void => {
    interrupted.abort()
  }
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  const library = typeof values['library'] === 'string' ? values['library'] : undefined
  const session = await openSession({ entryUrl, library, progress, signal: interrupted.signal })
  try {
    return await command.run({ session, positionals, values, out: process.stdout, err: process.stderr })
  } finally {
    progress.end()
    await session.close()
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function parse(
  command: Command,
  words: string[],
): { values: Readonly<Record<string, unknown>>; positionals: string[] } {
  try {
    return parseArgs({ args: words, options: { ...COMMON, ...command.options }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nTry: podium COMMAND --help`)
  }
}

/** `podium rank ... | head` closes the pipe early: that is not an error. */
function quietOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.done)
      throw error
    })
  }
}
