/** Camera raw files are read now: those that were refused because of their name are looked at again. */
export const rawFiles = `
update photos set state = 'found' where id in
  (select photo_id from failures where stage = 'scan' and kind = 'unsupported' and message like 'Camera raw files%');
delete from failures where stage = 'scan' and kind = 'unsupported' and message like 'Camera raw files%';
`
