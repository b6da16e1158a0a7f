/** Orders of the core in memory: each sentence by the number of its photos, a fixed collection as it was put. */
import { ORPCError } from '@orpc/server'
import type { RankHeader, RankRequest, RankRows, Reading } from '../../main/contract/ranking.ts'
import type { Order } from '../../main/ranking/order.ts'
import { shownFade, stackOrder, type ShownStacks } from '../../main/ranking/stacks.ts'
import type { FakeCore } from './fake-page-core.ts'
import type { FakePhoto } from './fake-photos.ts'
import { NO_MARKS } from './fake-set-routes.ts'
import { leadOf, taughtInFake, tasteOf } from './fake-taste.ts'

interface FakeOrder {
  readonly header: RankHeader
  readonly photos: FakePhoto[]
  readonly fadesAt: number | null
  readonly stacks: ShownStacks | null
}

/** Of ten photos in the order in which they came, the first three are of one moment. */
const momentOf = (photoId: number): number => (photoId % 10 < 3 ? Math.floor(photoId / 10) : -1)

function stackFake(photos: readonly FakePhoto[], core: FakeCore, open: readonly number[] | null): ShownStacks {
  const ids = photos.map(({ photoId }) => photoId)
  const places = Int32Array.from(ids, (_, place) => place)
  const order: Order = { rows: places, scores: new Float64Array(ids.length), scored: ids.length, tieBands: places }
  return stackOrder(order, {
    groupOf: Int32Array.from(ids, momentOf),
    isTop: (row) => core.sets.tops.has(ids[row] ?? -1),
    isOpen: (row) => open?.includes(ids[row] ?? -1) === true,
  })
}

