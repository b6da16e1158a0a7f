import { describe, expect, it } from 'vitest'
import type { Filter } from '../../main/contract/filters.ts'
import type { SidecarSaid } from '../../main/contract/photo-info.ts'
import type { Explanation, RankHeader, Reading } from '../../main/contract/ranking.ts'
import { createEnglish } from '../../renderer/messages/en.ts'
import { pickMessages } from '../../renderer/messages/pick.ts'
import { markWords, sidecarWords } from '../../renderer/messages/sidecar-words.ts'
import {
  failureWords,
  notScoredWords,
  orderWords,
  placedReasonWords,
  readingWords,
  secondKeyWords,
  topShare,
  valueWords,
} from '../../renderer/messages/words.ts'
import type { Row } from '../../renderer/state/order.svelte.ts'

const text = createEnglish('en-GB')
const sharp: Reading = { kind: 'measured', axis: 'sharpness', direction: 'descending' }

function header(reading: Reading, reversed = false): RankHeader {
  return {
    orderId: 'a',
    sentence: 'sharpest',
    reading,
    alternatives: [],
    examples: null,
    modelId: null,
    reversed,
    total: 412,
    notScored: 0,
    hidden: { missing: 0, filtered: 0, bursts: 0, cut: 0, stacked: 0 },
    stacks: null,
    secondKey: 'date',
    taste: null,
    notices: [],
  }
}

function row(more: Partial<Row> = {}): Row {
  return {
    position: 2,
    photoId: 7,
    score: 71.2,
    percentile: 99.5,
    tieBand: 1,
    takenAt: '2009-05-12T23:30:00',
    name: 'a.jpg',
    offline: false,
    version: 'v',
    rating: 0,
    flag: 'none',
    label: 'none',
    stack: 1,
    stackId: null,
    stackPlace: null,
    ...more,
  }
}

function explained(reason: Explanation['reason']): Explanation {
  return { photoId: 1, position: 0, total: 412, percentile: 100, score: 90, modelId: null, reason, movedByTaste: null }
}

describe('the words of an order', () => {
  it('name order and direction, and turn round with the order', () => {
    expect(orderWords(text, header(sharp))).toBe('Sharpest first')
    expect(orderWords(text, header(sharp, true))).toBe('Blurriest first')
    expect(orderWords(text, header({ ...sharp, direction: 'ascending' }))).toBe('Blurriest first')
    expect(orderWords(text, header({ ...sharp, direction: 'ascending' }, true))).toBe('Sharpest first')
    expect(orderWords(text, header({ kind: 'similarity' }))).not.toBe(
      orderWords(text, header({ kind: 'similarity' }, true)),
    )
    expect(orderWords(text, header({ kind: 'adapter', attribute: null, direction: 'descending' }))).not.toBe(
      orderWords(text, header({ kind: 'similarity' })),
    )
  })

  it('say how many photos have no place, and whether they will get one', () => {
    const words = (reading: Reading, notScored = 12) => notScoredWords(text, { ...header(reading), notScored })
    expect(words(sharp, 0)).toBeNull()
    expect(words(sharp)).toBe('12 not measured')
    expect(words({ kind: 'similarity' })).toBe('12 not in the order yet')
    expect(words({ kind: 'adapter', attribute: 'people', direction: 'descending' })).toBe('12 not in the order yet')
    expect(words({ kind: 'adapter', attribute: 'age', direction: 'descending' })).toBe('12 without a face to go by')
  })

  it('name the second key, which among dates is the name', () => {
    expect(secondKeyWords(text, header(sharp))).toBe('then by date taken')
    expect(secondKeyWords(text, header({ kind: 'measured', axis: 'date', direction: 'ascending' }))).toBe(
      'then by name',
    )
  })

  it('name the fact instead of the engine where a sentence can mean two facts', () => {
    const size: Reading = { kind: 'measured', axis: 'fileSize', direction: 'descending' }
    expect(readingWords(text, sharp, [sharp, { kind: 'similarity' }])).toBe('Measured')
    expect(readingWords(text, size, [sharp, size])).toBe('File size')
  })
})

