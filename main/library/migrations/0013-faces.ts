/**
 * Faces: how many and how large, beside the other facts that orders read; where each one is, for whoever wants a crop of
 * it; nothing about whose they are. `face_search` says what looked and how: contents with another one are looked at again.
 */
export const faces = `
alter table contents add column face_search text;
alter table contents add column face_count integer;
alter table contents add column largest_face real;
create index contents_by_face_search on contents (face_search, content_hash);

create table faces (
  id integer primary key,
  content_hash text not null references contents (content_hash),
  x real not null,
  y real not null,
  width real not null,
  height real not null,
  score real not null
) strict;
create index faces_by_content on faces (content_hash);
`
