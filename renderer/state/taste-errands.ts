/** What keys, the header and its menu do with taste. */
import type { TaughtSentence } from '../../main/contract/taste.ts'
import { keyWords } from '../messages/words.ts'
import type { Messages } from '../messages/en.ts'
import type { RunErrand } from './errands.ts'
import type { MenuAct, MenuPlace } from './menu.ts'
import type { Keys } from './keys.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'
import type { Taste } from './taste.svelte.ts'

export interface TasteErrands {
  /** Asks about the order on screen, or about taste in general; says why where there is nothing to ask. */
  open(general: boolean): Promise<void>
  openMenu(place: MenuPlace): void
  /** Leaves taste out of the order on screen, or takes it in again; without any use of it, shows why. */
  toggle(): Promise<void>
  pause(sentence: TaughtSentence, paused: boolean): Promise<void>
  forget(): Promise<void>
  close(): Promise<void>
}

export interface TasteErrandParts {
  readonly text: Messages
  readonly run: RunErrand
  readonly keys: Pick<Keys, 'keyOf'>
  readonly ranking: Ranking
  readonly taste: Taste
  readonly panels: Panels
}

export function createTasteErrands({ text, run, keys, ranking, taste, panels }: TasteErrandParts): TasteErrands {
  async function open(general: boolean): Promise<void> {
    const { header } = ranking
    if (header === null) return
    if (!general && header.taste === null) {
      panels.say(text.taste.fact, { label: text.taste.teachGeneral, run: () => void run(() => open(true)) })
      return
    }
    panels.dialog = { kind: 'taste' }
    await taste.open(general)
  }

  async function toggle(): Promise<void> {
    const status = ranking.header?.taste
    if (status == null) return
    if (status.used || status.paused) await taste.pause(status.sentence, !status.paused)
    else await open(false)
  }

  return {
    open: (general) => run(() => open(general)),
    toggle: () => run(toggle),
    pause: (sentence, paused) => run(() => taste.pause(sentence, paused)),
    forget: () =>
      run(async () => {
        const status = taste.question?.status
        if (status === undefined) return
        panels.say(text.taste.forgotten(await taste.forget(status.sentence)))
      }),
    close: () => {
      panels.dialog = null
      return run(() => taste.close())
    },
    openMenu: (place) => {
      const status = ranking.header?.taste ?? null
      const key = (command: 'teach' | 'teachGeneral'): string => keyWords(text, keys.keyOf(command, 'anywhere'))
      const compare: MenuAct[] = [
        { label: text.taste.teachGeneral, key: key('teachGeneral'), run: () => void run(() => open(true)) },
      ]
      if (status !== null && status.sentence !== null)
        compare.unshift({ label: text.taste.teachThis, key: key('teach'), run: () => void run(() => open(false)) })
      const use: MenuAct[] =
        status?.used === true || status?.paused === true
          ? [{ label: status.paused ? text.taste.takeIn : text.taste.leaveOut, run: () => void run(toggle) }]
          : []
      panels.menu = { label: text.taste.menu, ...place, parts: [compare, use].filter((part) => part.length > 0) }
    },
  }
}