describe('the reason of a photo', () => {
  it('is its fact, the median and its place', () => {
    const sample = explained({ kind: 'measured', axis: 'sharpness', value: 90, unit: 'points', median: 41 })
    expect(placedReasonWords(text, row(), sample, 412)).toBe('Sharpness 71, median 41, 3rd of 412')
  })

  it('is the day for an order by date, in the time of the camera', () => {
    const sample = explained({ kind: 'measured', axis: 'date', value: 0, unit: 'date', median: 0 })
    expect(placedReasonWords(text, row(), sample, 412)).toBe('Taken 12 May 2009, 3rd of 412')
    expect(placedReasonWords(text, row({ takenAt: null }), sample, 412)).toBe('No date known, 3rd of 412')
  })

  it('is the likeness beside what is typical', () => {
    const sample = explained({ kind: 'similarity', value: 0.3, typical: 0.18 })
    expect(placedReasonWords(text, row({ score: 0.274 }), sample, 412)).toBe('Likeness 0.27, typical 0.18, 3rd of 412')
  })

  it('says why there is no score, and keeps a score of 0', () => {
    const sample = explained({ kind: 'measured', axis: 'sharpness', value: 90, unit: 'points', median: 41 })
    expect(placedReasonWords(text, row({ score: null }), sample, 412)).toContain('Not in the order yet')
    expect(placedReasonWords(text, row(), explained({ kind: 'unscored', why: 'not-measured' }), 412)).toContain(
      'could not be measured',
    )
    expect(placedReasonWords(text, row({ score: 0 }), sample, 412)).toBe('Sharpness 0, median 41, 3rd of 412')
  })
})

describe('the foot of a tile', () => {
  it('shows the fact, or the share of the order for a model', () => {
    expect(valueWords(text, header(sharp), row(), 412)).toBe('71')
    expect(valueWords(text, header({ kind: 'similarity' }), row(), 412)).toBe('top 1 %')
    expect(valueWords(text, header({ kind: 'measured', axis: 'date', direction: 'descending' }), row(), 412)).toBeNull()
    expect(valueWords(text, header(sharp), row({ score: null }), 412)).toBeNull()
  })

  it('counts shares from 1 to 100', () => {
    const shares = [topShare(100, 100_000), topShare((100 * 50) / 99, 100), topShare(0, 100), topShare(100, 1)]
    expect(shares).toEqual([1, 50, 100, 100])
  })
})

describe('numbers and plurals', () => {
  it('follow the language', () => {
    expect(text.header.photos(1)).toBe('1 photo')
    expect(text.header.photos(84_634)).toBe('84,634 photos')
    expect([0, 1, 2, 3, 10, 11, 20].map((position) => text.rail.place(position, 99))).toEqual([
      '1st of 99',
      '2nd of 99',
      '3rd of 99',
      '4th of 99',
      '11th of 99',
      '12th of 99',
      '21st of 99',
    ])
  })

  it('give sizes and times a person can read', () => {
    expect(text.info.fileSize(8_340_112, 'jpeg')).toBe('JPEG, 8.3 MB')
    expect(text.info.fileSize(0, null)).toBe('0 byte')
    expect([30, 1_020, 7_200].map((seconds) => text.indexing.left(seconds))).toEqual([
      'less than a minute left',
      '17 min left',
      '2 hours left',
    ])
    expect(text.info.takenAt('2019-07-14T18:22:00')).toBe('14 Jul 2019, 18:22')
    expect(text.info.takenAt('no date')).toBe('no date')
    expect(text.info.coordinates(-33.8568, 151.2153)).toBe('33.8568° S, 151.2153° E')
  })

  it('survive the odd language names of some systems', () => {
    expect(pickMessages(['en-US@posix']).day('2019-07-14T18:22:00')).toBe('Jul 14, 2019')
    expect(pickMessages(['de-DE', 'en-GB.UTF-8']).day('2019-07-14T18:22:00')).toBe('14 Jul 2019')
    expect(pickMessages([]).name).toBe('Podium')
  })
})

