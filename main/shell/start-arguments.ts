/** The words after `npm start --`, the same for the window and for the browser form. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../contract/errors.ts'

export const START_USAGE = 'Usage: npm start [-- FOLDER... --port N --library FILE --no-open]'

export interface StartArguments {
  readonly folders: readonly string[]
  /** 0 lets the system choose. */
  readonly port: number
  readonly libraryFile: string | undefined
  readonly open: boolean
}

/**
 * @param tolerant Ignores unknown options: Chromium has hundreds of its own, and Electron passes them on.
 * @throws AppError `invalid-params`, saying what is wrong.
 */
export function readStartArguments(words: readonly string[], tolerant = false): StartArguments {
  const { values, positionals } = parseWords(words, tolerant)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new AppError('invalid-params', `There is no port ${String(values.port)}.\n${START_USAGE}`)
  }
  const { library } = values
  return {
    folders: positionals.map((folder) => resolve(folder)),
    port,
    libraryFile: typeof library === 'string' ? resolve(library) : undefined,
    open: values.open !== false,
  }
}

// The inferred type is the table of options; writing it out would state each twice.

function parseWords(words: readonly string[], tolerant: boolean) {
  try {
    return parseArgs({
      args: [...words],
      strict: !tolerant,
      allowPositionals: true,
      allowNegative: true,
      options: {
        port: { type: 'string', default: '0' },
        library: { type: 'string' },
        open: { type: 'boolean', default: true },
      },
    })
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('invalid-params', `${problem}\n${START_USAGE}`, { cause })
  }
}
