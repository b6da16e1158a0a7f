/** Taste of the core in memory: what was answered lifts a photo by a fixed lead, from the eighth answer on. */
import { ORPCError } from '@orpc/server'
import type { RankHeader, Reading } from '../../main/contract/ranking.ts'
import type { AskedPhoto, TasteAnswer, TasteStatus, TaughtSentence } from '../../main/contract/taste.ts'
import type { createImplementer } from '../../main/routing/implementer.ts'
import type { FakeCore } from './fake-page-core.ts'
import type { FakePhoto } from './fake-photos.ts'

export interface FakeTaste {
  readonly answers: (TasteAnswer & { readonly answerId: number })[]
  readonly paused: Set<TaughtSentence>
  /** False: agreement stays what it is. */
  helps: boolean
}

const WANTED = 8
const LEAD = 500

export function createFakeTaste(): FakeTaste {
  return { answers: [], paused: new Set(), helps: true }
}

export function taughtInFake(reading: Reading, sentence: string): TaughtSentence | undefined {
  if (reading.kind === 'measured' || reading.kind === 'manual') return undefined
  return reading.kind === 'taste' ? null : sentence.trim() || undefined
}

export function tasteOf(
  { answers, paused, helps }: FakeTaste,
  sentence: TaughtSentence | undefined,
): TasteStatus | null {
  if (sentence === undefined) return null
  const mine = answers.filter((answer) => answer.sentence === sentence)
  const judged = mine.filter(({ choice }) => choice !== 'same').length
  const told = judged >= WANTED
  return {
    sentence,
    answers: mine.length,
    judged,
    agreementBefore: told ? 0.5 : null,
    agreementAfter: told ? (helps ? 0.75 : 0.5) : null,
    wanted: Math.max(0, WANTED - judged),
    used: told && helps && !paused.has(sentence),
    paused: paused.has(sentence),
  }
}

/** What taste adds to a photo's value. */
export function leadOf(taste: FakeTaste, sentence: TaughtSentence | undefined): (photoId: number) => number {
  if (tasteOf(taste, sentence)?.used !== true) return () => 0
  const liked = new Set(
    taste.answers
      .filter((answer) => answer.sentence === sentence)
      .flatMap(({ left, right, choice }) => (choice === 'left' ? [left] : choice === 'right' ? [right] : [])),
  )
  return (photoId) => (liked.has(photoId) ? LEAD : 0)
}

export function fakeTasteRoutes(
  os: ReturnType<typeof createImplementer>['taste'],
  core: FakeCore,
  orderOf: (orderId: string) => { readonly header: RankHeader; readonly photos: readonly FakePhoto[] },
) {
  let last = 0
  const { taste } = core
  const changed = (): void => {
    core.say({ kind: 'photos.changed', revision: 1 })
  }
  const asked = ({ photoId, name, picture, aspect }: FakePhoto): AskedPhoto => ({
    photoId,
    name,
    aspect,
    version: picture,
  })
  return {
    next: os.next.handler(({ input }) => {
      const { header, photos } = orderOf(input.orderId)
      const sentence = input.general ? null : taughtInFake(header.reading, header.sentence)
      const status = tasteOf(taste, sentence)
      if (sentence === undefined || status === null) throw new ORPCError('not-available')
      const at = 2 * (taste.answers.filter((answer) => answer.sentence === sentence).length + input.skipped.length)
      // By number, so that an order that moved asks the same.
      const byNumber = photos.toSorted((a, b) => a.photoId - b.photoId)
      const [left, right] = [byNumber[at], byNumber[at + 1]]
      return {
        pair: left === undefined || right === undefined ? null : { left: asked(left), right: asked(right) },
        status,
      }
    }),
    answer: os.answer.handler(({ input }) => {
      last += 1
      taste.answers.push({ ...input, answerId: last })
      changed()
      return { answerId: last }
    }),
    undo: os.undo.handler(({ input }) => {
      const at = taste.answers.findIndex(({ answerId }) => answerId === input.answerId)
      if (at !== -1) taste.answers.splice(at, 1)
      changed()
      return {}
    }),
    status: os.status.handler(() =>
      [...new Set(taste.answers.map(({ sentence }) => sentence))].map((sentence) => ({
        sentence,
        answers: taste.answers.filter((answer) => answer.sentence === sentence).length,
        paused: taste.paused.has(sentence),
      })),
    ),
    pause: os.pause.handler(({ input }) => {
      if (input.paused) taste.paused.add(input.sentence)
      else taste.paused.delete(input.sentence)
      changed()
      return {}
    }),
    forget: os.forget.handler(({ input }) => {
      const kept = taste.answers.filter(({ sentence }) => sentence !== input.sentence)
      const forgotten = taste.answers.length - kept.length
      taste.answers.splice(0, taste.answers.length, ...kept)
      taste.paused.delete(input.sentence)
      changed()
      return { forgotten }
    }),
  }
}