describe('a failure', () => {
  it('is told in the words of the core, or by its code', () => {
    expect(failureWords(text, { code: 'folder-unreadable', message: 'Old drive cannot be read.' })).toBe(
      'Old drive cannot be read.',
    )
    expect(failureWords(text, { code: 'order-gone', message: null })).toBe('This order is no longer kept.')
  })
})

describe('conditions in words', () => {
  const names = {
    folder: (folderId: number) => (folderId === 1 ? 'Summer 2019' : null),
    collection: (collectionId: number) => (collectionId === 1 ? 'Beach' : null),
  }
  const words = (filter: Filter): string => text.conditions.words(filter, names)

  it('say every kind of condition', () => {
    const said = [
      { kind: 'rating', least: 3 },
      { kind: 'rating', least: 1, most: 1 },
      { kind: 'rating', least: 2, most: 4 },
      { kind: 'flag', flags: ['pick', 'none'] },
      { kind: 'date', from: '2019-06-01', to: '2019-08-31' },
      { kind: 'date', to: '2019-08-31' },
      { kind: 'format', formats: ['jpeg'] },
      { kind: 'fact', axis: 'resolution', least: 12 },
      { kind: 'name', contains: 'IMG' },
      { kind: 'folder', folderId: 1, under: 'beach' },
      { kind: 'folder', folderId: 2 },
      { kind: 'collection', collectionId: 1 },
      { kind: 'collection', collectionId: 2 },
    ] satisfies Filter[]
    expect(said.map(words)).toEqual([
      'at least 3 stars',
      '1 star',
      'at least 2 stars and at most 4 stars',
      'Picked or No flag',
      'taken from 1 Jun 2019 until 31 Aug 2019',
      'taken until 31 Aug 2019',
      'JPEG',
      'Resolution at least 12 MP',
      'name with “IMG”',
      'in Summer 2019/beach',
      'in a folder that is gone',
      'in “Beach”',
      'in a collection that is gone',
    ])
  })

  it('leave no doubt what belongs together', () => {
    const stars: Filter = { kind: 'rating', least: 3 }
    const picked: Filter = { kind: 'flag', flags: ['pick'] }
    const any: Filter = { kind: 'any', of: [stars, picked] }
    expect(words({ kind: 'all', of: [any, { kind: 'not', of: any }, { kind: 'not', of: picked }] })).toBe(
      '(at least 3 stars or Picked) and not (at least 3 stars or Picked) and not Picked',
    )
  })
})

describe('what a sidecar says beside the marks of a photo', () => {
  const said = (more: Partial<SidecarSaid>, marks: Partial<Row>): string[] =>
    sidecarWords(text, row(marks), {
      rating: null,
      label: null,
      changedAt: new Date(2025, 10, 3, 12).getTime(),
      applied: true,
      ...more,
    })

  it('is where they come from, with the day, or what did not win', () => {
    expect(markWords(text, row({ rating: 4, flag: 'pick' }))).toEqual(['4 stars', 'Picked'])
    expect(said({ rating: 4 }, { rating: 4 })).toEqual(['from the sidecar, changed 3 Nov 2025'])
    expect(said({ rating: 4 }, { rating: 4, flag: 'pick' })).toEqual(['4 stars from the sidecar, changed 3 Nov 2025'])
    expect(said({ rating: -1, label: 'red' }, { flag: 'reject', label: 'red' })).toEqual([
      'from the sidecar, changed 3 Nov 2025',
    ])
    expect(said({ rating: 2, applied: false }, { rating: 4 })).toEqual([
      'The sidecar says 2 stars, changed 3 Nov 2025: yours is newer',
    ])
    expect(said({ rating: 2, label: 'red' }, { rating: 4, label: 'red' })).toEqual([
      'Red from the sidecar, changed 3 Nov 2025',
      'The sidecar says 2 stars, changed 3 Nov 2025: yours is newer',
    ])
  })

  it('is not worth a word where it only repeats them', () => {
    expect(said({ rating: 4, applied: false }, { rating: 4 })).toEqual([])
    expect(said({ rating: 0 }, {})).toEqual(['from the sidecar, changed 3 Nov 2025'])
  })
})
