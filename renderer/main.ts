/** Builds the page: wire, state, texts; and connects what changes to what must be read again. */
import { mount } from 'svelte'
import App from './App.svelte'
import { pickConnector } from './connect.ts'
import { pickMessages } from './messages/pick.ts'
import { ByDate } from './state/by-date.svelte.ts'
import { createCollectionErrands } from './state/collection-errands.ts'
import { Collections } from './state/collections.svelte.ts'
import { Connection } from './state/connection.svelte.ts'
import { Details } from './state/details.svelte.ts'
import { Dragging } from './state/dragging.svelte.ts'
import { createErrands, errandRunner } from './state/errands.ts'
import { ExampleErrands } from './state/example-errands.svelte.ts'
import { Exports } from './state/exports.svelte.ts'
import { Facets } from './state/facets.svelte.ts'
import { createFileErrands } from './state/file-errands.ts'
import { History } from './state/history.ts'
import { Indexing } from './state/indexing.svelte.ts'
import { Judging } from './state/judging.svelte.ts'
import { Keys } from './state/keys.svelte.ts'
import { Library } from './state/library.svelte.ts'
import { createMemberErrands } from './state/member-errands.ts'
import { Models } from './state/models.svelte.ts'
import type { Page } from './state/page.ts'
import { Panels } from './state/panels.svelte.ts'
import { Preferences } from './state/preferences.svelte.ts'
import { Ranking } from './state/ranking.svelte.ts'
import { Recents } from './state/recents.svelte.ts'
import { createSetErrands, judgedWords } from './state/set-errands.ts'
import { Settings } from './state/settings.svelte.ts'
import { createStackErrands } from './state/stack-errands.ts'
import { createTasteErrands } from './state/taste-errands.ts'
import { Taste } from './state/taste.svelte.ts'
import { createTrashErrands } from './state/trash-errands.ts'

const connector = pickConnector(window)
const target = document.getElementById('page')
// Without its styles the page is a heap: what index.html says for such a case stays instead.
if (target !== null && getComputedStyle(document.documentElement).getPropertyValue('--text') !== '') {
  const page = buildPage()
  target.replaceChildren()
  mount(App, { target, props: { page } })
  void page.connection.run(new AbortController().signal)
}

function buildPage(): Page {
  const text = pickMessages(navigator.languages)
  const connection = new Connection(connector)
  const { client } = connection
  const library = new Library(client)
  const indexing = new Indexing(client)
  const storage = storageOf(window)
  const preferences = new Preferences(storage)
  const keys = new Keys(preferences)
  const recents = new Recents(storage)
  const ranking = new Ranking(client, (sentence) => {
    recents.add(sentence)
  })
  ranking.stacking.on = preferences.values.stacked
  const details = new Details(client)
  const panels = new Panels()
  const history = new History()
  const judging = new Judging(client, ranking, history, (judged) => {
    panels.say(judgedWords(text, judged))
  })
  const collections = new Collections(client, ranking, storage)
  const exports = new Exports(client)
  const facets = new Facets(client)
  const run = errandRunner(text, panels)
  const parts = { text, run, ranking, judging, collections, panels, history }
  const memberErrands = createMemberErrands(parts)
  const setErrands = createSetErrands({ run, ranking, judging, exports, panels, history, memberErrands })
  const taste = new Taste(client, ranking, history)
  const errands = createErrands({ text, library, ranking, indexing, panels })

  connection.onOpen(() => {
    void library.refresh()
    void indexing.refresh()
    void ranking.reopen()
    void collections.refresh()
    void exports.refreshJobs()
  })
  connection.onEvent((event) => {
    switch (event.kind) {
      case 'folders.changed':
        void library.refresh()
        ranking.changed()
        break
      case 'photos.changed':
        void library.refresh()
        ranking.changed()
        break
      case 'indexing.changed':
        indexing.status = event.status
        break
      case 'models.changed':
        ranking.changed()
        break
      case 'collections.changed':
        void collections.refresh()
        if (ranking.scope.collectionId !== undefined) ranking.changed()
        break
      case 'jobs.changed':
        void exports.refreshJobs()
        break
    }
  })
  return {
    text,
    assets: connector.assets,
    connection,
    library,
    ranking,
    byDate: new ByDate(ranking),
    indexing,
    details,
    panels,
    recents,
    errands,
    judging,
    collections,
    exports,
    setErrands,
    collectionErrands: createCollectionErrands(parts),
    memberErrands,
    fileErrands: createFileErrands({ text, client, run, library, ranking, judging, panels }),
    trashErrands: createTrashErrands({ text, client, run, ranking, judging, panels }),
    stackErrands: createStackErrands({ ...parts, client, preferences }),
    exampleErrands: new ExampleErrands(parts),
    taste,
    tasteErrands: createTasteErrands({ text, run, keys, ranking, taste, panels }),
    preferences,
    keys,
    dragging: new Dragging(),
    facets,
    models: new Models(client),
    settings: new Settings(client),
  }
}

/** Some browsers refuse storage to local pages by throwing at the mere mention. */
function storageOf(page: Window): Storage | null {
  try {
    return page.localStorage
  } catch {
    return null
  }
}
