import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createContents } from '../../../main/library/contents.ts'
import { createCounters } from '../../../main/library/counters.ts'
import { createFailures } from '../../../main/library/failures.ts'
import { createFolders } from '../../../main/library/folders.ts'
import { createOrderScores } from '../../../main/library/order-scores.ts'
import { migrate } from '../../../main/library/migrations.ts'
import { createPhotos } from '../../../main/library/photos.ts'
import { createTokens } from '../../../main/library/tokens.ts'
import { createVectors } from '../../../main/library/vectors.ts'

/** The parts of a library over one database, and the statements they have run. */
function watchedLibrary() {
  const statements: string[] = []
  const database = new Database(':memory:', {
    verbose: (sql) => {
      statements.push(String(sql))
    },
  })
  onTestFinished(() => {
    database.close()
  })
  migrate(database)
  const counters = createCounters(database)
  return {
    database,
    statements,
    folders: createFolders(database, counters),
    photos: createPhotos(database, counters),
    contents: createContents(database, counters),
    vectors: createVectors(database, counters),
    tokens: createTokens(database),
    failures: createFailures(database),
    orderScores: createOrderScores(database),
  }
}

/** How the database carries out what `work` asks: the very statements that the product runs. */
function planOf(work: (library: ReturnType<typeof watchedLibrary>) => unknown): string[] {
  const library = watchedLibrary()
  library.statements.length = 0
  work(library)
  const asked = library.statements.filter((sql) => !/^(?:begin|commit)/iu.test(sql))
  expect(asked).not.toEqual([])
  return asked.flatMap((sql) =>
    library.database
      .prepare<[], { detail: string }>(`explain query plan ${sql}`)
      .all()
      .map((row) => row.detail),
  )
}

const MARKS = 'SEARCH k USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN'
const FACTS = [
  'SEARCH c USING INDEX sqlite_autoindex_contents_1 (content_hash=?) LEFT-JOIN',
  'SEARCH m USING INDEX sqlite_autoindex_measures_1 (content_hash=?) LEFT-JOIN',
]

/** What is asked of 100,000 photos while people wait reads only what it wants, and sorts nothing. */
test.each<[string, (library: ReturnType<typeof watchedLibrary>) => unknown, string[]]>([
  [
    'photos that changed',
    ({ photos }) => [...photos.changedSince(5)],
    ['SEARCH p USING INDEX photos_by_revision (revision>?)', ...FACTS, MARKS],
  ],
  [
    'all photos, in pages',
    ({ photos }) => [...photos.changedSince(-1)],
    ['SEARCH p USING INTEGER PRIMARY KEY (rowid>?)', ...FACTS, MARKS],
  ],
  [
    'photos to read',
    ({ photos }) => photos.waiting(3, 32),
    ['SEARCH p USING INDEX photos_by_state (state=? AND rowid>?)', 'SEARCH f USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
  [
    'photos of a directory',
    ({ photos }) => photos.known(1, 'sub'),
    ['SEARCH photos USING INDEX sqlite_autoindex_photos_1 (folder_id=? AND relative_path>? AND relative_path<?)'],
  ],
  [
    'where a file that vanished went',
    ({ photos }) => photos.addedWith('a', 1, 2),
    ['SEARCH photos USING INDEX photos_by_hash (content_hash=? AND rowid>?)'],
  ],
  [
    'a missing photo of these bytes',
    ({ photos }) => photos.missingWith('a'),
    ['SEARCH photos USING INDEX photos_by_hash (content_hash=?)'],
  ],
  [
    'whether all was computed',
    ({ contents }) => contents.complete('a', 'model'),
    [
      'SEARCH v USING COVERING INDEX vectors_by_model (model_id=? AND content_hash=?)',
      'SEARCH t USING COVERING INDEX tokens_by_model (model_id=? AND content_hash=?)',
      'SEARCH c USING COVERING INDEX sqlite_autoindex_contents_1 (content_hash=?)',
      'SEARCH m USING COVERING INDEX sqlite_autoindex_measures_1 (content_hash=?)',
    ],
  ],
  [
    'contents that lack a fingerprint',
    ({ contents }) => contents.withoutFingerprint(8),
    [
      'SCAN c USING INDEX contents_without_fingerprint',
      'SEARCH p USING INDEX photos_by_hash (content_hash=?)',
      'SEARCH f USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  [
    'the fingerprint of one content',
    ({ contents }) => contents.frame('a'),
    ['SEARCH contents USING INDEX sqlite_autoindex_contents_1 (content_hash=?)'],
  ],
  [
    'vectors after a row',
    ({ vectors }) => [...vectors.since('model', 4)],
    ['SEARCH vectors USING INTEGER PRIMARY KEY (rowid>?)'],
  ],
  [
    'number of vectors',
    ({ vectors }) => vectors.count('model'),
    ['SEARCH vectors USING COVERING INDEX vectors_by_model (model_id=?)'],
  ],
  [
    'tokens of a photo',
    ({ tokens }) => tokens.get('a', 'model'),
    ['SEARCH tokens USING INDEX tokens_by_model (model_id=? AND content_hash=?)'],
  ],
  [
    'what the adapter reads of some photos',
    ({ tokens }) => tokens.features(['a', 'b'], 'model'),
    [
      'SCAN wanted VIRTUAL TABLE INDEX 1:',
      'SEARCH t USING INDEX tokens_by_model (model_id=? AND content_hash=?)',
      'SEARCH m USING INDEX sqlite_autoindex_measures_1 (content_hash=?) LEFT-JOIN',
      'SEARCH c USING INDEX sqlite_autoindex_traces_1 (content_hash=?) LEFT-JOIN',
    ],
  ],
  [
    'kept scores of some photos',
    ({ orderScores }) => orderScores.of(['a', 'b'], 'ranker'),
    [
      'SCAN wanted VIRTUAL TABLE INDEX 1:',
      'SEARCH s USING INDEX sqlite_autoindex_order_scores_1 (ranker_id=? AND content_hash=?)',
    ],
  ],
  [
    'whether a photo lacks scores',
    ({ orderScores }) => orderScores.lacks('model', 'ranker'),
    [
      'SEARCH v USING COVERING INDEX vectors_by_model (model_id=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH s USING COVERING INDEX sqlite_autoindex_order_scores_1 (ranker_id=? AND content_hash=?)',
    ],
  ],
  [
    'failures to try again',
    ({ failures }) => failures.due(1),
    ['SEARCH p USING INDEX photos_by_state (state=?)', 'SEARCH x USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
])('the plan of: %s', (_, work, plan) => {
  // In any order: which table of a join comes first is for the planner to say.
  expect(planOf(work).toSorted()).toEqual(plan.toSorted())
})

test('forgetting a folder reads no vector and no token of the photos that stay', () => {
  const plan = planOf(({ folders }) => {
    folders.remove(folders.add('/photos', 1).folderId)
  })
  const scans = plan.filter((line) => line.startsWith('SCAN t ') || /^SCAN (?:vectors|tokens)/u.test(line))
  expect(scans).toHaveLength(7)
  for (const scan of scans) expect(scan).toContain('USING COVERING INDEX')
})
