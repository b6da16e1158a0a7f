/** A core in memory for state tests: the real contract with its checks, answers made of numbers, steps held on request. */
import { createRouterClient, implement, ORPCError } from '@orpc/server'
import { api } from '../../main/contract/api.ts'
import type { RankHeader, RankRequest, RankRows } from '../../main/contract/ranking.ts'
import type { ErrorCode } from '../../main/contract/errors.ts'
import type { Client } from '../../renderer/connect.ts'

type Step = 'header' | 'first-page' | 'done' | 'page' | 'outline' | 'explain'

export interface FakeRankingCore {
  readonly client: Client
  /** Every `bySentence` request, in order of arrival. */
  readonly requests: RankRequest[]
  /** Sentences whose stream was stopped from outside. */
  readonly stopped: string[]
  /** Photo ids of the library, in the order in which every sentence puts them; change it to change all answers. */
  order(sentence: string, request: RankRequest): readonly number[]
  /** The named step of the sentence waits until the returned function is called. */
  hold(step: Step, sentence: string): () => void
  fail(step: Step, code: ErrorCode): void
  mend(): void
  /** Forgets all orders, as after a restart. */
  forget(): void
  pageCalls: number
}

export function createFakeRankingCore(order: FakeRankingCore['order']): FakeRankingCore {
  const holds = new Map<string, Promise<void>>()
  const failing = new Map<Step, ErrorCode>()
  const orders = new Map<string, { header: RankHeader; photoIds: readonly number[] }>()
  const stopped: string[] = []
  const requests: RankRequest[] = []
  let count = 0
  const os = implement(api)

  const reach = async (step: Step, sentence: string): Promise<void> => {
    await holds.get(`${step} ${sentence}`)
    const code = failing.get(step)
    if (code !== undefined) throw new ORPCError(code)
  }
  const find = (orderId: string) => {
    const found = orders.get(orderId)
    if (found === undefined) throw new ORPCError('order-gone')
    return found
  }
  const rows = (photoIds: readonly number[], offset: number, limit: number): RankRows => {
    const shown = photoIds.slice(offset, offset + limit)
    return {
      offset,
      photoIds: [...shown],
      scores: shown.map((photoId) => photoId),
      percentiles: shown.map(() => 50),
      tieBands: shown.map((_, index) => offset + index),
      takenAt: shown.map(() => null),
      names: shown.map((photoId) => `folder/${String(photoId)}.jpg`),
      folderIds: shown.map(() => 0),
      aspects: shown.map(() => 1.5),
      offline: shown.map(() => false),
      versions: shown.map(() => 'v'),
      ratings: shown.map(() => 0),
      flags: shown.map(() => 'none'),
      labels: shown.map(() => 'none'),
      stacks: shown.map(() => 1),
      stackIds: shown.map(() => null),
      stackPlaces: shown.map(() => null),
    }
  }

  const router = {
    ranking: {
      bySentence: os.ranking.bySentence.handler(async function* ({ input, signal }) {
        requests.push(input)
        let ended = false
        try {
          await reach('header', input.sentence)
          const photoIds = core.order(input.sentence, input)
          const orderId = `order-${String((count += 1))}`
          const header: RankHeader = {
            orderId,
            sentence: input.sentence,
            reading: input.reading ?? { kind: 'similarity' },
            alternatives: [],
            examples: null,
            modelId: null,
            reversed: input.reversed ?? false,
            total: photoIds.length,
            notScored: 0,
            hidden: { missing: 0, filtered: 0, bursts: 0, cut: 0, stacked: 0 },
            stacks: null,
            secondKey: 'date',
            taste: null,
            notices: [],
          }
          orders.set(orderId, { header, photoIds })
          yield { kind: 'header' as const, header }
          await reach('first-page', input.sentence)
          if (photoIds.length > 0) yield { kind: 'page' as const, rows: rows(photoIds, 0, input.limit ?? 200) }
          await reach('done', input.sentence)
          yield { kind: 'done' as const, fadesAt: null }
          ended = true
        } finally {
          if (!ended || signal?.aborted === true) stopped.push(input.sentence)
        }
      }),
      page: os.ranking.page.handler(async ({ input }) => {
        core.pageCalls += 1
        const { header, photoIds } = find(input.orderId)
        await reach('page', header.sentence)
        return rows(photoIds, input.offset, input.limit)
      }),
      outline: os.ranking.outline.handler(async ({ input }) => {
        const { header, photoIds } = find(input.orderId)
        await reach('outline', header.sentence)
        return { aspects: photoIds.map(() => 150), bins: [], fadesAt: null, histogram: [] }
      }),
      heat: os.ranking.heat.handler(() => null),
      explain: os.ranking.explain.handler(async ({ input }) => {
        const { header, photoIds } = find(input.orderId)
        await reach('explain', header.sentence)
        const position = photoIds.indexOf(input.photoId)
        if (position < 0) throw new ORPCError('not-found')
        const reason = { kind: 'similarity' as const, value: input.photoId, typical: 1 }
        return {
          photoId: input.photoId,
          position,
          total: photoIds.length,
          percentile: 50,
          score: input.photoId,
          modelId: null,
          reason,
          movedByTaste: null,
        }
      }),
    },
  }
  const core: FakeRankingCore = {
    // Only the ranking part of the contract is implemented: the state under test calls nothing else.
    client: createRouterClient(router) as unknown as Client,
    requests,
    stopped,
    order,
    pageCalls: 0,
    hold: (step, sentence) => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      holds.set(
        `${step} ${sentence}`,
        promise.then(() => undefined),
      )
      return () => {
        holds.delete(`${step} ${sentence}`)
        resolve(undefined)
      }
    },
    fail: (step, code) => failing.set(step, code),
    mend: () => {
      failing.clear()
    },
    forget: () => {
      orders.clear()
    },
  }
  return core
}
