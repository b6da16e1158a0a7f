/**
 * Which of two photos a person finds more of what a sentence says. About pictures, so by content: a rename or another model
 * changes nothing. No sentence: taste in general, which is '' where taste is left out of orders for a while.
 */
export const comparisons = `
create table comparisons (
  id integer primary key autoincrement,
  sentence text,
  left_hash text not null,
  right_hash text not null,
  choice text not null check (choice in ('left', 'right', 'same')),
  held_out integer not null check (held_out in (0, 1)),
  answered_at integer not null
) strict;
create index comparisons_by_sentence on comparisons (sentence, id);

create table taste_pauses (
  sentence text primary key
) strict;
`
