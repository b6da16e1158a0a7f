/** When rules are computed, and what becomes of those that cannot be. */
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { Keeper } from '../../../main/collections/keeper.ts'
import { AppError } from '../../../main/contract/errors.ts'
import type { RankedSet } from '../../../main/contract/ranking.ts'
import type { Library } from '../../../main/library/open.ts'
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { storePhoto } from '../../support/stored-photos.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

let library: Library
let clock: FakeClock
let keeper: Keeper
let photos: number[]
let evaluated: string[]
let events: number
let answer: (sentence: string) => readonly number[] | Promise<readonly number[]>

beforeEach(() => {
  library = temporaryLibrary()
  clock = createFakeClock()
  const { folderId } = library.folders.add('/photos', 0)
  photos = ['a', 'b', 'c'].map((name) => storePhoto(library, { name: `${name}.jpg`, folderId }))
  evaluated = []
  events = 0
  answer = () => photos
  keeper = new Keeper({
    library,
    evaluate: async ({ sentence }) => {
      evaluated.push(sentence)
      return { photoIds: await answer(sentence) }
    },
    emit: () => (events += 1),
    timer: clock,
  })
  onTestFinished(() => keeper.close())
})

function ranked(sentence: string, more: Partial<RankedSet> = {}): number {
  const rule = { sentence, scope: {}, ...more }
  return library.collections.create({ name: sentence, parentId: null, kind: 'ranked', rule }, clock.now())
}

/** Waits until what the clock has set off is done. */
async function idle(): Promise<void> {
  await keeper.refreshOne(-1)
}

it('waits for a quiet moment, and computes once for all that changed before it', async () => {
  ranked('one')
  for (let i = 0; i < 10; i++) {
    keeper.changed()
    clock.advance(300)
  }
  await idle()
  expect(evaluated).toEqual([])
  clock.advance(500)
  await idle()
  expect(evaluated).toEqual(['one'])
  clock.advance(3_600_000)
  await idle()
  expect(evaluated).toEqual(['one'])
})

it('computes now and then while changes never stop, as when thousands of photos are taken in', async () => {
  ranked('one')
  for (let i = 0; i < 400; i++) {
    keeper.changed()
    clock.advance(250)
    await idle()
  }
  // 100 seconds.
  expect(evaluated.length).toBeGreaterThanOrEqual(15)
  expect(evaluated.length).toBeLessThanOrEqual(20)
})

it('rests after rules that take long: nine tenths of the time are for what people do', async () => {
  ranked('slow')
  answer = () => {
    clock.advance(2_000)
    return photos
  }
  keeper.changed()
  clock.advance(500)
  await idle()
  expect(evaluated).toEqual(['slow'])
  keeper.changed()
  clock.advance(19_000)
  await idle()
  expect(evaluated).toEqual(['slow'])
  clock.advance(1_000)
  await idle()
  expect(evaluated).toEqual(['slow', 'slow'])
})

it('computes only the rules that speak of a collection whose photos changed, and then those that speak of these', async () => {
  const hand = library.collections.create({ name: 'hand', parentId: null, kind: 'fixed', rule: null }, 0)
  ranked('other')
  const near = ranked('near', { filter: { kind: 'not', of: { kind: 'collection', collectionId: hand } } })
  ranked('far', { scope: { collectionId: near } })
  await keeper.refreshAll()
  evaluated = []
  answer = () => photos.slice(1)
  keeper.membersChanged(hand)
  clock.advance(500)
  await idle()
  expect(evaluated).toEqual(['near', 'far'])
  evaluated = []
  // The same photos as before: nothing follows from that.
  keeper.membersChanged(hand)
  clock.advance(500)
  await idle()
  expect(evaluated).toEqual(['near'])
})

it('tries a rule again when inference could not be started, and calls its first photos no news', async () => {
  const id = ranked('a dog')
  answer = () => {
    throw new AppError('inference-unavailable', 'The model cannot be started.')
  }
  await keeper.refreshOne(id)
  expect(library.collections.get(id)?.problem).toBe('The model cannot be started.')
  answer = () => photos
  clock.advance(59_000)
  await idle()
  expect(evaluated).toHaveLength(1)
  clock.advance(1_000)
  await idle()
  expect(library.collections.get(id)).toMatchObject({ problem: null, count: 3, entered: 0 })
  expect(events).toBe(1)
  expect(clock.pending()).toBe(0)
})

it('does not try again what will not mend by itself, and shows no inner words', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  onTestFinished(() => {
    logged.mockRestore()
  })
  const id = ranked('broken')
  answer = () => {
    throw new TypeError('secret')
  }
  await keeper.refreshAll()
  expect(library.collections.get(id)?.problem).toBe('Something went wrong inside Podium.')
  expect(logged).toHaveBeenCalledOnce()
  expect(clock.pending()).toBe(0)
})

it('goes on with the next rule when one cannot be computed', async () => {
  ranked('broken')
  const id = ranked('sound')
  answer = (sentence) => {
    if (sentence === 'broken') throw new AppError('not-available', 'No learned model.')
    return photos
  }
  await keeper.refreshAll()
  expect(library.collections.get(id)).toMatchObject({ count: 3, problem: null })
})

it('names the problem of a rule that speaks of a group, or that another version wrote', async () => {
  const group = library.collections.create({ name: 'group', parentId: null, kind: 'group', rule: null }, 0)
  const id = ranked('one', { scope: { collectionId: group } })
  const odd = ranked('odd', { cut: { kind: 'best' } as never })
  await keeper.refreshAll()
  expect(library.collections.get(id)?.problem).toMatch(/group/u)
  expect(library.collections.get(odd)).toMatchObject({ rule: null, problem: expect.stringMatching(/another version/u) })
  expect(evaluated).toEqual([])
})

it('writes nothing once it is closed, whatever is still under way', async () => {
  const id = ranked('slow')
  const slow = Promise.withResolvers<readonly number[]>()
  answer = () => slow.promise
  const under = keeper.refreshAll()
  await vi.waitUntil(() => evaluated.length === 1)
  const closed = keeper.close()
  slow.resolve(photos)
  await Promise.all([under, closed])
  expect(library.collections.get(id)).toMatchObject({ count: 0, problem: null })
  keeper.changed()
  expect(clock.pending()).toBe(0)
})
