/** Exports as jobs: every file is listed before the first is written, so that an interrupted one can be finished. */
export const jobs = `
create table jobs (
  id integer primary key autoincrement,
  -- Names the unfinished files of this job in a folder that other libraries may write into too.
  key text not null unique,
  kind text not null,
  title text not null,
  target text,
  real_target text,
  request text not null,
  header text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  message text,
  total integer not null,
  written integer not null default 0,
  skipped integer not null default 0,
  failed integer not null default 0,
  bytes integer not null default 0,
  created_at integer not null,
  finished_at integer
) strict;

create table job_items (
  job_id integer not null references jobs (id) on delete cascade,
  number integer not null,
  position integer,
  photo_id integer,
  name text not null,
  note text,
  detail text,
  state text not null default 'waiting' check (state in ('waiting', 'written', 'skipped', 'failed')),
  bytes integer,
  message text,
  primary key (job_id, number)
) strict, without rowid;
create index job_items_by_state on job_items (job_id, state, number);

-- The set as it stood when the job began, some rows of it in each row.
create table job_rows (
  job_id integer not null references jobs (id) on delete cascade,
  block integer not null,
  rows text not null,
  primary key (job_id, block)
) strict;
`
