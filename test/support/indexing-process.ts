/** Indexes a folder with the fake inference until nothing is left, or until it is killed. */
import { createIndexer } from '../../main/indexing/indexer.ts'
import { openLibrary } from '../../main/library/open.ts'
import { createFakeInference, FAKE_DIMENSION } from './fake-inference.ts'

const [file = '', folder = ''] = process.argv.slice(2)
const library = openLibrary(file)
const inference = createFakeInference()
const indexer = createIndexer({
  library,
  inference,
  watcher: null,
  model: { id: 'fake-1', dimension: FAKE_DIMENSION },
  emit: () => undefined,
})
const known = library.folders.list()[0]
if (known === undefined) await indexer.addFolder(folder)
else indexer.rescan(known.folderId)
process.send?.('started')
await indexer.idle()
process.send?.({ analysed: inference.analysed.length })
await indexer.close()
library.close()
