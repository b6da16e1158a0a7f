import { expect, it } from 'vitest'
import { exportOf } from '../../../main/cli/export-words.ts'
import { FIRST_STARS } from '../../../main/contract/exports.ts'

const stars = (words: Record<string, string>): unknown => {
  const { options } = exportOf({ kind: 'xmp', ...words })
  return options.kind === 'xmp' ? options.stars : null
}

it('gives the stars that the page would give where nothing is said, and none where something else is wanted', () => {
  expect(stars({})).toEqual(FIRST_STARS)
  expect(stars({ keywords: 'best' })).toEqual([])
  expect(stars({ label: 'red' })).toEqual([])
  expect(stars({ stars: '5:25,3:50', label: 'red' })).toEqual([
    { rating: 5, percent: 25 },
    { rating: 3, percent: 50 },
  ])
})
