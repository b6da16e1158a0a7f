/** Opens the library file: checks it before touching it, takes its lock, sets the pragmas, migrates. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../contract/errors.ts'
import { createChoices, type Choices } from './choices.ts'
import { createCollections, type CollectionStore } from './collections.ts'
import { createComparisons, type Comparisons } from './comparisons.ts'
import { createContents, type Contents } from './contents.ts'
import { createCounters, type Counters } from './counters.ts'
import { createFaces, type FaceStore } from './faces.ts'
import { createFailures, type Failures } from './failures.ts'
import { createFolders, type Folders } from './folders.ts'
import { createJobs, type JobStore } from './jobs.ts'
import { createOrderScores, type OrderScores } from './order-scores.ts'
import { createMarks, type MarkStore } from './marks.ts'
import { createMeasures, type Measures } from './measures.ts'
import { migrate, MIGRATIONS, userVersion } from './migrations.ts'
import { createPhotoFacts, type PhotoFactsStore } from './photo-facts.ts'
import { createPhotoFinder, type PhotoFinder } from './photo-finder.ts'
import { createModels, type Models } from './models.ts'
import { createPhotos, type Photos } from './photos.ts'
import { createSettings, type Settings } from './settings.ts'
import { createSidecars, type SidecarStore } from './sidecars.ts'
import { createStackTops, type StackTops } from './stack-tops.ts'
import { createTokens, type Tokens } from './tokens.ts'
import { createVectors, type Vectors } from './vectors.ts'

export interface Library {
  readonly file: string
  readonly folders: Folders
  readonly photos: Photos
  readonly finder: PhotoFinder
  readonly photoFacts: PhotoFactsStore
  readonly contents: Contents
  readonly measures: Measures
  readonly faces: FaceStore
  readonly vectors: Vectors
  readonly tokens: Tokens
  readonly orderScores: OrderScores
  readonly models: Models
  readonly marks: MarkStore
  readonly sidecars: SidecarStore
  readonly stackTops: StackTops
  readonly choices: Choices
  readonly comparisons: Comparisons
  readonly collections: CollectionStore
  readonly jobs: JobStore
  readonly failures: Failures
  readonly settings: Settings
  /** Grows with every change of a photo: what changed since a revision can be read alone. */
  revision(): number
  /** Grows when photo rows vanish: readers that hold rows must start afresh. */
  epoch(): number
  /** Problems the database finds in itself; empty when sound. Reads the whole file. */
  integrity(): string[]
  /** All of `work` or nothing of it. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * @throws AppError `library-in-use` when another Podium has it open, `library-from-future` when a newer Podium wrote
 *   it, `library-damaged` when it is no library; in all three the file is left as it is.
 */
export function openLibrary(file: string): Library {
  mkdirSync(dirname(file), { recursive: true })
  if (existsSync(file)) inspect(file)
  const database = known(file, () => {
    const opened = new Database(file, { timeout: 0 })
    try {
      prepare(opened)
      return opened
    } catch (error) {
      opened.close()
      throw error
    }
  })
  // Only for the message another Podium shows; the lock itself is the operating system's and ends with the process.
  writeFileSync(holderFile(file), String(process.pid))
  const counters = createCounters(database)
  return { file, ...services(database, counters), ...lifecycle(database, file, counters) }
}

function services(
  database: Database.Database,
  counters: Counters,
): Omit<Library, 'file' | keyof ReturnType<typeof lifecycle>> {
  return {
    folders: createFolders(database, counters),
    photos: createPhotos(database, counters),
    finder: createPhotoFinder(database),
    photoFacts: createPhotoFacts(database),
    contents: createContents(database, counters),
    measures: createMeasures(database),
    faces: createFaces(database, counters),
    vectors: createVectors(database, counters),
    tokens: createTokens(database),
    orderScores: createOrderScores(database),
    models: createModels(database),
    marks: createMarks(database, counters),
    sidecars: createSidecars(database),
    stackTops: createStackTops(database, counters),
    choices: createChoices(database),
    comparisons: createComparisons(database),
    collections: createCollections(database),
    jobs: createJobs(database),
    failures: createFailures(database),
    settings: createSettings(database),
  }
}

