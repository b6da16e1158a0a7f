/** What keys and buttons do with sets: marks, collections, exports; each with a short note of how it ended. */
import type { Collection } from '../../main/contract/collections.ts'
import type { Messages } from '../messages/en.ts'
import { failureWords } from '../messages/words.ts'
import type { MarkCommand } from '../keys.ts'
import type { Collections } from './collections.svelte.ts'
import type { Exports } from './exports.svelte.ts'
import { toFailure } from './failure.ts'
import type { Judged, Judging } from './judging.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface SetErrands {
  judge(command: MarkCommand): Promise<void>
  undo(): Promise<void>
  redo(): Promise<void>
  selectAll(): Promise<void>
  extend(position: number): Promise<void>
  move(by: 1 | -1): Promise<void>
  show(collection: Collection): Promise<void>
  saveSet(name: string): Promise<void>
  saveFixed(name: string): Promise<void>
  rename(collectionId: number, name: string): Promise<void>
  freeze(collectionId: number): Promise<void>
  remove(collection: Collection): Promise<void>
  /** Opens the export of the selection, or of the order in view. */
  openExport(): void
  startExport(): Promise<void>
  cancelJob(jobId: number): Promise<void>
  resumeJob(jobId: number): Promise<void>
  forgetJob(jobId: number): Promise<void>
  revealJob(jobId: number): Promise<void>
}

export interface SetErrandParts {
  readonly text: Messages
  readonly ranking: Ranking
  readonly judging: Judging
  readonly collections: Collections
  readonly exports: Exports
  readonly panels: Panels
}

export function judgedWords(text: Messages, { kind, count }: Judged): string {
  return text.marks[kind](count)
}

export function createSetErrands({ text, ranking, judging, collections, exports, panels }: SetErrandParts): SetErrands {
  const run = async (errand: () => Promise<unknown>): Promise<void> => {
    try {
      await errand()
    } catch (error) {
      const failure = toFailure(error)
      if (failure.code !== 'cancelled') panels.say(failureWords(text, failure))
    }
  }
  const marks: Readonly<Record<MarkCommand, () => Promise<unknown>>> = {
    rate0: () => judging.rate(0),
    rate1: () => judging.rate(1),
    rate2: () => judging.rate(2),
    rate3: () => judging.rate(3),
    rate4: () => judging.rate(4),
    rate5: () => judging.rate(5),
    fewerStars: () => judging.step(-1),
    moreStars: () => judging.step(1),
    pick: () => judging.mark({ flag: 'pick' }),
    reject: () => judging.mark({ flag: 'reject' }),
    unflag: () => judging.mark({ flag: 'none' }),
    labelRed: () => judging.label('red'),
    labelYellow: () => judging.label('yellow'),
    labelGreen: () => judging.label('green'),
    labelBlue: () => judging.label('blue'),
    collect: async () => {
      const quick = text.collections.quick
      const added = await collections.collect(quick, judging.targets)
      await collections.refresh()
      panels.say(text.collections.added(added, quick))
    },
  }
  return {
    judge: (command) => run(marks[command]),
    undo: () => run(() => judging.undo()),
    redo: () => run(() => judging.redo()),
    selectAll: () => run(() => judging.all()),
    extend: (position) => run(() => judging.extend(position)),
    move: (by) =>
      run(async () => {
        const photoId = ranking.focusedRow?.photoId
        if (photoId !== undefined && ranking.header?.reading.kind === 'manual') await collections.move(photoId, by)
      }),
    show: (collection) =>
      run(async () => {
        judging.none()
        await collections.show(collection)
        await collections.refresh()
      }),
    saveSet: (name) =>
      run(async () => {
        const made = await collections.saveSet(name, ranking.set)
        panels.say(text.collections.saved(made.name))
      }),
    saveFixed: (name) =>
      run(async () => {
        const made = await collections.saveFixed(name, judging.targets)
        panels.say(text.collections.saved(made.name))
      }),
    rename: (collectionId, name) => run(() => collections.rename(collectionId, name)),
    freeze: (collectionId) =>
      run(async () => {
        const made = await collections.freeze(collectionId)
        panels.say(text.collections.saved(made.name))
      }),
    remove: ({ collectionId, name }) =>
      run(async () => {
        const shown = collections.shown === collectionId
        await collections.remove(collectionId)
        if (shown) await ranking.showSet({ sentence: '', scope: {} })
        panels.say(text.collections.removed(name), {
          label: text.collections.undo,
          run: () => void run(() => collections.restore(collectionId)),
        })
      }),
    openExport: () => {
      if (ranking.header === null || ranking.header.total === 0) return
      const { header, set, scope } = ranking
      const chosen = [...judging.selected]
      const byHand = header.reading.kind === 'manual' && scope.collectionId !== undefined
      exports.begin(
        chosen.length > 0
          ? { kind: 'photos', photoIds: chosen }
          : byHand
            ? { kind: 'collection', collectionId: scope.collectionId ?? 0 }
            : { kind: 'set', set },
      )
      panels.dialog = { kind: 'export' }
    },
    startExport: () =>
      run(async () => {
        if ((await exports.start()) === null) return
        exports.leave()
        panels.dialog = { kind: 'jobs' }
      }),
    cancelJob: (jobId) => run(() => exports.cancel(jobId)),
    resumeJob: (jobId) => run(() => exports.resume(jobId)),
    forgetJob: (jobId) => run(() => exports.forget(jobId)),
    revealJob: (jobId) => run(() => exports.reveal(jobId)),
  }
}
