/** The photos of collections, in order, and what came and went since a person last looked. */
import type { Database } from 'better-sqlite3'
import { changedPlaces } from './places.ts'

export interface CollectionMembers {
  /** Photo ids in the collection's order, of a ranked one as last computed; empty for one that is gone. */
  members(collectionId: number): number[]
  has(collectionId: number, photoId: number): boolean
  /**
   * Makes these the members, in this order, and writes only what differs; photos that are gone are left out.
   *
   * @param news count what came and went for the person to see
   * @returns whether anything differs
   */
  setMembers(collectionId: number, photoIds: readonly number[], nowMs: number, news: boolean): boolean
  news(collectionId: number): { since: number | null; entered: number[]; left: number[] }
  seen(collectionId: number, nowMs: number): void
}

/** What differs between two orders of a collection. */
interface Difference {
  readonly places: ReadonlyMap<number, number>
  readonly came: readonly number[]
  readonly went: readonly number[]
}

/** Photos looked at on either side of what differs, where there may be no room left for a place. */
const MARGIN = 100

export function createCollectionMembers(database: Database): CollectionMembers {
  const ids = database
    .prepare<[number], number>('select photo_id from collection_photos where collection_id = ? order by position')
    .pluck()
  const place = database
    .prepare<[number, number], number>(
      'select position from collection_photos where collection_id = ? and photo_id = ?',
    )
    .pluck()
  const places = database
    .prepare<[number, number, number], [photoId: number, place: number]>(
      'select photo_id, position from collection_photos where collection_id = ? and position >= ? and position <= ?',
    )
    .raw()
  const exists = database.prepare<[number], number>('select 1 from photos where id = ?').pluck()
  const put = database.prepare(`insert into collection_photos (collection_id, photo_id, position) values (?, ?, ?)
    on conflict (collection_id, photo_id) do update set position = excluded.position`)
  const take = database.prepare('delete from collection_photos where collection_id = ? and photo_id = ?')
  const touch = database.prepare('update collections set updated_at = ? where id = ?')
  const isNews = database
    .prepare<[number, number], 0 | 1>('select entered from collection_news where collection_id = ? and photo_id = ?')
    .pluck()
  const tell = database.prepare('insert into collection_news (collection_id, photo_id, entered) values (?, ?, ?)')
  const untell = database.prepare('delete from collection_news where collection_id = ? and photo_id = ?')
  const untellAll = database.prepare('delete from collection_news where collection_id = ?')
  const told = database
    .prepare<[number, 0 | 1], number>(
      `select n.photo_id from collection_news n left join collection_photos m
      on m.collection_id = n.collection_id and m.photo_id = n.photo_id
      where n.collection_id = ? and n.entered = ? order by m.position, n.photo_id`,
    )
    .pluck()
  const seenAt = database.prepare<[number], number | null>('select seen_at from collections where id = ?').pluck()
  const look = database.prepare('update collections set seen_at = ? where id = ?')
  // All or nothing, and inside a transaction that is under way already.
  const whole = <Result>(work: () => Result): Result =>
    database.inTransaction ? work() : database.transaction(work).immediate()

  /** Came and went again, or went and came back, before anybody looked: no news. */
  function note(collectionId: number, photoId: number, entered: 0 | 1): void {
    const former = isNews.get(collectionId, photoId)
    if (former === undefined) tell.run(collectionId, photoId, entered)
    else if (former !== entered) untell.run(collectionId, photoId)
  }

  /**
   * One new photo leaves nearly all of a long order as it was: what begins and ends both orders is not looked at again.
   */
  function difference(collectionId: number, former: readonly number[], photoIds: readonly number[]): Difference {
    const shorter = Math.min(former.length, photoIds.length)
    let start = 0
    while (start < shorter && former[start] === photoIds[start]) start += 1
    let end = 0
    while (end < shorter - start && former.at(-1 - end) === photoIds.at(-1 - end)) end += 1
    const gone = new Set(former.slice(start, former.length - end))
    const came: number[] = []
    const wanted = [...new Set(photoIds.slice(start, photoIds.length - end))].filter((photoId) => {
      if (gone.delete(photoId)) return true
      // Named twice, it stands in the part that both orders share.
      if (place.get(collectionId, photoId) !== undefined || exists.get(photoId) === undefined) return false
      came.push(photoId)
      return true
    })
    const until = former.length - end
    for (let margin = MARGIN; ; margin *= 4) {
      const [low, high] = [Math.max(0, start - margin), Math.min(former.length, until + margin)]
      const part = [...former.slice(low, start), ...wanted, ...former.slice(until, high)]
      const bounds = { first: low > 0, last: high < former.length }
      const from = bounds.first ? place.get(collectionId, former[low]!) : undefined
      const to = bounds.last ? place.get(collectionId, former[high - 1]!) : undefined
      const near = new Map(places.all(collectionId, from ?? -Infinity, to ?? Infinity))
      const changed = changedPlaces(near, part, bounds)
      if (changed !== null) return { places: changed, came, went: [...gone] }
    }
  }

  function setMembers(collectionId: number, photoIds: readonly number[], nowMs: number, news: boolean): boolean {
    return whole(() => {
      const differs = difference(collectionId, ids.all(collectionId), photoIds)
      // In the order they lie in on disk, a long first order is written faster.
      for (const [photoId, position] of [...differs.places].toSorted((a, b) => a[0] - b[0]))
        put.run(collectionId, photoId, position)
      for (const photoId of differs.went) take.run(collectionId, photoId)
      if (differs.places.size + differs.went.length === 0) return false
      touch.run(nowMs, collectionId)
      if (news) {
        for (const photoId of differs.came) note(collectionId, photoId, 1)
        for (const photoId of differs.went) note(collectionId, photoId, 0)
      }
      return true
    })
  }

  return {
    members: (collectionId) => ids.all(collectionId),
    has: (collectionId, photoId) => place.get(collectionId, photoId) !== undefined,
    setMembers,
    news: (collectionId) => ({
      since: seenAt.get(collectionId) ?? null,
      entered: told.all(collectionId, 1),
      left: told.all(collectionId, 0),
    }),
    seen: (collectionId, nowMs) => {
      whole(() => {
        untellAll.run(collectionId)
        look.run(nowMs, collectionId)
      })
    },
  }
}
