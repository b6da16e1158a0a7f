/** Vectors of a removed folder are deleted: SQLite would give the number of the last row again, a counter does not. */
export const vectorNumbers = `
insert into counters values ('vector', (select coalesce(max(id), 0) from vectors));
`
