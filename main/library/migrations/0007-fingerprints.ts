/**
 * What tells frames of one moment: a perceptual hash of the picture, and the exposure the photographer asked for. The
 * contents of before have neither until they are looked at again; the index holds those alone, and is empty afterwards.
 */
export const fingerprints = `
alter table contents add column fingerprint text;
alter table contents add column exposure_bias real;
create index contents_without_fingerprint on contents (content_hash) where fingerprint is null;
`
