/** Collections: names, kinds, rules, and what each counts. Members have a file of their own. */
import type { Database } from 'better-sqlite3'
import type { Collection, CollectionKind } from '../contract/collections.ts'
import { RankedSet } from '../contract/ranking.ts'
import { assetVersion } from './asset-version.ts'
import { createCollectionMembers, type CollectionMembers } from './collection-members.ts'

export interface CollectionStore extends CollectionMembers {
  /** In order of name; groups before what they hold. */
  list(): Collection[]
  get(collectionId: number): Collection | null
  /** Null for one that is gone. */
  kindOf(collectionId: number): CollectionKind | null
  /** Of every ranked collection, without counting anything; null where another version wrote what cannot be read. */
  rules(): Map<number, RankedSet | null>
  /** Null also for one that is gone or has no rule. */
  ruleOf(collectionId: number): RankedSet | null
  create(collection: NewRow, nowMs: number): number
  rename(collectionId: number, name: string): void
  setParent(collectionId: number, parentId: number | null): void
  /** What the new rule gives is no news: a person has just asked for it. */
  setRule(collectionId: number, rule: RankedSet, nowMs: number): void
  /** Null goes back to the first photo. */
  setCover(collectionId: number, photoId: number | null): void
  /** What the rule gives now; returns whether anything differs. The first answer of a rule is no news. */
  renew(collectionId: number, photoIds: readonly number[], nowMs: number): boolean
  /** Why it could not be brought up to date, in words. Returns whether that is news. */
  setProblem(collectionId: number, problem: string): boolean
  /** The collection and everything below it. */
  family(collectionId: number): number[]
  /** Takes a collection and everything below it out of sight. */
  remove(collectionId: number, nowMs: number): void
  /** Brings it back, and with it what went at the same time. */
  restore(collectionId: number): void
  /** Deletes for good what was removed. */
  purge(): void
}

export interface NewRow {
  readonly name: string
  readonly parentId: number | null
  readonly kind: CollectionKind
  readonly rule: RankedSet | null
}

interface Row {
  readonly id: number
  readonly parent_id: number | null
  readonly name: string
  readonly kind: CollectionKind
  readonly rule: string | null
  readonly chosen_photo_id: number | null
  readonly first_photo_id: number | null
  readonly updated_at: number
  readonly problem: string | null
  readonly photos: number
  readonly missing: number
  readonly entered: number
  readonly gone: number
}

/**
 * Photos whose file is missing are not counted and are no cover: an order does not show them either. A chosen cover
 * counts while it is in the collection.
 */
const COLUMNS = `select c.id, c.parent_id, c.name, c.kind, c.rule, c.updated_at, c.problem,
  (select count(*) from collection_photos m where m.collection_id = c.id) as photos,
  (select count(*) from photos p cross join collection_photos m on m.collection_id = c.id and m.photo_id = p.id
    where p.missing_since is not null) as missing,
  (select m.photo_id from collection_photos m join photos p on p.id = m.photo_id
    where m.collection_id = c.id and m.photo_id = c.cover_photo_id and p.missing_since is null) as chosen_photo_id,
  (select m.photo_id from collection_photos m join photos p on p.id = m.photo_id
    where m.collection_id = c.id and p.missing_since is null order by m.position limit 1) as first_photo_id,
  (select count(*) from collection_news n where n.collection_id = c.id and n.entered = 1) as entered,
  (select count(*) from collection_news n where n.collection_id = c.id and n.entered = 0) as gone
  from collections c where c.removed_at is null`

const FAMILY = `with recursive below (id) as
  (select ? union select c.id from collections c join below b on c.parent_id = b.id)`

