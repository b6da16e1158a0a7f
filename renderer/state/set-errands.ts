/** What keys and buttons do with sets: marks, selection, exports; each with a short note of how it ended. */
import type { MarkCommand } from '../bindings.ts'
import type { Messages } from '../messages/en.ts'
import type { ExportSource } from '../../main/contract/exports.ts'
import type { RunErrand } from './errands.ts'
import type { Exports } from './exports.svelte.ts'
import type { History } from './history.ts'
import type { Judged, Judging } from './judging.svelte.ts'
import type { MemberErrands } from './member-errands.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface SetErrands {
  judge(command: MarkCommand): Promise<void>
  undo(): Promise<void>
  redo(): Promise<void>
  selectAll(): Promise<void>
  extend(position: number): Promise<void>
  /** What a selection drawn with the mouse still has to ask for. */
  finishSelection(ask: () => Promise<void>): Promise<void>
  /** Asks for the name of a collection of the selection, of the order in view, or of the few photos shown for once. */
  openSave(): Promise<void>
  /** Opens the export of the selection, or of the order in view. */
  openExport(): Promise<void>
  startExport(): Promise<void>
  cancelJob(jobId: number): Promise<void>
  resumeJob(jobId: number): Promise<void>
  forgetJob(jobId: number): Promise<void>
  revealJob(jobId: number): Promise<void>
  openJob(jobId: number): Promise<void>
}

export interface SetErrandParts {
  readonly run: RunErrand
  readonly ranking: Ranking
  readonly judging: Judging
  readonly exports: Exports
  readonly panels: Panels
  readonly history: History
  readonly memberErrands: MemberErrands
}

export function judgedWords(text: Messages, { kind, count }: Judged): string {
  return text.marks[kind](count)
}

/** A collection as it stands also names the photos that are gone. Looked at in part or turned round, it is a set. */
function wholeOf({ header, set }: Ranking): ExportSource {
  const { sentence: _sentence, scope, ...narrowed } = set
  const whole = header?.reading.kind === 'manual' && Object.keys(narrowed).length === 0
  if (!whole || scope.collectionId === undefined) return { kind: 'set', set }
  return { kind: 'collection', collectionId: scope.collectionId }
}

export function createSetErrands(parts: SetErrandParts): SetErrands {
  const { run, ranking, judging, exports, panels, history, memberErrands } = parts
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
    collect: () => memberErrands.collect(),
  }
  return {
    judge: (command) => run(marks[command]),
    undo: () => run(() => history.undo()),
    redo: () => run(() => history.redo()),
    selectAll: () => run(() => judging.all()),
    extend: (position) => run(() => judging.extend(position)),
    finishSelection: (ask) => run(ask),
    openSave: () =>
      run(async () => {
        if (ranking.header === null) return
        if (ranking.only !== null && judging.selected.size === 0) await judging.all()
        panels.dialog = { kind: judging.selected.size > 0 ? 'save-fixed' : 'save-set' }
      }),
    openExport: () =>
      run(async () => {
        if (ranking.header === null || ranking.header.total === 0) return
        // No rule gives what is shown for once.
        if (ranking.only !== null && judging.selected.size === 0) await judging.all()
        // In the order on the screen, whatever the order they were chosen in.
        const chosen = judging.selected.size > 0 ? await judging.ordered() : []
        if (chosen.length > 0) {
          const { set, only } = ranking
          exports.begin({ kind: 'photos', photoIds: chosen, ...(only === null ? { set } : {}) })
        } else exports.begin(wholeOf(ranking))
        panels.dialog = { kind: 'export' }
      }),
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
    openJob: (jobId) => run(() => exports.open(jobId)),
  }
}
