/** What a person says of a photo. No row: no opinion. */
export const marks = `
create table marks (
  photo_id integer primary key references photos (id) on delete cascade,
  rating integer not null default 0 check (rating between 0 and 5),
  flag text not null default 'none' check (flag in ('none', 'pick', 'reject')),
  label text not null default 'none' check (label in ('none', 'red', 'yellow', 'green', 'blue', 'purple')),
  changed_at integer not null
) strict;
`
