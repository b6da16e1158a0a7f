/** Photos that an order goes by, as files on a command line. */
import { realpath } from 'node:fs/promises'
import type { ParseArgsConfig } from 'node:util'
import type { Examples } from '../contract/examples.ts'
import { UsageError } from './output.ts'
import type { Session } from './session.ts'

export const EXAMPLE_OPTIONS = {
  like: { type: 'string', multiple: true },
  unlike: { type: 'string', multiple: true },
} as const satisfies ParseArgsConfig['options']

export const EXAMPLE_HELP = `--like FILE and --unlike FILE, each several times, bend the order towards photos and away from others; without words ("")
the order is of likeness alone. The files must lie in folders of the library.`

export function hasExamples(values: Readonly<Record<string, unknown>>): boolean {
  return values['like'] !== undefined || values['unlike'] !== undefined
}

/**
 * Once the folders are indexed; undefined where none is named.
 * @throws UsageError for a file that the library does not know.
 */
export async function examplesOf(
  values: Readonly<Record<string, unknown>>,
  { app }: Pick<Session, 'app'>,
): Promise<Examples | undefined> {
  if (!hasExamples(values)) return undefined
  const idsOf = async (words: unknown): Promise<number[]> => {
    const ids: number[] = []
    for (const word of Array.isArray(words) ? words.map(String) : []) {
      const path = await realpath(word).catch(() => {
        throw new UsageError(`The file ${word} cannot be read.`)
      })
      const photoId = app.library.finder.at(path.replaceAll('\\', '/'))
      if (photoId === null) throw new UsageError(`${word} is not in the library. Name its folder too.`)
      ids.push(photoId)
    }
    return ids
  }
  return { like: await idsOf(values['like']), unlike: await idsOf(values['unlike']) }
}
