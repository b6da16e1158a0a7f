import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Ranking } from '../../../renderer/state/ranking.svelte.ts'
import { createFakeRankingCore, type FakeRankingCore } from '../../support/fake-ranking-core.ts'

/** 1,000 photos; each sentence turns their circle to another beginning, each folder has its own photos. */
function turned(sentence: string, folderId: number | undefined, added: readonly number[] = []): number[] {
  const start = folderId === undefined ? 0 : folderId * 10_000
  const turn = Buffer.from(sentence).reduce((sum, byte) => (sum * 31 + byte) % 1_000, 0)
  return [...added, ...Array.from({ length: 1_000 }, (_, index) => start + ((index + turn) % 1_000))]
}

let core: FakeRankingCore
let ranking: Ranking
beforeEach(() => {
  core = createFakeRankingCore((sentence, request) => turned(sentence, request.scope.folderIds?.[0]))
  ranking = new Ranking(core.client)
})
afterEach(() => {
  ranking.stop()
  vi.useRealTimers()
})

function photosInView(until = 400): (number | undefined)[] {
  return Array.from({ length: until }, (_, position) => ranking.order?.rowAt(position)?.photoId)
}

const settled = () =>
  vi.waitFor(() => {
    expect(ranking.pending).toBe(false)
  })

describe('a new sentence', () => {
  it('brings its order with the first page, before its outline or its end', async () => {
    const done = core.hold('done', 'sharpest')
    const outline = core.hold('outline', 'sharpest')
    const asked = ranking.ask('sharpest')
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(0)?.photoId).toBe(turned('sharpest', undefined)[0])
    })
    expect(ranking.pending).toBe(false)
    expect(ranking.order?.aspects).toHaveLength(1_000)
    done()
    outline()
    await asked
    expect(ranking.order?.outline?.aspects).toHaveLength(1_000)
  })

  it('leaves the order before in view, as pending, until its own first page', async () => {
    await ranking.ask('sharpest')
    const release = core.hold('first-page', 'brightest')
    const asked = ranking.ask('brightest')
    await vi.waitFor(() => {
      expect(core.requests).toHaveLength(2)
    })
    expect(ranking.pending).toBe(true)
    expect(ranking.header?.sentence).toBe('sharpest')
    expect(photosInView(3)).toEqual(turned('sharpest', undefined).slice(0, 3))
    release()
    await asked
    expect(ranking.header?.sentence).toBe('brightest')
    expect(photosInView(3)).toEqual(turned('brightest', undefined).slice(0, 3))
  })

  it('stops the one before, whose late parts never show', async () => {
    const release = core.hold('first-page', 'sharpest')
    const first = ranking.ask('sharpest')
    await vi.waitFor(() => {
      expect(core.requests).toHaveLength(1)
    })
    await ranking.ask('brightest')
    release()
    await first
    await vi.waitFor(() => {
      expect(core.stopped).toContain('sharpest')
    })
    expect(ranking.header?.sentence).toBe('brightest')
    expect(photosInView(3)).toEqual(turned('brightest', undefined).slice(0, 3))
    expect(ranking.failure).toBeNull()
  })

  it('waits for a rest in the typing, and Enter does not wait', async () => {
    vi.useFakeTimers()
    for (const draft of ['s', 'sh', 'sha']) {
      ranking.type(draft)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(core.requests).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(60)
    expect(core.requests.map((request) => request.sentence)).toEqual(['sha'])
    ranking.type('sharp')
    await ranking.ask('sharp')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(core.requests.map((request) => request.sentence)).toEqual(['sha', 'sharp'])
  })

  it('is read afresh: engine and direction chosen for another sentence do not stick', async () => {
    await ranking.ask('sharpest')
    await ranking.read({ kind: 'adapter', attribute: null, direction: 'descending' })
    await ranking.reverse()
    expect(core.requests.at(-1)).toMatchObject({
      sentence: 'sharpest',
      reading: { kind: 'adapter', attribute: null, direction: 'descending' },
      reversed: true,
    })
    await ranking.ask('brightest')
    expect(core.requests.at(-1)?.reading).toBeUndefined()
    expect(core.requests.at(-1)?.reversed).toBeUndefined()
  })

  it('that is the one in view is not asked again', async () => {
    await ranking.ask('sharpest')
    await ranking.ask(' sharpest ')
    expect(core.requests).toHaveLength(1)
  })
})

