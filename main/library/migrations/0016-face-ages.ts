/**
 * How old faces look, in years: of each face that is large enough to tell, and of a photo's oldest and youngest one, which
 * orders read. Guesses about pictures, not facts about people.
 */
export const faceAges = `
alter table faces add column age real;
alter table contents add column oldest_face real;
alter table contents add column youngest_face real;
`
