/** Sidecars as last read: one that is as it was is not read again. */
export const sidecars = `
create table sidecars (
  photo_id integer primary key references photos (id) on delete cascade,
  path text not null,
  size integer not null,
  mtime_ms integer not null,
  rating integer,
  label text,
  applied integer not null check (applied in (0, 1)),
  read_at integer not null
) strict;
`
