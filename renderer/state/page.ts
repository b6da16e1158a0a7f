/** Everything the components may use, built once in `main.ts` and handed down by context. */
import { createContext } from 'svelte'
import type { AssetAddresses } from '../connect.ts'
import type { Messages } from '../messages/en.ts'
import type { ByDate } from './by-date.svelte.ts'
import type { CollectionErrands } from './collection-errands.ts'
import type { Collections } from './collections.svelte.ts'
import type { Connection } from './connection.svelte.ts'
import type { Details } from './details.svelte.ts'
import type { Dragging } from './dragging.svelte.ts'
import type { Errands } from './errands.ts'
import type { ExampleErrands } from './example-errands.svelte.ts'
import type { Exports } from './exports.svelte.ts'
import type { Facets } from './facets.svelte.ts'
import type { FileErrands } from './file-errands.ts'
import type { Indexing } from './indexing.svelte.ts'
import type { Judging } from './judging.svelte.ts'
import type { Keys } from './keys.svelte.ts'
import type { Library } from './library.svelte.ts'
import type { MemberErrands } from './member-errands.ts'
import type { Models } from './models.svelte.ts'
import type { Panels } from './panels.svelte.ts'
import type { Preferences } from './preferences.svelte.ts'
import type { Ranking } from './ranking.svelte.ts'
import type { Recents } from './recents.svelte.ts'
import type { SetErrands } from './set-errands.ts'
import type { Settings } from './settings.svelte.ts'
import type { StackErrands } from './stack-errands.ts'
import type { TasteErrands } from './taste-errands.ts'
import type { Taste } from './taste.svelte.ts'
import type { TrashErrands } from './trash-errands.ts'

export interface Page {
  readonly text: Messages
  readonly assets: AssetAddresses
  readonly connection: Connection
  readonly library: Library
  readonly ranking: Ranking
  readonly byDate: ByDate
  readonly indexing: Indexing
  readonly details: Details
  readonly panels: Panels
  readonly recents: Recents
  readonly errands: Errands
  readonly judging: Judging
  readonly collections: Collections
  readonly exports: Exports
  readonly setErrands: SetErrands
  readonly collectionErrands: CollectionErrands
  readonly memberErrands: MemberErrands
  readonly fileErrands: FileErrands
  readonly trashErrands: TrashErrands
  readonly stackErrands: StackErrands
  readonly exampleErrands: ExampleErrands
  readonly taste: Taste
  readonly tasteErrands: TasteErrands
  readonly preferences: Preferences
  readonly keys: Keys
  readonly dragging: Dragging
  readonly facets: Facets
  readonly models: Models
  readonly settings: Settings
}

export const [usePage, providePage] = createContext<Page>()
