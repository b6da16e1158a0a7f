/** The first schema. What is true of the bytes hangs on the content hash, what is true of the file on the photo id. */
export const first = `
create table folders (
  id integer primary key autoincrement,
  path text not null unique,
  volume text,
  added_at integer not null,
  unreachable_since integer,
  watched integer not null default 1
) strict;

create table contents (
  content_hash text primary key,
  format text,
  width integer,
  height integer,
  taken_at text,
  taken_offset_min integer,
  latitude real,
  longitude real,
  camera text,
  damaged integer not null default 0
) strict;

create table photos (
  id integer primary key autoincrement,
  folder_id integer not null references folders (id) on delete cascade,
  relative_path text not null,
  size integer not null,
  mtime_ms integer not null,
  content_hash text,
  state text not null default 'found' check (state in ('found', 'indexed', 'failed')),
  added_at integer not null,
  missing_since integer,
  revision integer not null,
  unique (folder_id, relative_path)
) strict;
create index photos_by_revision on photos (revision);
create index photos_by_hash on photos (content_hash);
create index photos_by_state on photos (state) where missing_since is null;

create table measures (
  content_hash text primary key references contents (content_hash),
  version integer not null,
  sharpness real,
  noise real,
  brightness real,
  contrast real,
  clipping real,
  colourfulness real,
  warmth real
) strict;

create table vectors (
  id integer primary key,
  content_hash text not null,
  model_id text not null,
  dimension integer not null,
  vector blob not null
) strict;
create unique index vectors_by_model on vectors (model_id, content_hash);

create table tokens (
  id integer primary key,
  content_hash text not null,
  model_id text not null,
  tokens blob not null
) strict;
create unique index tokens_by_model on tokens (model_id, content_hash);

create table failures (
  photo_id integer primary key references photos (id) on delete cascade,
  content_hash text,
  stage text not null,
  kind text not null,
  attempts integer not null,
  next_attempt_at integer,
  message text not null
) strict;
create index failures_by_time on failures (next_attempt_at);

create table settings (
  key text primary key,
  value text not null
) strict;

create table counters (
  name text primary key,
  value integer not null
) strict;
insert into counters values ('revision', 0), ('epoch', 0);
`