export function createFakeOrders(core: FakeCore, photo: (photoId: number) => FakePhoto) {
  const orders = new Map<string, FakeOrder>()
  let lastOrder = 0
  const readingsOf = (sentence: string): Reading[] => {
    if (/my taste/u.test(sentence)) return [{ kind: 'taste' }, { kind: 'similarity' }]
    if (/aged/u.test(sentence))
      return [{ kind: 'adapter', attribute: 'aged', direction: 'descending' }, { kind: 'similarity' }]
    if (/beach|dog|people|“/u.test(sentence)) return [{ kind: 'similarity' }]
    if (/new|^\s*$/u.test(sentence)) return [{ kind: 'measured', axis: 'date', direction: 'descending' }]
    const axis = /sharp/u.test(sentence) ? 'sharpness' : /bright/u.test(sentence) ? 'brightness' : 'colourfulness'
    return [
      { kind: 'measured', axis, direction: 'descending' },
      { kind: 'adapter', attribute: null, direction: 'descending' },
      { kind: 'similarity' },
    ]
  }
  /** Of a fixed collection, as it was put. */
  const membersOf = ({ scope }: RankRequest): number[] | null => {
    const fixed = core.sets.collections.find(({ collectionId }) => collectionId === scope.collectionId)
    return fixed?.kind === 'fixed' ? (core.sets.members.get(fixed.collectionId) ?? []) : null
  }
  const libraryOf = ({ scope }: RankRequest): number[] => {
    const shown = core.folders.filter((folder) => scope.folderIds?.includes(folder.folderId) ?? true)
    const count = Math.min(
      core.photoCount,
      shown.reduce((sum, folder) => sum + folder.photoCount, 0),
    )
    return Array.from({ length: count }, (_, photoId) => photoId)
  }
  const named = (photoId: number) => {
    const { name, picture } = photo(photoId)
    return { photoId, name, version: picture }
  }
  const rank = (request: RankRequest): string => {
    core.asked.push(request)
    const members = membersOf(request)
    const all = readingsOf(request.sentence)
    const wordless = request.reading === undefined && request.sentence.trim() === ''
    const byHand = members !== null && wordless && request.examples === undefined
    const byExample = wordless && request.examples !== undefined
    const reading: Reading = byExample
      ? { kind: 'similarity' }
      : byHand
        ? { kind: 'manual' }
        : (request.reading ?? all[0] ?? { kind: 'similarity' })
    const only = request.only === undefined ? null : new Set(request.only)
    const photos = (members ?? libraryOf(request))
      .filter((id) => only?.has(id) !== false && !core.sets.trash.inside.has(id))
      .map(photo)
    const byDate = reading.kind === 'measured' && reading.axis === 'date'
    const { like = [], unlike = [] } = request.examples ?? {}
    const bent = like.length + unlike.length > 0
    /** Photos are like those whose numbers are near; beside a sentence that counts as much as the sentence. */
    const likeness = ({ photoId }: FakePhoto): number =>
      [...like.map((id) => -Math.abs(id - photoId)), ...unlike.map((id) => Math.abs(id - photoId) / 2)].reduce(
        (sum, value) => sum + value,
        request.sentence.trim() === '' ? 0 : photo(photoId).value,
      )
    const lead = leadOf(core.taste, taughtInFake(reading, request.sentence))
    if (bent) photos.sort((left, right) => likeness(right) - likeness(left) || left.photoId - right.photoId)
    else if (!byHand)
      photos.sort(
        (left, right) =>
          (byDate
            ? right.takenAt.localeCompare(left.takenAt)
            : right.value + lead(right.photoId) - left.value - lead(left.photoId)) || left.photoId - right.photoId,
      )
    const filtered =
      request.filter === undefined ? 0 : photos.splice(photos.length - core.filteredOut, core.filteredOut).length
    if (request.reversed === true) photos.reverse()
    if (request.cut?.kind === 'top') photos.splice(request.cut.count)
    const fades = byDate || byHand || photos.length < 20
    const fadesAt = fades ? null : /unicorn/u.test(request.sentence) ? 0 : Math.floor(photos.length * 0.6)
    const stacks = request.stacked === undefined || byHand ? null : stackFake(photos, core, request.stacked.open)
    const total = stacks?.positions.length ?? photos.length
    const orderId = `order-${String((lastOrder += 1))}`
    const header: RankHeader = {
      orderId,
      sentence: request.sentence,
      reading,
      alternatives: byExample ? [] : all.filter((other) => other.kind !== reading.kind),
      examples: bent ? { like: like.map(named), unlike: unlike.map(named), left: 0 } : null,
      modelId: null,
      reversed: request.reversed ?? false,
      total,
      notScored: 0,
      hidden: { missing: core.status.missing, filtered, bursts: 0, cut: 0, stacked: photos.length - total },
      stacks:
        stacks === null
          ? null
          : { photos: photos.length, stacks: stacks.frames.length + stacks.alone, alone: stacks.alone },
      secondKey: 'date',
      taste: tasteOf(core.taste, taughtInFake(reading, request.sentence)),
      notices: /without/u.test(request.sentence) ? [{ kind: 'negation-ignored', words: 'without people' }] : [],
    }
    orders.set(orderId, { header, photos, stacks, fadesAt: stacks === null ? fadesAt : shownFade(fadesAt, stacks) })
    return orderId
  }
  const orderOf = (orderId: string) => {
    const order = orders.get(orderId)
    if (order === undefined) throw new ORPCError('order-gone')
    return order
  }
  const rowsOf = (orderId: string, offset: number, limit: number): RankRows => {
    const { photos, header, stacks } = orderOf(orderId)
    const byHand = header.reading.kind === 'manual'
    const shown = Array.from({ length: Math.max(0, Math.min(limit, header.total - offset)) }, (_, i) => offset + i)
    const positions = shown.map((place) => stacks?.positions[place] ?? place)
    const rows = positions.flatMap((position) => photos[position] ?? [])
    const stackId = (place: number): number | null => {
      const frames = stacks?.frames[stacks.stackOf[place] ?? -1]
      return frames === undefined ? null : Math.min(...frames.map((frame) => photos[frame]?.photoId ?? Infinity))
    }
    return {
      offset,
      photoIds: rows.map((row) => row.photoId),
      scores: rows.map((row) => (byHand ? null : row.value)),
      percentiles: positions.map((position) =>
        byHand ? null : photos.length === 1 ? 100 : 100 * (1 - position / (photos.length - 1)),
      ),
      tieBands: rows.map((row) => Math.round(row.value / 0.12)),
      takenAt: rows.map((row) => row.takenAt),
      names: rows.map((row) => row.name),
      folderIds: rows.map(() => 1),
      aspects: rows.map((row) => row.aspect),
      offline: rows.map((row) => row.photoId % 29 === 5),
      versions: rows.map((row) => row.picture),
      ratings: rows.map(({ photoId }) => (core.sets.marks.get(photoId) ?? NO_MARKS).rating),
      flags: rows.map(({ photoId }) => (core.sets.marks.get(photoId) ?? NO_MARKS).flag),
      labels: rows.map(({ photoId }) => (core.sets.marks.get(photoId) ?? NO_MARKS).label),
      stacks: shown.map((place) => stacks?.sizes[place] ?? 1),
      stackIds: shown.map(stackId),
      stackPlaces: shown.map((place) => {
        const at = stacks?.places[place] ?? -1
        return at === -1 ? null : at
      }),
    }
  }
  /** Where a photo is shown, and the frames of its moment. */
  const stackAt = (orderId: string, photoId: number): { place: number; photoIds: number[]; chosen: boolean } => {
    const { photos, stacks } = orderOf(orderId)
    const position = photos.findIndex((one) => one.photoId === photoId)
    if (position === -1) throw new ORPCError('not-found')
    const { frames } = stacks ?? stackFake(photos, core, null)
    const stack = frames.find((one) => one.includes(position)) ?? [position]
    const own = stacks?.positions.indexOf(position) ?? position
    const photoIds = stack.map((frame) => photos[frame]?.photoId ?? -1)
    return {
      place: own === -1 ? (stacks?.positions.indexOf(stack[0] ?? -1) ?? -1) : own,
      photoIds,
      chosen: core.sets.tops.has(photoIds[0] ?? -1),
    }
  }
  const forget = (): void => {
    orders.clear()
  }
  return { rank, orderOf, rowsOf, readingsOf, stackAt, forget }
}
