/** Which meaning of a sentence a person chose: kept, so that the same words mean the same the next time. */
export const choices = `
create table choices (
  sentence text primary key,
  reading text not null,
  chosen_at integer not null
) strict;
create index choices_by_time on choices (chosen_at);
`
