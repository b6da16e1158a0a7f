import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { CommandContext } from '../../../main/cli/commands.ts'
import { UsageError } from '../../../main/cli/output.ts'
import { taste } from '../../../main/cli/taste.ts'
import type { Library } from '../../../main/library/open.ts'
import { Teaching } from '../../../main/ranking/teaching.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

function taught(): Library {
  const library = temporaryLibrary()
  for (const [sentence, count] of [
    [null, 2],
    ['a dog', 3],
    ['most aged print', 1],
  ] as const)
    for (let i = 0; i < count; i++)
      library.comparisons.add({ sentence, leftHash: 'left', rightHash: String(i), choice: 'left' }, 0)
  return library
}

async function run(library: Library, positionals: string[], values: Record<string, unknown> = {}): Promise<string> {
  taste.check?.(positionals, values)
  const orderOf = (): never => {
    throw new Error('No order is asked for.')
  }
  const teaching = new Teaching({ library, orderOf, onChange: () => undefined, now: () => 0 })
  const out = new PassThrough()
  const session = { app: { teaching } } as unknown as CommandContext['session']
  await taste.run({ session, positionals, values, out, err: out })
  return String(out.read() ?? '')
}

it('lists what was taught, as a table and as JSON, and says where nothing was', async () => {
  const library = taught()
  const lines = (await run(library, [])).split('\n')
  expect(lines[0]).toMatch(/^taste in general +2 answers +used where it helps/u)
  expect(lines[1]).toMatch(/^a dog +3 answers/u)
  expect(JSON.parse(await run(library, [], { json: true }))).toContainEqual({
    sentence: 'a dog',
    answers: 3,
    paused: false,
  })
  expect(await run(temporaryLibrary(), [])).toContain('Nothing was taught yet')
})

it('leaves out, uses again and forgets what is named, and nothing else', async () => {
  const library = taught()
  expect(await run(library, ['pause', 'A dog'])).toMatch(/a dog +3 answers +left out/u)
  expect(library.comparisons.isPaused('a dog')).toBe(true)
  expect(library.comparisons.isPaused(null)).toBe(false)
  await run(library, ['use', 'a dog'])
  expect(library.comparisons.isPaused('a dog')).toBe(false)
  expect(await run(library, ['forget', 'a dog'], { general: true })).toBe('5 answers forgotten.\n')
  expect(library.comparisons.sentences().map(({ sentence }) => sentence)).toEqual(['most aged print'])
  expect(await run(library, ['forget'], { all: true })).toBe('1 answer forgotten.\n')
})

it('refuses what it does not understand before it forgets anything', async () => {
  const library = taught()
  await expect(run(library, ['forget', 'a dog', 'a cat'])).rejects.toThrow(UsageError)
  await expect(run(library, ['forget'])).rejects.toThrow(UsageError)
  await expect(run(library, ['burn', 'a dog'])).rejects.toThrow(UsageError)
  expect(library.comparisons.of('a dog')).toHaveLength(3)
})
