/** What a person does with the files of the photos meant: copy their paths, show, open or drag them elsewhere. */
import { MOST_DRAGGED, MOST_OPENED } from '../../main/contract/host.ts'
import type { Client } from '../connect.ts'
import type { Messages } from '../messages/en.ts'
import type { RunErrand } from './errands.ts'
import type { Judging } from './judging.svelte.ts'
import type { Library } from './library.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'

export interface FileErrands {
  /** One path a line, in the order of the view. */
  copyPaths(): Promise<void>
  /** The photo in focus in the file manager. */
  reveal(): Promise<void>
  /** In the program the system has for them. */
  openOutside(): Promise<void>
  /**
   * Goes on with a drag that began in the page as one of files, which may end in another program.
   *
   * @returns false where the drag stays in the page
   */
  dragOut(photoIds: readonly number[]): boolean
}

export interface FileErrandParts {
  readonly text: Messages
  readonly client: Client
  readonly run: RunErrand
  readonly library: Library
  readonly ranking: Ranking
  readonly judging: Judging
  readonly panels: Panels
}

export function createFileErrands({
  text,
  client,
  run,
  library,
  ranking,
  judging,
  panels,
}: FileErrandParts): FileErrands {
  return {
    copyPaths: () =>
      run(async () => {
        const paths = judging
          .ordered()
          .then((photoIds) =>
            photoIds.length === 0 ? [] : client.photos.paths({ photoIds }).then((found) => found.paths),
          )
        // Begun at once: browsers let a page write only right after a key or a click, and then wait for what comes.
        const written = writeText(paths.then((found) => found.join('\n'))).then(
          () => true,
          () => false,
        )
        const { length } = await paths
        if (length > 0) panels.say((await written) ? text.files.copied(length) : text.files.notCopied)
      }),
    reveal: () =>
      run(async () => {
        const [photoId] = judging.focused
        if (photoId !== undefined) await library.reveal(photoId)
      }),
    openOutside: () =>
      run(async () => {
        const photoIds = await judging.ordered()
        if (photoIds.length > MOST_OPENED) panels.say(text.files.tooMany(MOST_OPENED))
        else if (photoIds.length > 0) await client.host.open({ photoIds })
      }),
    dragOut: (photoIds) => {
      if (library.capabilities?.drag !== true || photoIds.length === 0 || photoIds.length > MOST_DRAGGED) return false
      // What has no file now can still be moved in the page.
      const { order } = ranking
      if (photoIds.some((photoId) => order?.rowAt(order.find(photoId) ?? -1)?.offline === true)) return false
      void run(() => client.host.drag({ photoIds: [...photoIds] }))
      return true
    },
  }
}

async function writeText(text: Promise<string>): Promise<void> {
  const plain = text.then((words) => new Blob([words], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': plain })])
}
