/** Scores of the learned adapter for the sentences it was trained on: they never change for the same bytes. */
export const learnedScores = `
create table learned_scores (
  ranker_id text not null,
  sentence text not null,
  content_hash text not null,
  score real not null,
  primary key (ranker_id, sentence, content_hash)
) strict;
create index learned_scores_by_hash on learned_scores (content_hash);
`
