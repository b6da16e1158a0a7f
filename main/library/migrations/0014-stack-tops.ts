/** The frame that a person chose to stand for the others of its moment; which they are is found anew each time. */
export const stackTops = `
create table stack_tops (
  photo_id integer primary key references photos (id) on delete cascade
) strict;
`
