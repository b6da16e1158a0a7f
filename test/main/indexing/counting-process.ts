/** Indexes a folder until nothing is left, or until it is killed; notes each photo before inference reads it. */
import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { createIndexer } from '../../../main/indexing/indexer.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { createFakeInference, FAKE_DIMENSION } from '../../support/fake-inference.ts'

const [file = '', folder = '', notes = ''] = process.argv.slice(2)
const library = openLibrary(file)
const inference = createFakeInference()
// Slow enough that as many batches are under way as ever may be, and a kill finds them so.
inference.gate = () => setTimeout(50)
const indexer = createIndexer({
  library,
  inference: {
    ready: () => inference.ready(),
    analyse: (photos) => {
      // Written through to the operating system at once: a kill loses no line.
      appendFileSync(notes, photos.map(({ path }) => `${path}\n`).join(''))
      return inference.analyse(photos)
    },
    fingerprints: (photos) => inference.fingerprints(photos),
    faces: (photos, smallest) => inference.faces(photos, smallest),
  },
  watcher: null,
  model: { id: 'fake-1', dimension: FAKE_DIMENSION },
  emit: () => undefined,
})
const known = library.folders.list()[0]
if (known === undefined) await indexer.addFolder(folder)
else indexer.rescan(known.folderId)
process.send?.('started')
await indexer.idle()
await indexer.close()
library.close()
