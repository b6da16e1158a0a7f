/** Orders of the core in memory: each sentence by the number of its photos, a fixed collection as it was put. */
import { ORPCError } from '@orpc/server'
import type { RankHeader, RankRequest, RankRows, Reading } from '../../main/contract/ranking.ts'
import type { FakeCore } from './fake-page-core.ts'
import type { FakePhoto } from './fake-photos.ts'
import { NO_MARKS } from './fake-set-routes.ts'

interface FakeOrder {
  readonly header: RankHeader
  readonly photos: FakePhoto[]
  readonly fadesAt: number | null
}

export function createFakeOrders(core: FakeCore, photo: (photoId: number) => FakePhoto) {
  const orders = new Map<string, FakeOrder>()
  let lastOrder = 0
  const readingsOf = (sentence: string): Reading[] => {
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
  const rank = (request: RankRequest): string => {
    core.asked.push(request)
    const members = membersOf(request)
    const all = readingsOf(request.sentence)
    const byHand = members !== null && request.reading === undefined && request.sentence.trim() === ''
    const reading: Reading = byHand ? { kind: 'manual' } : (request.reading ?? all[0] ?? { kind: 'similarity' })
    const only = request.only === undefined ? null : new Set(request.only)
    const photos = (members ?? libraryOf(request)).filter((id) => only?.has(id) !== false).map(photo)
    const byDate = reading.kind === 'measured' && reading.axis === 'date'
    if (!byHand)
      photos.sort(
        (left, right) =>
          (byDate ? right.takenAt.localeCompare(left.takenAt) : right.value - left.value) ||
          left.photoId - right.photoId,
      )
    if (request.reversed === true) photos.reverse()
    const total = photos.length
    const orderId = `order-${String((lastOrder += 1))}`
    const header: RankHeader = {
      orderId,
      sentence: request.sentence,
      reading,
      alternatives: all.filter((other) => other.kind !== reading.kind),
      modelId: null,
      reversed: request.reversed ?? false,
      total,
      notScored: 0,
      hidden: { missing: 0, filtered: 0, bursts: 0, cut: 0 },
      secondKey: 'date',
      notices: /without/u.test(request.sentence) ? [{ kind: 'negation-ignored', words: 'without people' }] : [],
    }
    const holds = byDate || byHand || total < 20
    const fadesAt = /unicorn/u.test(request.sentence) ? 0 : Math.floor(total * 0.6)
    orders.set(orderId, { header, photos, fadesAt: holds ? null : fadesAt })
    return orderId
  }
  const orderOf = (orderId: string) => {
    const order = orders.get(orderId)
    if (order === undefined) throw new ORPCError('order-gone')
    return order
  }
  const rowsOf = (orderId: string, offset: number, limit: number): RankRows => {
    const { photos, header } = orderOf(orderId)
    const byHand = header.reading.kind === 'manual'
    const rows = photos.slice(offset, offset + limit)
    return {
      offset,
      photoIds: rows.map((row) => row.photoId),
      scores: rows.map((row) => (byHand ? null : row.value)),
      percentiles: rows.map((_, index) =>
        byHand ? null : photos.length === 1 ? 100 : 100 * (1 - (offset + index) / (photos.length - 1)),
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
      stacks: rows.map(() => 1),
    }
  }
  return { rank, orderOf, rowsOf, readingsOf }
}
