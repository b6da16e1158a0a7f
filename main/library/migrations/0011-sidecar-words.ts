/** What sidecars said that is somebody's opinion, and when it was written: shown beside the marks it won or lost against. */
export const sidecarWords = `
alter table sidecars add column said_rating integer check (said_rating between -1 and 5);
alter table sidecars add column said_label text;
alter table sidecars add column edited_at integer;
`
