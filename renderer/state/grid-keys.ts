/** What keys do among the photos of the grid. */
import { EXTENDS, isForPhotos, isMark, MOVES, type Command, type MarkCommand } from '../bindings.ts'
import { bringsNext } from '../keys.ts'
import type { GridView } from './grid-view.svelte.ts'
import { handOrdered } from './member-errands.ts'
import type { MenuPlace } from './menu.ts'
import type { Page } from './page.ts'
import { runPhotoCommand } from './photo-menu.ts'

const RESIZE = 1.15

export interface GridKeyParts {
  readonly page: Page
  readonly view: GridView
  /** Shows the photo at a position in full. */
  readonly open: (position: number) => void
  /** Puts the keyboard on the tile in focus. */
  readonly focusTile: () => Promise<void>
  /** Where a menu of the photo in focus opens. */
  readonly menuPlace: () => MenuPlace
}

/** Runs a command on the photos; `event` tells what was held beside the key. */
export type RunGridCommand = (command: Command, event: KeyboardEvent) => void

export function createGridKeys({ page, view, open, focusTile, menuPlace }: GridKeyParts): RunGridCommand {
  const { ranking, panels, judging, setErrands, memberErrands } = page

  function go(position: number): void {
    ranking.focusOn(position)
    void focusTile()
  }

  async function move(command: Command): Promise<void> {
    const total = ranking.header?.total ?? 0
    const by =
      command === 'first' ? -total : command === 'last' ? total : view.target(command, ranking.focus) - ranking.focus
    if (by === 0) return
    await memberErrands.shift(by)
    await focusTile()
  }

  function judge(command: MarkCommand, event: KeyboardEvent): void {
    const one = judging.selected.size === 0
    void setErrands.judge(command)
    // At once: the next key is meant for the next photo, however long an answer takes.
    if (bringsNext(event) && one) go(ranking.focus + 1)
  }

  return (command, event) => {
    if (command === 'open') open(ranking.focus)
    else if (command === 'compareTwo') panels.compare = 2
    else if (command === 'compareFour') panels.compare = 4
    else if (isMark(command)) judge(command, event)
    else if (isForPhotos(command)) runPhotoCommand(page, command, 'grid', menuPlace, focusTile)
    else if (command === 'selectAll') void setErrands.selectAll()
    else if (command === 'selectNone') void page.exampleErrands.escape(focusTile)
    else if (command === 'toggleSelect') judging.toggle(ranking.focus)
    else if (command === 'takeOut')
      void (handOrdered(ranking, page.collections) === null ? page.trashErrands.open() : memberErrands.takeOut())
    else if (command === 'largerTiles') view.resize(RESIZE)
    else if (command === 'smallerTiles') view.resize(1 / RESIZE)
    else if (command === 'toggleUniform') view.toggleUniform()
    else if (command in MOVES) void move(MOVES[command] ?? 'right')
    else if (command in EXTENDS) {
      const position = view.target(EXTENDS[command] ?? 'right', ranking.focus)
      void setErrands.extend(position)
      go(position)
    } else {
      const position = view.target(command, ranking.focus)
      judging.begin(position)
      go(position)
    }
  }
}