function lifecycle(
  database: Database.Database,
  file: string,
  counters: Counters,
): Pick<Library, 'revision' | 'epoch' | 'integrity' | 'transaction' | 'close'> {
  return {
    revision: () => counters.value('revision'),
    epoch: () => counters.value('epoch'),
    integrity: () => {
      try {
        const rows = database.pragma('integrity_check') as { integrity_check: string }[]
        return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
      } catch (error) {
        // Too broken to be checked is broken.
        if (error instanceof Database.SqliteError) return [error.message]
        throw error
      }
    },
    // Nested calls join the transaction around them.
    transaction: (work) => (database.inTransaction ? work() : database.transaction(work).immediate()),
    close: () => {
      if (!database.open) return
      database.close()
      rmSync(holderFile(file), { force: true })
    },
  }
}

/** Reads version and schema without writing, so that a file we refuse stays byte for byte. */
function inspect(file: string): void {
  known(file, () => {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
    try {
      const version = userVersion(database)
      const tables = database.prepare("select count(*) as n from sqlite_schema where type = 'table'").get() as {
        n: number
      }
      if (version > MIGRATIONS.length) {
        throw new AppError(
          'library-from-future',
          `The library ${file} was written by a newer Podium (format ${version}; this one reads up to ${MIGRATIONS.length}). Update Podium. The library was not changed.`,
        )
      }
      // A database of another program has tables but not our version number.
      if (version === 0 && tables.n > 0) throw damaged(file)
      if (version > 0 && !rowsSound(database)) throw damaged(file)
    } finally {
      database.close()
    }
  })
}

/** A library of an earlier version has not all of them yet. */
const ROW_TABLES = [
  'folders',
  'photos',
  'contents',
  'measures',
  'faces',
  'failures',
  'marks',
  'comparisons',
  'collections',
  'collection_photos',
  'jobs',
  'job_items',
]

/**
 * Checks the tables of rows, a fraction of the file: damage is told at the start instead of in the middle of a
 * question. Vectors and tokens, most of the bytes, can be computed again and are left to `integrity`.
 */
function rowsSound(database: Database.Database): boolean {
  const present = new Set(database.prepare("select name from sqlite_schema where type = 'table'").pluck().all())
  return ROW_TABLES.filter((table) => present.has(table)).every(
    (table) => database.pragma(`quick_check('${table}')`, { simple: true }) === 'ok',
  )
}

function prepare(database: Database.Database): void {
  // Before the first table; 16 KiB pages hold vectors and tokens without wasting half of each page.
  database.pragma('page_size = 16384')
  // The operating system holds this lock for as long as the process lives, and lets go of it at any kind of death.
  database.pragma('locking_mode = EXCLUSIVE')
  database.pragma('journal_mode = WAL')
  // In WAL mode a crash of the process loses nothing; a power cut may lose the latest batches, never the file.
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = ON')
  database.pragma('cache_size = -32000')
  // A write takes the lock now, not at the first batch.
  database
    .transaction(() => {
      database.pragma(`user_version = ${userVersion(database)}`)
    })
    .immediate()
  migrate(database)
}

function known<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) throw inUse(file, error)
    if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') throw damaged(file, error)
    // An I/O error is what a directory of that name gives, and a disk that fails.
    if (/^SQLITE_(CANTOPEN|READONLY|IOERR)/u.test(error.code)) {
      throw new AppError(
        'target-unwritable',
        `The library ${file} cannot be opened for writing. Check the folder's permissions.`,
        { cause: error },
      )
    }
    throw error
  }
}

function inUse(file: string, cause: unknown): AppError {
  const holder = readHolder(file)
  const who = holder === null ? 'Another Podium' : `Another Podium (process ${holder})`
  return new AppError('library-in-use', `${who} has the library ${file} open. Close it, or choose another library.`, {
    cause,
  })
}

function damaged(file: string, cause?: unknown): AppError {
  return new AppError(
    'library-damaged',
    `The library ${file} is damaged or no Podium library. It was not changed. Restore a backup, or move it away to index again.`,
    { cause },
  )
}

function holderFile(file: string): string {
  return `${file}.pid`
}

function readHolder(file: string): string | null {
  try {
    return readFileSync(holderFile(file), 'utf8')
  } catch {
    return null
  }
}
