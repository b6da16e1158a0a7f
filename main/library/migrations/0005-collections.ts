/** Collections and their members; of a ranked one, the members as last computed. */
export const collections = `
create table collections (
  id integer primary key autoincrement,
  -- Deleting a group for good leaves what was brought back out of it.
  parent_id integer references collections (id) on delete set null,
  name text not null,
  kind text not null check (kind in ('fixed', 'ranked', 'group')),
  rule text,
  -- 1 once the rule as it stands was computed: what came before that is no news.
  evaluated integer not null default 0 check (evaluated in (0, 1)),
  cover_photo_id integer references photos (id) on delete set null,
  updated_at integer not null,
  seen_at integer,
  problem text,
  removed_at integer
) strict;
create index collections_by_parent on collections (parent_id);

create table collection_photos (
  collection_id integer not null references collections (id) on delete cascade,
  photo_id integer not null references photos (id) on delete cascade,
  position real not null,
  primary key (collection_id, photo_id)
) strict, without rowid;
create index collection_photos_by_position on collection_photos (collection_id, position);
create index collection_photos_by_photo on collection_photos (photo_id);
-- Few photos are missing: counting those of a collection must not look at every photo it holds.
create index photos_missing on photos (missing_since) where missing_since is not null;

create table collection_news (
  collection_id integer not null references collections (id) on delete cascade,
  photo_id integer not null references photos (id) on delete cascade,
  entered integer not null check (entered in (0, 1)),
  primary key (collection_id, photo_id)
) strict, without rowid;
create index collection_news_by_photo on collection_news (photo_id);
`
