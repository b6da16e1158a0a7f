/** Scores of the learned adapter by adapter, sentence and content hash: kept for the sentences it was trained on. */
import type { Database } from 'better-sqlite3'

export interface LearnedScores {
  /** Every kept score of a sentence, by content hash. */
  all(rankerId: string, sentence: string): Map<string, number>
  /** Scores that are no numbers are left out: they would be asked for again instead of being believed. */
  put(rankerId: string, sentence: string, scores: Iterable<readonly [contentHash: string, score: number]>): void
}

export function createLearnedScores(database: Database): LearnedScores {
  const kept = database
    .prepare<[string, string], [string, number]>(
      'select content_hash, score from learned_scores where ranker_id = ? and sentence = ?',
    )
    .raw()
  const insert = database.prepare(
    'insert or replace into learned_scores (ranker_id, sentence, content_hash, score) values (?, ?, ?, ?)',
  )
  return {
    all: (rankerId, sentence) => new Map(kept.all(rankerId, sentence)),
    put: (rankerId, sentence, scores) => {
      database.transaction(() => {
        for (const [hash, score] of scores) if (Number.isFinite(score)) insert.run(rankerId, sentence, hash, score)
      })()
    },
  }
}