describe('a failed answer', () => {
  it('keeps list and title of the order before, and says which sentence failed', async () => {
    await ranking.ask('sharpest')
    for (const step of ['header', 'first-page'] as const) {
      core.fail(step, 'inference-unavailable')
      await ranking.ask(`brightest ${step}`)
      expect(ranking.failure).toMatchObject({ code: 'inference-unavailable', sentence: `brightest ${step}` })
      expect(ranking.pending).toBe(false)
      expect(ranking.header?.sentence).toBe('sharpest')
      expect(photosInView(3)).toEqual(turned('sharpest', undefined).slice(0, 3))
      core.mend()
    }
  })

  it('is answered when the same sentence is asked again', async () => {
    core.fail('header', 'inference-unavailable')
    await ranking.ask('sharpest')
    core.mend()
    await ranking.ask('sharpest')
    expect(ranking.failure).toBeNull()
    expect(ranking.header?.sentence).toBe('sharpest')
  })

  it('of a page keeps the rows there are, says so, and is mended by trying again', async () => {
    await ranking.ask('sharpest')
    core.fail('page', 'internal')
    ranking.look(400, 420)
    await vi.waitFor(() => {
      expect(ranking.order?.failure).toMatchObject({ code: 'internal' })
    })
    expect(ranking.order?.rowAt(400)).toBeNull()
    expect(photosInView(200)).toEqual(turned('sharpest', undefined).slice(0, 200))
    core.mend()
    await ranking.retry()
    expect(ranking.order?.failure).toBeNull()
    expect(ranking.order?.rowAt(400)?.photoId).toBe(turned('sharpest', undefined)[400])
  })
})

describe('the rows of an order', () => {
  it('are read page by page where the reader looks, each page once', async () => {
    await ranking.ask('sharpest')
    ranking.look(380, 420)
    ranking.look(385, 425)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(420)).not.toBeNull()
    })
    expect(ranking.order?.rowAt(380)?.name).toBe(`${String(turned('sharpest', undefined)[380])}.jpg`)
    expect(core.pageCalls).toBe(2)
    expect(ranking.order?.rowAt(700)).toBeNull()
  })

  it('never land in another order, however late they are', async () => {
    await ranking.ask('sharpest')
    const release = core.hold('page', 'sharpest')
    ranking.look(400, 420)
    await vi.waitFor(() => {
      expect(core.pageCalls).toBe(1)
    })
    await ranking.ask('brightest')
    release()
    ranking.look(400, 420)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(400)).not.toBeNull()
    })
    expect(photosInView(200)).toEqual(turned('brightest', undefined).slice(0, 200))
    expect(ranking.order?.rowAt(400)?.photoId).toBe(turned('brightest', undefined)[400])
  })

  it('come back exactly as they were after a visit to another folder', async () => {
    await ranking.ask('sharpest')
    ranking.look(0, 399)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(399)).not.toBeNull()
    })
    const before = photosInView()
    await ranking.show({ folderIds: [7] })
    ranking.look(0, 399)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(399)).not.toBeNull()
    })
    expect(photosInView()).toEqual(turned('sharpest', 7).slice(0, 400))
    await ranking.show({})
    ranking.look(0, 399)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(399)).not.toBeNull()
    })
    expect(photosInView()).toEqual(before)
  })

  it('are asked for again, in place, when the core no longer keeps the order', async () => {
    await ranking.ask('sharpest')
    ranking.focusOn(150)
    const focused = ranking.focusedRow?.photoId
    core.forget()
    ranking.look(400, 420)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(420)).not.toBeNull()
    })
    expect(core.requests.map((request) => request.sentence)).toEqual(['sharpest', 'sharpest'])
    expect(ranking.failure).toBeNull()
    expect(ranking.focusedRow?.photoId).toBe(focused)
  })
})

