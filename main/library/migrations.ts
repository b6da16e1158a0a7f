/** The ordered list of schema steps. Each runs in its own transaction together with the number that says it ran. */
import type { Database } from 'better-sqlite3'
import { first } from './migrations/0001-first.ts'
import { vectorNumbers } from './migrations/0002-vector-numbers.ts'
import { learnedScores } from './migrations/0003-learned-scores.ts'
import { marks } from './migrations/0004-marks.ts'
import { collections } from './migrations/0005-collections.ts'
import { jobs } from './migrations/0006-jobs.ts'
import { fingerprints } from './migrations/0007-fingerprints.ts'
import { sidecars } from './migrations/0008-sidecars.ts'
import { choices } from './migrations/0009-choices.ts'
import { openedJobs } from './migrations/0010-opened-jobs.ts'
import { sidecarWords } from './migrations/0011-sidecar-words.ts'
import { traces } from './migrations/0012-traces.ts'
import { faces } from './migrations/0013-faces.ts'
import { stackTops } from './migrations/0014-stack-tops.ts'
import { comparisons } from './migrations/0015-comparisons.ts'
import { faceAges } from './migrations/0016-face-ages.ts'
import { rawFiles } from './migrations/0017-raw-files.ts'
import { orderScores } from './migrations/0018-order-scores.ts'

/** Never edit a step that was released: add one. */
export const MIGRATIONS: readonly string[] = [
  first,
  vectorNumbers,
  learnedScores,
  marks,
  collections,
  jobs,
  fingerprints,
  sidecars,
  choices,
  openedJobs,
  sidecarWords,
  traces,
  faces,
  stackTops,
  comparisons,
  faceAges,
  rawFiles,
  orderScores,
]

export function userVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Brings a library of any earlier version to the newest; a failing step leaves the version before it. */
export function migrate(database: Database, steps: readonly string[] = MIGRATIONS): void {
  for (let version = userVersion(database); version < steps.length; version++) {
    database.transaction(() => {
      database.exec(steps[version] ?? '')
      database.pragma(`user_version = ${version + 1}`)
    })()
  }
}
