import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLibrary } from '../../../main/library/open.ts'
import { temporaryFolder, temporaryLibrary } from '../../support/temporary-library.ts'

function pair(sentence: string | null, at: number) {
  return { sentence, leftHash: `left ${String(at)}`, rightHash: `right ${String(at)}`, choice: 'left' } as const
}

it('keeps answers of each sentence and of taste in general apart, in their order, until it is opened again', () => {
  const file = join(temporaryFolder(), 'library.db')
  const first = openLibrary(file)
  first.comparisons.add(pair('most aged print', 1), 10)
  first.comparisons.add({ ...pair(null, 2), choice: 'same' }, 11)
  first.comparisons.add({ ...pair('most aged print', 3), choice: 'right' }, 12)
  first.comparisons.pause(null, true)
  first.close()
  const { comparisons } = temporaryLibrary(file)
  expect(comparisons.of('most aged print').map(({ leftHash, choice }) => [leftHash, choice])).toEqual([
    ['left 1', 'left'],
    ['left 3', 'right'],
  ])
  expect(comparisons.of(null)).toHaveLength(1)
  expect(comparisons.of('another')).toEqual([])
  expect(comparisons.sentences()).toEqual([
    { sentence: null, answers: 1, paused: true },
    { sentence: 'most aged print', answers: 2, paused: false },
  ])
})

it('keeps every fourth answer apart, also where some are taken back', () => {
  const { comparisons } = temporaryLibrary()
  const apart: boolean[] = []
  for (let at = 1; at <= 12; at++) {
    const next = comparisons.nextHeldOut('a dog')
    const { comparisonId, heldOut } = comparisons.add(pair('a dog', at), at)
    expect(heldOut).toBe(next)
    apart.push(heldOut)
    if (at !== 8) continue
    expect(comparisons.remove(comparisonId)).toBe(true)
    expect(comparisons.remove(comparisonId)).toBe(false)
    expect(comparisons.add(pair('a dog', at), at).heldOut).toBe(true)
  }
  expect(apart.map(Number).join('')).toBe('000100010001')
})

it('forgets one sentence, with its pause, and leaves the others', () => {
  const { comparisons } = temporaryLibrary()
  for (let at = 0; at < 3; at++) comparisons.add(pair('a dog', at), at)
  comparisons.add(pair(null, 9), 9)
  comparisons.pause('a dog', true)
  const before = comparisons.revision()
  expect(comparisons.forget('a dog')).toBe(3)
  expect(comparisons.revision()).not.toBe(before)
  expect(comparisons.isPaused('a dog')).toBe(false)
  expect(comparisons.of('a dog')).toEqual([])
  expect(comparisons.of(null)).toHaveLength(1)
})

it('keeps answers about photos whose folder is removed: they may come back', () => {
  const library = temporaryLibrary()
  const { folderId } = library.folders.add('/photos', 0)
  library.comparisons.add(pair('a dog', 1), 0)
  library.folders.remove(folderId)
  expect(library.comparisons.of('a dog')).toHaveLength(1)
})
