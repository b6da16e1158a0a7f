/** The photos of an export in their order, with all that tables and captions say of them. */
import { AppError } from '../contract/errors.ts'
import type { ExportRequest, ExportSource } from '../contract/exports.ts'
import type { RankedSet } from '../contract/ranking.ts'
import type { Library } from '../library/open.ts'
import type { PhotoFacts } from '../library/photo-facts.ts'
import type { EvaluatedSet, Ranking } from '../ranking/rank.ts'
import { orderWords } from './captions.ts'
import { titleOf } from './names.ts'
import { giveTurn } from './turns.ts'
import type { ExportRow, ExportSet } from './writer.ts'

export interface SetSources {
  readonly library: Pick<Library, 'photoFacts' | 'collections'>
  readonly ranking: Pick<Ranking, 'evaluate'>
  readonly now: () => number
}

/** `gone`: chosen photos that are not in the set, because their file is missing or they left the library. */
export interface SourcedSet {
  readonly set: ExportSet
  readonly gone: readonly GonePhoto[]
}

export interface GonePhoto {
  readonly photoId: number
  /** Null where the library knows nothing of it any more. */
  readonly name: string | null
}

/** What a photo has besides its facts. */
type Standing = Pick<ExportRow, 'score' | 'percentile' | 'tieBand'>

/** Photos read at a time: between them questions get their turn. */
const BLOCK = 1_000
const UNRANKED: Standing = { score: null, percentile: null, tieBand: 0 }

/** @throws AppError as `Ranking.evaluate`; `not-found` for a collection that is gone; `invalid-params` for a group. */
export async function sourceSet(request: ExportRequest, sources: SetSources): Promise<SourcedSet> {
  const { source, title } = request
  const chosen = await choose(source, sources)
  const rows: ExportRow[] = []
  const gone: GonePhoto[] = []
  const known = new Set<number>()
  for (let from = 0; from < chosen.photoIds.length; from += BLOCK) {
    for (const photo of sources.library.photoFacts.of(chosen.photoIds.slice(from, from + BLOCK))) {
      known.add(photo.photoId)
      if (photo.missing) gone.push({ photoId: photo.photoId, name: nameOf(photo) })
      else rows.push(toRow(photo, rows.length + 1, chosen.standing(photo.photoId)))
    }
    await giveTurn(BLOCK - 1)
  }
  for (const photoId of chosen.photoIds) if (!known.has(photoId)) gone.push({ photoId, name: null })
  const { rule, evaluated } = chosen
  const set: ExportSet = {
    rule,
    header: evaluated?.header ?? null,
    fadesAt: fadeAfterLosses(evaluated, rows.length),
    title: titleOf(title ?? chosen.name),
    evaluatedAt: sources.now(),
    rows,
  }
  return { set, gone }
}

interface Chosen {
  readonly photoIds: readonly number[]
  readonly rule: RankedSet | null
  readonly evaluated: EvaluatedSet | null
  readonly name: string
  standing(photoId: number): Standing
}

async function choose(source: ExportSource, { library, ranking }: SetSources): Promise<Chosen> {
  if (source.kind === 'set') {
    const evaluated = await ranking.evaluate(source.set)
    const name = nameOfSet(source.set, evaluated, library)
    return { photoIds: evaluated.photoIds, rule: source.set, evaluated, name, standing: standingIn(evaluated) }
  }
  const plain = { rule: null, evaluated: null, standing: () => UNRANKED }
  // A photo named twice is one photo: it has one place.
  if (source.kind === 'photos') {
    const photoIds = [...new Set(source.photoIds)]
    if (source.set === undefined) return { ...plain, photoIds, name: 'Chosen photos' }
    const whole = await ranking.evaluate(source.set)
    const evaluated = { ...whole, fadesAt: fadeAmong(photoIds, whole) }
    return { photoIds, rule: null, evaluated, name: nameOfSet(source.set, whole, library), standing: standingIn(whole) }
  }
  const { collectionId } = source
  const collection = library.collections.get(collectionId)
  if (collection === null) throw new AppError('not-found', 'This collection is no longer there.')
  const { kind, name, rule } = collection
  if (kind === 'group')
    throw new AppError('invalid-params', `"${name}" holds collections, not photos. Export one of those inside.`)
  const photoIds = library.collections.members(collectionId)
  if (rule === null) return { ...plain, photoIds, name }
  // The members as they stand, which may be those of a moment ago; the scores are of now.
  const evaluated = await ranking.evaluate(rule)
  return { photoIds, rule, evaluated, name, standing: standingIn(evaluated) }
}

/** The sentence; where there is none, what the order goes by, or the collection it is of. */
function nameOfSet(
  { sentence, scope }: RankedSet,
  { header }: EvaluatedSet,
  { collections }: SetSources['library'],
): string {
  if (sentence.trim() !== '') return sentence
  if (header.examples !== null) return orderWords(header)
  return scope.collectionId === undefined ? sentence : (collections.get(scope.collectionId)?.name ?? sentence)
}

/** Where among chosen photos those begin that lie behind the fade of the whole order. */
function fadeAmong(chosen: readonly number[], { photoIds, fadesAt }: EvaluatedSet): number | null {
  if (fadesAt === null) return null
  const held = new Set(photoIds.slice(0, fadesAt))
  const first = chosen.findIndex((photoId) => !held.has(photoId))
  return first === -1 ? null : first
}

function standingIn({ photoIds, scores, percentiles, tieBands }: EvaluatedSet): (photoId: number) => Standing {
  const positions = new Map(photoIds.map((photoId, position) => [photoId, position]))
  return (photoId) => {
    const at = positions.get(photoId)
    if (at === undefined) return UNRANKED
    return { score: scores[at] ?? null, percentile: percentiles[at] ?? null, tieBand: tieBands[at] ?? 0 }
  }
}

/** Ranking counts positions from 0. A fade behind the last row is none. */
function fadeAfterLosses(evaluated: EvaluatedSet | null, count: number): number | null {
  const fadesAt = evaluated?.fadesAt ?? null
  return fadesAt === null || fadesAt >= count ? null : fadesAt + 1
}

function nameOf({ relativePath }: PhotoFacts): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1)
}

function toRow(photo: PhotoFacts, position: number, standing: Standing): ExportRow {
  const { missing: _missing, ...facts } = photo
  return { ...facts, position, name: nameOf(photo), ...standing }
}
