/** What keys, buttons and menus do with frames of one moment. All but opening and closing can be taken back. */
import type { TopChoice } from '../../main/contract/stacks.ts'
import type { Client } from '../connect.ts'
import type { StackCommand } from '../bindings.ts'
import { undoTeller, type TellParts } from './errands.ts'
import { stepOf } from './history.ts'
import type { Judging } from './judging.svelte.ts'
import type { Preferences } from './preferences.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

/** Each does nothing but say so where the photo in focus is the only one of its moment. */
export interface StackErrands {
  run(command: StackCommand): Promise<void>
  /** Shows frames of one moment as one, or each by itself. */
  toggleStacked(): Promise<void>
}

export interface StackErrandParts extends TellParts {
  readonly client: Client
  readonly ranking: Ranking
  readonly judging: Judging
  readonly preferences: Preferences
}

export function createStackErrands(parts: StackErrandParts): StackErrands {
  const { text, run, client, ranking, judging, preferences, panels, history } = parts
  const tell = undoTeller(parts)

  async function toggleStacked(): Promise<void> {
    const on = !ranking.stacking.on
    preferences.set({ stacked: on })
    ranking.stacking.on = on
    ranking.stacking.close()
    await ranking.renew()
  }

  async function toggle(): Promise<void> {
    const row = ranking.focusedRow
    if (row === null) return
    if (!ranking.stacking.on) {
      panels.say(text.stacks.off, { label: text.stacks.toggle, run: () => void run(toggleStacked) })
      return
    }
    if (row.stackId === null) {
      panels.say(text.stacks.alone)
      return
    }
    ranking.stacking.toggle(row.stackId)
    await ranking.renew()
  }

  /** The photo in focus and the others of its moment; null, and said, where it has none. */
  async function moment(): Promise<{ photoId: number; others: number[]; chosen: boolean } | null> {
    const { focusedRow, header } = ranking
    if (focusedRow === null || header === null) return null
    const { photoId } = focusedRow
    const { photoIds, chosen } = await client.ranking.stack({ orderId: header.orderId, photoId })
    const others = photoIds.filter((other) => other !== photoId)
    if (others.length === 0) panels.say(text.stacks.alone)
    return others.length === 0 ? null : { photoId, others, chosen: chosen && photoIds[0] === photoId }
  }

  async function setTops(choices: readonly TopChoice[]): Promise<TopChoice[]> {
    const former = await client.photos.setTops([...choices])
    await ranking.renew()
    return former
  }

  async function toggleTop(): Promise<void> {
    const found = await moment()
    if (found === null) return
    const { photoId, others, chosen } = found
    const wish = [{ photoId, top: !chosen }, ...others.map((other) => ({ photoId: other, top: false }))]
    const step = await history.do(async () => {
      const former = await setTops(wish)
      return former.length === 0
        ? null
        : stepOf(
            () => setTops(former),
            () => setTops(wish),
          )
    })
    tell(chosen ? text.stacks.untopped : text.stacks.topped(others.length + 1), step)
  }

  async function keepOne(): Promise<void> {
    const found = await moment()
    if (found === null) return
    const { photoId, others } = found
    const step = await judging.markEach([
      { photoIds: [photoId], flag: 'pick' },
      { photoIds: others, flag: 'reject' },
    ])
    tell(text.stacks.kept(others.length), step)
  }

  const acts: Readonly<Record<StackCommand, () => Promise<void>>> = {
    toggleStack: toggle,
    stackTop: toggleTop,
    keepOne,
  }
  return { run: (command) => run(acts[command]), toggleStacked: () => run(toggleStacked) }
}
