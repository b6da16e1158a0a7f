/** What faults of light, colour and compression leave in a picture's values, apart from the axes that orders read row by row. */
export const traces = `
create table traces (
  content_hash text primary key,
  traces blob not null
) strict;
`
