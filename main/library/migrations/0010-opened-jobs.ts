/** Which jobs have found their target before: one that is gone since was on a drive, and another must not be filled. */
export const openedJobs = `
alter table jobs add column opened integer not null default 0 check (opened in (0, 1));
update jobs set opened = 1 where exists (select 1 from job_items i where i.job_id = jobs.id and i.state = 'written');
`
