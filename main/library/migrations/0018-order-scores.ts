/** Of each photo its scores for all orders the learned adapter was trained on, in place of a row for each sentence and photo. */
export const orderScores = `
drop table learned_scores;
create table order_scores (
  content_hash text not null,
  ranker_id text not null,
  scores blob not null,
  primary key (ranker_id, content_hash)
) strict;
create index order_scores_by_hash on order_scores (content_hash);
`