export function createCollections(database: Database): CollectionStore {
  const members = createCollectionMembers(database)
  const list = database.prepare<[], Row>(`${COLUMNS} order by c.name collate nocase, c.id`)
  const get = database.prepare<[number], Row>(`${COLUMNS} and c.id = ?`)
  const kind = database
    .prepare<[number], CollectionKind>('select kind from collections where id = ? and removed_at is null')
    .pluck()
  const rules = database
    .prepare<[], [id: number, rule: string]>(
      "select id, rule from collections where kind = 'ranked' and removed_at is null order by id",
    )
    .raw()
  const ruleText = database
    .prepare<[number], string | null>('select rule from collections where id = ? and removed_at is null')
    .pluck()
  const insert = database.prepare<[number | null, string, string, string | null, number], { id: number }>(
    'insert into collections (parent_id, name, kind, rule, updated_at) values (?, ?, ?, ?, ?) returning id',
  )
  const rename = database.prepare('update collections set name = ? where id = ?')
  const parent = database.prepare('update collections set parent_id = ? where id = ?')
  const rule = database.prepare('update collections set rule = ?, evaluated = 0 where id = ?')
  const cover = database.prepare('update collections set cover_photo_id = ? where id = ?')
  const wasEvaluated = database.prepare<[number], 0 | 1>('select evaluated from collections where id = ?').pluck()
  const evaluated = database.prepare('update collections set evaluated = 1 where id = ? and evaluated = 0')
  const problem = database.prepare('update collections set problem = ? where id = ? and problem is not ?')
  const family = database.prepare<[number], number>(`${FAMILY} select id from below`).pluck()
  // A time of its own for each removal, so that what went together can be told.
  const removal = database
    .prepare<[number], number>('select max(?, coalesce(max(removed_at) + 1, 0)) from collections')
    .pluck()
  const remove = database.prepare(
    `${FAMILY} update collections set removed_at = ? where removed_at is null and id in (select id from below)`,
  )
  const restore = database.prepare(`${FAMILY} update collections set removed_at = null
    where removed_at = (select removed_at from collections where id = ?) and id in (select id from below)`)
  const purge = database.prepare('delete from collections where removed_at is not null')
  const whole = <Result>(work: () => Result): Result => database.transaction(work)()

  const hash = database.prepare<[number], string | null>('select content_hash from photos where id = ?').pluck()
  const toCollection = (row: Row): Collection => {
    const coverPhotoId = row.chosen_photo_id ?? row.first_photo_id
    const coverVersion = coverPhotoId === null ? null : assetVersion(hash.get(coverPhotoId))
    return { ...collectionOf(row), coverPhotoId, coverVersion }
  }

  return {
    ...members,
    list: () => parentsFirst(list.all().map(toCollection)),
    get: (collectionId) => {
      const row = get.get(collectionId)
      return row === undefined ? null : toCollection(row)
    },
    kindOf: (collectionId) => kind.get(collectionId) ?? null,
    rules: () => new Map(rules.all().map(([id, text]) => [id, toRule(text)])),
    ruleOf: (collectionId) => toRule(ruleText.get(collectionId) ?? null),
    create: ({ name, parentId, kind: of, rule: set }, nowMs) => {
      const text = set === null ? null : JSON.stringify(set)
      return insert.get(parentId, name, of, text, nowMs)?.id ?? 0
    },
    rename: (collectionId, name) => void rename.run(name, collectionId),
    setParent: (collectionId, parentId) => void parent.run(parentId, collectionId),
    setRule: (collectionId, set, nowMs) => {
      whole(() => {
        rule.run(JSON.stringify(set), collectionId)
        members.seen(collectionId, nowMs)
      })
    },
    setCover: (collectionId, photoId) => void cover.run(photoId, collectionId),
    renew: (collectionId, photoIds, nowMs) =>
      whole(() => {
        const news = wasEvaluated.get(collectionId) === 1
        const changed = members.setMembers(collectionId, photoIds, nowMs, news)
        if (!news) evaluated.run(collectionId)
        const mended = problem.run(null, collectionId, null).changes > 0
        return changed || mended
      }),
    setProblem: (collectionId, words) => problem.run(words, collectionId, words).changes > 0,
    family: (collectionId) => family.all(collectionId),
    remove: (collectionId, nowMs) => void remove.run(collectionId, removal.get(nowMs) ?? nowMs),
    restore: (collectionId) => void restore.run(collectionId, collectionId),
    purge: () => void purge.run(),
  }
}

function collectionOf(row: Row): Omit<Collection, 'coverPhotoId' | 'coverVersion'> {
  return {
    collectionId: row.id,
    parentId: row.parent_id,
    name: row.name,
    kind: row.kind,
    rule: toRule(row.rule),
    count: row.photos - row.missing,
    coverChosen: row.chosen_photo_id !== null,
    entered: row.entered,
    left: row.gone,
    updatedAt: row.updated_at,
    problem: row.problem,
  }
}

/** A rule of a later version that cannot be read leaves the members as they are. */
function toRule(text: string | null): RankedSet | null {
  return text === null ? null : (RankedSet.safeParse(JSON.parse(text)).data ?? null)
}

/** Each after its parent; where the parent is out of sight, the collection stands at the top. */
function parentsFirst(rows: readonly Collection[]): Collection[] {
  const shown = new Set(rows.map(({ collectionId }) => collectionId))
  const below = Map.groupBy(rows, ({ parentId }) => (parentId !== null && shown.has(parentId) ? parentId : null))
  const sorted: Collection[] = []
  const visit = (parentId: number | null): void => {
    for (const collection of below.get(parentId) ?? []) {
      sorted.push(collection)
      visit(collection.collectionId)
    }
  }
  visit(null)
  return sorted
}