describe('a change of the library', () => {
  const added = Array.from({ length: 30 }, (_, index) => 50_000 + index)

  it('renews the order without a word, keeping the photo in focus and the place on screen', async () => {
    await ranking.ask('sharpest')
    ranking.look(400, 420)
    await vi.waitFor(() => {
      expect(ranking.order?.rowAt(420)).not.toBeNull()
    })
    ranking.focusOn(410)
    const focused = ranking.focusedRow?.photoId
    const former = ranking.order
    vi.useFakeTimers()
    core.order = (sentence) => turned(sentence, undefined, added)
    for (let change = 0; change < 20; change += 1) ranking.changed()
    await vi.advanceTimersByTimeAsync(1_499)
    expect(core.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(500)
    vi.useRealTimers()
    await vi.waitFor(() => {
      expect(ranking.order).not.toBe(former)
    })
    expect(core.requests).toHaveLength(2)
    expect(ranking.pending).toBe(false)
    expect(ranking.focus).toBe(440)
    expect(ranking.focusedRow?.photoId).toBe(focused)
    expect(ranking.order?.anchor).toEqual({ from: 410, to: 440 })
    // What is on screen was read before the order changed: nothing blinks.
    expect(ranking.order?.rowAt(430)?.photoId).toBe(former?.rowAt(400)?.photoId)
  })

  it('keeps the first photos on screen for a reader who is at the top', async () => {
    await ranking.ask('sharpest')
    ranking.look(0, 20)
    const former = ranking.order
    core.order = (sentence) => turned(sentence, undefined, added)
    await ranking.reopen()
    expect(ranking.order).not.toBe(former)
    expect(ranking.order?.anchor).toBeNull()
    expect(ranking.order?.rowAt(0)?.photoId).toBe(50_000)
    // Nobody went to the photo that was first: whatever is first now is the one that is spoken of.
    expect(ranking.focus).toBe(0)
    expect(ranking.focusedRow?.photoId).toBe(50_000)
  })

  it('keeps the photo a person went to, and what is said of it, however far it goes from the top', async () => {
    await ranking.ask('sharpest')
    ranking.look(0, 20)
    ranking.focusOn(0)
    const photoId = ranking.focusedRow?.photoId
    const many = Array.from({ length: 500 }, (_, index) => 50_000 + index)
    core.order = (sentence) => turned(sentence, undefined, many)
    await ranking.reopen()
    expect(ranking.focus).toBe(500)
    expect(ranking.focusedRow?.photoId).toBe(photoId)
  })

  it('keeps a valid place where the photo in focus is gone', async () => {
    await ranking.ask('sharpest')
    ranking.focusOn(150)
    core.order = () => [1, 2, 3]
    await ranking.reopen()
    expect(ranking.focus).toBe(2)
    expect(ranking.focusedRow?.photoId).toBe(3)
  })

  it('that fails keeps the list and says so', async () => {
    await ranking.ask('sharpest')
    core.fail('header', 'inference-unavailable')
    await ranking.reopen()
    expect(ranking.failure?.code).toBe('inference-unavailable')
    expect(photosInView(3)).toEqual(turned('sharpest', undefined).slice(0, 3))
  })

  it('while a sentence is on its way is looked at afterwards', async () => {
    await ranking.ask('sharpest')
    const release = core.hold('first-page', 'brightest')
    void ranking.ask('brightest')
    await vi.waitFor(() => {
      expect(core.requests).toHaveLength(2)
    })
    vi.useFakeTimers()
    ranking.changed()
    release()
    await vi.advanceTimersByTimeAsync(3_000)
    vi.useRealTimers()
    await settled()
    expect(core.requests.map((request) => request.sentence)).toEqual(['sharpest', 'brightest', 'brightest'])
  })
})

describe('an empty order', () => {
  it('is an answer: it replaces the order before', async () => {
    await ranking.ask('sharpest')
    core.order = () => []
    await ranking.show({ folderIds: [0] })
    expect(core.requests.at(-1)?.scope).toEqual({ folderIds: [0] })
    expect(ranking.header?.total).toBe(0)
    expect(ranking.focusedRow).toBeNull()
    expect(ranking.failure).toBeNull()
  })
})
