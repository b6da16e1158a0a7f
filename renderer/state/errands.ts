/** What buttons set going: a few calls in a row, with a short note of how it ended. */
import { failureWords } from '../messages/words.ts'
import type { Messages } from '../messages/en.ts'
import { toFailure } from './failure.ts'
import type { History, Step } from './history.ts'
import type { Indexing } from './indexing.svelte.ts'
import type { Library } from './library.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

/** Does something and says what went wrong, unless it was called off. */
export type RunErrand = (errand: () => Promise<unknown>) => Promise<void>

export function errandRunner(text: Messages, panels: Panels): RunErrand {
  return async (errand) => {
    try {
      await errand()
    } catch (error) {
      const failure = toFailure(error)
      if (failure.code !== 'cancelled') panels.say(failureWords(text, failure))
    }
  }
}

export interface TellParts {
  readonly text: Messages
  readonly run: RunErrand
  readonly panels: Panels
  readonly history: History
}

/** Says what was done, with a button that takes back this and nothing else. */
export function undoTeller({ text, run, panels, history }: TellParts): (words: string, step: Step | null) => void {
  return (words, step) => {
    const label = text.collections.undo
    panels.say(words, step === null ? null : { label, run: () => void run(() => history.takeBack(step)) })
  }
}

export interface Errands {
  chooseFolder(): Promise<void>
  addFolder(path: string): Promise<void>
  openSample(): Promise<void>
  removeFolder(folderId: number): Promise<void>
  rescan(folderId: number): Promise<void>
  pauseOrResume(): Promise<void>
  retryFailures(photoIds: readonly number[]): Promise<void>
}

export interface ErrandParts {
  readonly text: Messages
  readonly library: Library
  readonly ranking: Ranking
  readonly indexing: Indexing
  readonly panels: Panels
}

export function createErrands({ text, library, ranking, indexing, panels }: ErrandParts): Errands {
  const run = errandRunner(text, panels)
  const add = (path: string): Promise<void> =>
    run(async () => {
      const folder = await library.add(path)
      panels.say(text.folders.added(folder.name))
    })
  return {
    addFolder: add,
    chooseFolder: async () => {
      if (library.capabilities?.folderDialog !== true) {
        panels.dialog = { kind: 'picker' }
        return
      }
      await run(async () => {
        const path = await library.chooseNatively()
        if (path !== null) await add(path)
      })
    },
    openSample: () =>
      run(async () => {
        await library.addSample()
      }),
    removeFolder: (folderId) =>
      run(async () => {
        const name = library.folder(folderId)?.name ?? ''
        await library.remove(folderId)
        if (ranking.scope.folderIds?.includes(folderId) === true) await ranking.show({})
        panels.say(text.folders.removed(name))
      }),
    rescan: (folderId) =>
      run(async () => {
        await library.rescan(folderId)
        panels.say(text.folders.rescanning(library.folder(folderId)?.name ?? ''))
      }),
    pauseOrResume: () => run(() => (indexing.status?.state === 'paused' ? indexing.resume() : indexing.pause())),
    retryFailures: (photoIds) =>
      run(async () => {
        const retried = await indexing.retry(photoIds)
        panels.say(text.failures.retried(retried))
      }),
  }
}
